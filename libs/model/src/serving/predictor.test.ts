import { createHash } from 'node:crypto';
import { isAppError } from '@bellwether/contracts';
import { exportOnnx } from '../engine/compiled/export-onnx';
import { chooseEngine } from '../engine/choose-engine';
import { encodeOnnx } from '../onnx/onnx-model';
import { inspectOnnx } from '../onnx/inspect-onnx';
import { ProtoWriter } from '../onnx/proto-writer';
import { mlpProgram } from '../program/mlp-program';
import { Xoshiro128 } from '../random/xoshiro';
import { contractCases, contractData } from '../testing/contract-cases';
import { exportNetwork } from './export-network';
import { Predictor } from './predictor';

const program = mlpProgram({ inputSize: 3, hidden: [4], optimizer: { kind: 'adam' }, seed: 1 });
const weights = Object.fromEntries(program.variables.map((v) => [v.name, v.init]));

async function refusal(work: () => unknown): Promise<string> {
  try {
    await work();
  } catch (e) {
    if (isAppError(e)) return `${e.code}: ${e.message}`;
    throw e;
  }
  return 'accepted';
}

const served = contractCases().filter((c) => /layer|activation: (gelu|selu|mish)|running mean/.test(c.name));

test.each(served.map((c) => [c.name, c] as const))('%s: one file serves any number of rows, equal to the engine to 1e-5', async (_, c) => {
  const { engine } = await chooseEngine('cpu');
  const inputs = c.program.inputs.map((i) => i.name).filter((n) => n !== 'y');
  const init = Object.fromEntries(c.program.variables.map((v) => [v.name, v.init]));
  for (const rows of [1, 7]) {
    const { largestDifference } = await exportNetwork(engine, c.program, init, { inputs: contractData(c.program, rows, 2), rows }, { inputs });
    expect(largestDifference).toBeLessThan(1e-5);
  }
});

test('many rows in chunks are the same rows one by one; metadata and inputs can be read back', async () => {
  const bytes = await exportOnnx(program, weights, { metadata: { model: 'buyers v3' } });
  const sha256 = createHash('sha256').update(bytes).digest('hex');
  const predictor = await Predictor.load(bytes, { sha256, inputs: [{ name: 'x', dtype: 'float32', shape: [3] }] });
  const rows = 5000;
  const random = Xoshiro128.fromSeed(1);
  const x = Float32Array.from({ length: rows * 3 }, () => random.normal());
  const all = await predictor.predict({ x }, rows);
  for (const i of [0, 4095, 4096, 4999]) expect((await predictor.predict({ x: x.subarray(i * 3, i * 3 + 3) }, 1))[0]).toBeCloseTo(all[i]!, 6);
  expect(predictor.summary.metadata).toEqual({ model: 'buyers v3' });
  expect(predictor.summary.operators).toContain('Sigmoid');
  expect(await refusal(() => predictor.predict({ x: new Float32Array(4) }, 2))).toContain('INPUT_INVALID: Input "x" needs 2 rows × 3 = 6 values; 4 came');
  expect(await refusal(() => predictor.predict({}, 2))).toContain('none came');
  await predictor.release();
});

test('a file that is not what was declared is refused by name', async () => {
  const bytes = await exportOnnx(program, weights);
  expect(await refusal(() => Predictor.load(bytes, { sha256: 'ab' }))).toContain('SHA-256');
  expect(await refusal(() => Predictor.load(bytes, { inputs: [{ name: 'z', dtype: 'float32', shape: [3] }] }))).toContain('"z" is not there; it has x');
  expect(await refusal(() => Predictor.load(bytes, { inputs: [{ name: 'x', dtype: 'float32', shape: [9] }] }))).toContain('declared is float32 [rows, 9]');
});

test('an outside file with several outputs answers with the one that is named', async () => {
  const value = (name: string) => ({ name, dtype: 'float32' as const, shape: ['rows', 2] });
  const file = encodeOnnx({ name: 'g', inputs: [value('x')], outputs: [value('twice'), value('minus')], initializers: [], nodes: [{ op: 'Add', inputs: ['x', 'x'], outputs: ['twice'] }, { op: 'Neg', inputs: ['x'], outputs: ['minus'] }] });
  const predictor = await Predictor.load(file, { output: 'minus' });
  expect(Array.from(await predictor.predict({ x: Float32Array.of(1, 2) }, 1))).toEqual([-1, -2]);
  await predictor.release();
  expect(await refusal(() => Predictor.load(file, { output: 'probability' }))).toContain('"probability" is not there; it has twice, minus');
});

const graphWith = (write: (g: ProtoWriter) => void): Uint8Array => new ProtoWriter().int(1, 8).message(7, write).message(8, (o) => o.string(1, '').int(2, 18)).finish();
const tensorWith = (write: (t: ProtoWriter) => void): Uint8Array => graphWith((g) => g.message(5, write));

function nested(depth: number): (g: ProtoWriter) => void {
  return (g) => g.message(1, (n) => n.string(4, 'If').message(5, (a) => a.string(1, 'then_branch').message(6, depth > 0 ? nested(depth - 1) : () => undefined)));
}

test('a hostile or damaged ONNX file is refused before the native library sees it', async () => {
  const good = await exportOnnx(program, weights);
  expect(await refusal(() => inspectOnnx(new Uint8Array(0)))).toContain('holds no graph');
  expect(await refusal(() => inspectOnnx(Buffer.from('hello, this is text')))).toContain('MODEL_ARTIFACT_INVALID');
  expect(await refusal(() => inspectOnnx(good.subarray(0, good.length - 9)))).toContain('are left');
  expect(await refusal(() => inspectOnnx(tensorWith((t) => t.int(1, 4).int(2, 1).string(8, 'w').message(13, (e) => e.string(1, 'location').string(2, '/etc/passwd')))))).toContain('lie in another file');
  expect(await refusal(() => inspectOnnx(tensorWith((t) => t.int(1, 1e6).int(1, 1e6).int(2, 1).bytes(9, new Uint8Array(4)))))).toContain('shape [1000000,1000000]');
  expect(await refusal(() => inspectOnnx(tensorWith((t) => t.int(1, 100).int(2, 1).bytes(9, new Uint8Array(4)))))).toContain('should hold 400 bytes and holds 4');
  expect(await refusal(() => inspectOnnx(graphWith((g) => g.message(1, (n) => n.string(4, 'Run').string(7, 'evil.custom')))))).toContain('operator of "evil.custom"');
  expect(await refusal(() => inspectOnnx(graphWith(nested(20))))).toContain('nested more than 8 deep');
  const unknown = encodeOnnx({ name: 'g', inputs: [{ name: 'x', dtype: 'float32', shape: ['rows', 2] }], outputs: [{ name: 'y', dtype: 'float32', shape: ['rows', 2] }], initializers: [], nodes: [{ op: 'NoSuchOp', inputs: ['x'], outputs: ['y'] }] });
  expect(await refusal(() => Predictor.load(unknown))).toContain('MODEL_ARTIFACT_INVALID');
});

test('no flipped bit crashes the reader', async () => {
  const good = await exportOnnx(program, weights);
  const random = Xoshiro128.fromSeed(2);
  for (let i = 0; i < 300; i++) {
    const bad = good.slice();
    for (let k = 0; k < 3; k++) bad[random.below(bad.length)]! ^= 1 << random.below(8);
    const outcome = await refusal(() => inspectOnnx(bad));
    expect(outcome === 'accepted' || outcome.startsWith('MODEL_ARTIFACT_INVALID')).toBe(true);
  }
});
