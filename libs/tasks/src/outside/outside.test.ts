import { createHash } from 'node:crypto';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import type { ColumnTable } from '@bellwether/features';
import { encodeOnnx, GraphComposer, type Value } from '@bellwether/model';
import type { TrainContext } from '../task-family';
import { checkInChild } from './check-in-child';
import { outsideFamily, type OutsideParams } from './index';

/** sigmoid(a * x + b * z): columns [rows, 1] of doubles, as our own emitter writes them. */
function goodFile(wire = (g: GraphComposer, x: Value): Value => g.node('Sigmoid', [x])): Uint8Array {
  const g = new GraphComposer();
  const [x, z] = [g.input('x', 'float64', ['rows', 1]), g.input('z', 'float64', ['rows', 1])];
  const sum = g.node('Add', [g.node('Mul', [x, g.scalar(2)]), z]);
  return encodeOnnx(g.finish('outside', [{ name: 'p', value: wire(g, sum), dtype: 'float64', shape: ['rows', 1] }]));
}

const rows = 200;
const x = Float64Array.from({ length: rows }, (_, i) => Math.sin(i * 1.7));
const z = Float64Array.from({ length: rows }, (_, i) => Math.cos(i * 2.3));
const table: ColumnTable = {
  rows, rowIndex: Int32Array.from({ length: rows }, (_, i) => i + 1),
  columns: [{ name: 'x', type: 'number', values: x }, { name: 'z', type: 'number', values: z }, { name: 'bought', type: 'boolean', values: x.map((v, i) => (2 * v + z[i]! + Math.sin(i * 5) > 0 ? 1 : 0)) }],
};

function context(bytes: Uint8Array, params: Partial<OutsideParams> = {}): TrainContext<OutsideParams> {
  return {
    table, roles: { x: 'numeric', z: 'numeric', bought: 'target' }, seed: 1, signal: new AbortController().signal, engine: null,
    params: outsideFamily.params.parse({ file: createHash('sha256').update(bytes).digest('hex'), inputs: [{ name: 'x', columns: ['x'] }, { name: 'z', columns: ['z'] }], output: 'p', bootstrapReplicates: 50, ...params }),
    readFile: () => Promise.resolve(bytes), loadCheckpoint: () => Promise.resolve(null), saveCheckpoint: () => Promise.resolve(), progress: () => {}, metric: () => {}, log: () => {},
  };
}
const refusal = (bytes: Uint8Array, params: Partial<OutsideParams> = {}): Promise<string> => outsideFamily.train(context(bytes, params)).then(() => 'accepted', (e: Error) => e.message);

test('a good file is measured, kept, and scores rows as it does by hand', async () => {
  const made = await outsideFamily.train(context(goodFile()));
  expect(made.metrics.auc!.value).toBeGreaterThan(0.85);
  expect(made.summary.rows).toMatchObject({ train: 0, test: rows });
  const predictor = await outsideFamily.load(made.artifact);
  const [one] = await predictor.predictRows([{ x: 0.3, z: -0.1 }]);
  expect(one!.score).toBeCloseTo(1 / (1 + Math.exp(-0.5)), 12);
  expect((await predictor.predictRows([{ x: 0.3, z: -0.1, other: 1 }]))[0]!.warnings.map((w) => w.code)).toEqual(['unknown-field']);
  expect((await predictor.explain({ x: 5, z: 0 }))[0]!.feature).toBe('x');
  expect([...(await predictor.predictTable(table))]).toEqual([...made.evaluation.score]);
  await expect(predictor.predictRows([{ x: 1, z: 1 }, { x: 0.3 }])).rejects.toMatchObject({ code: 'SIGNATURE_MISMATCH', message: expect.stringContaining('row 2, which lacks z') });
  predictor.dispose();
});

test('a file that is not the declared one, is damaged, or is no ONNX is refused', async () => {
  const good = goodFile();
  expect(await refusal(good, { file: 'a'.repeat(64) })).toContain('SHA-256');
  expect(await refusal(good.subarray(0, good.length - 40))).toContain('cannot be');
  expect(await refusal(new TextEncoder().encode('<html>not a model</html>'))).toContain('cannot be');
  const flipped = good.slice();
  flipped[0] = 0xff;
  expect(await refusal(flipped)).toContain('cannot be');
});

test('an operation whose cost the file sets is refused before anything opens it', async () => {
  const bomb = goodFile((g, v) => g.node('Add', [g.node('Sigmoid', [v]), g.cast(g.node('ConstantOfShape', [g.ints(2 ** 30, 2 ** 30)]), 'float64')]));
  expect(await refusal(bomb)).toContain('it uses ConstantOfShape');
});

test('a declaration that does not fit the file is named', async () => {
  const good = goodFile();
  expect(await refusal(good, { inputs: [{ name: 'x', columns: ['x'] }] })).toContain('takes "z", which is not declared');
  expect(await refusal(good, { inputs: [{ name: 'x', columns: ['x'] }, { name: 'y', columns: ['z'] }, { name: 'z', columns: ['z'] }] })).toContain('"y" is declared');
  expect(await refusal(good, { output: 'label' })).toContain('no output "label"');
  expect(await refusal(good, { outputColumn: 1 })).toContain('1 columns, column 1 is declared');
  expect(await refusal(good, { inputs: [{ name: 'x', columns: ['x'] }, { name: 'z', columns: ['bought'] }] })).toContain('is the target');
  expect(await refusal(goodFile((g, v) => g.node('Mul', [v, g.scalar(9)])))).toContain('a probability was declared');
});

test('an upload is opened in a process of its own, which its limits end', async () => {
  const folder = await mkdtemp(path.join(os.tmpdir(), 'bellwether-outside-'));
  const file = path.join(folder, 'model.onnx');
  try {
    await writeFile(file, goodFile());
    expect(await checkInChild({ file })).toMatchObject({ inputs: [{ name: 'x', type: 'float64', dims: [null, 1] }, { name: 'z' }], outputs: [{ name: 'p' }], operators: ['Add', 'Identity', 'Mul', 'Sigmoid'] });
    await expect(checkInChild({ file }, { bytes: 20 * 1024 ** 2 })).rejects.toMatchObject({ code: 'MODEL_ARTIFACT_INVALID', message: expect.stringContaining('more than 20 MiB of memory') });
    await expect(checkInChild({ file }, { seconds: 0.05 })).rejects.toMatchObject({ code: 'MODEL_ARTIFACT_INVALID', message: expect.stringContaining('more than 0.05 s') });
  } finally {
    await rm(folder, { recursive: true });
  }
});
