import { inspectOnnx } from '@bellwether/model';
import { exampleCounts } from '../testing/example-counts';
import type { Example } from '../testing/example-table';
import { exampleWaits } from '../testing/example-waits';
import { recordTraining } from '../testing/recorded-training';
import { valueFamily } from '.';

const QUICK = { bootstrapReplicates: 0, importanceRepeats: 0, baselines: false, trees: 30, treeRate: 0.15, minLeafRows: 20, epochs: 3 };
const amounts = exampleCounts({ rows: 600, amounts: true });
/** Money in a currency of large numbers, net of returns. */
const net: Example = { ...amounts, table: { ...amounts.table, columns: amounts.table.columns.map((c) => (c.name === 'orders_next' && c.type !== 'string' ? { ...c, values: c.values.map((v, i) => 1e5 * (v - (i % 5 === 0 ? 20 : 0))) } : c)) } };
const waits = exampleWaits({ rows: 600 });

test.each<[string, Example, Record<string, unknown>]>([
  ['mean', amounts, { model: 'constant' }], ['past rate', amounts, { model: 'rate' }], ['gamma-Poisson', amounts, { model: 'gamma-poisson' }], ['linear', amounts, { model: 'glm' }], ['trees', amounts, { model: 'gbdt' }],
  ['network', amounts, { model: 'mlp', units: 8 }], ['blend, total kept', amounts, { model: 'blend', keepTotal: true }], ['below zero, squared error', net, { model: 'gbdt' }], ['below zero, network', net, { model: 'mlp', units: 8 }],
  ['waits: one curve for all', waits, { model: 'constant' }], ['waits: Weibull', waits, { model: 'glm' }], ['waits: hazard', waits, { model: 'gbdt' }], ['waits: blend', waits, { model: 'blend' }],
])('%s: one file takes raw columns and says what the model says', async (_, example, params) => {
  const { model } = await recordTraining(valueFamily, example, { params: { ...QUICK, ...params } });
  expect(model.summary.export).toMatchObject({ file: 'model.onnx', rows: 600, problem: null });
  const file = model.artifact.find((f) => f.name === 'model.onnx')!;
  const [whole, alone] = [await valueFamily.load([...model.artifact]), await valueFamily.load([file])];
  const [a, b] = [await whole.predictTable(example.table), await alone.predictTable(example.table)];
  const mean = a.reduce((s, v) => s + Math.abs(v), 0) / a.length;
  a.forEach((v, i) => expect(Math.abs(v - b[i]!)).toBeLessThan(1e-5 * mean));
  // what stands beside the score comes from the file too, and unknown levels and gaps are met as in training
  const rows: Record<string, string | number>[] = example === waits ? [{ gap_mean: 5, noise: 0.5 }, { noise: 2 }] : [{ orders_90d: 3, days_since: 10, noise: 0.5, channel: 'mail' }, { orders_90d: 0, channel: 'never seen' }];
  const [here, there] = [await whole.predictRows(rows), await alone.predictRows(rows)];
  here.forEach(({ interval, wait, warnings }, r) => {
    expect(there[r]!.interval!.low / mean).toBeCloseTo(interval!.low / mean, 4);
    expect(there[r]!.interval!.high / mean).toBeCloseTo(interval!.high / mean, 4);
    expect(there[r]!.warnings).toEqual(warnings);
    expect(there[r]!.wait === undefined).toBe(wait === undefined);
    wait?.chances.forEach(({ chance }, k) => expect(there[r]!.wait!.chances[k]!.chance).toBeCloseTo(chance, 3));
  });
  expect(here.some((p) => p.wait !== undefined)).toBe(example === waits);
  for (const p of [whole, alone]) p.dispose();
});

test('the file names its inputs, its run and its proof, uses nothing but the operators of ONNX, and a changed file is refused', async () => {
  const { model } = await recordTraining(valueFamily, waits, { params: { ...QUICK, model: 'gbdt' }, provenance: { run_id: 'r-1' } });
  const { bytes } = model.artifact.find((f) => f.name === 'model.onnx')!;
  const { metadata, domains, outputs } = inspectOnnx(bytes);
  expect(metadata).toMatchObject({ 'bellwether.run_id': 'r-1', 'bellwether.family': 'value', 'bellwether.view_hash': model.viewHash });
  expect(JSON.parse(metadata['bellwether.signature']!)).toEqual(model.signature);
  expect(metadata['bellwether.usage']).toContain('still waiting');
  expect(domains.sort()).toEqual(['', 'ai.onnx.ml']);
  expect(outputs.map((o) => o.name)).toEqual(['score', 'survival']);
  const text = Buffer.from(bytes).toString('latin1').replace('"kind":"factor"', '"kind":"fictor"');
  await expect(valueFamily.load([{ name: 'model.onnx', bytes: new Uint8Array(Buffer.from(text, 'latin1')) }])).rejects.toMatchObject({ code: 'MODEL_ARTIFACT_INVALID' });
});

test('what would walk through too many trees in every period is refused with the reason, and the model is whole without its file', async () => {
  const { composeValueGraph } = await import('./one-file');
  const { model } = await recordTraining(valueFamily, waits, { params: { ...QUICK, model: 'gbdt' } });
  const json = (name: string) => JSON.parse(new TextDecoder().decode(model.artifact.find((f) => f.name === name)!.bytes));
  const stored = json('gbdt.json');
  const many = new TextEncoder().encode(JSON.stringify({ ...stored, trees: Array.from({ length: 20_000 }, () => stored.trees[0]) }));
  const manifest = json('model.json');
  await expect(composeValueGraph(json('view.json'), [{ weight: 1, model: manifest.members[0].model, bytes: many }], { factor: 1, most: 30 })).rejects.toMatchObject({ code: 'PARAMS_INVALID', message: expect.stringContaining('every period') });
});
