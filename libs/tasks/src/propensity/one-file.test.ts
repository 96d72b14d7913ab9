import { seededRandom } from '@bellwether/metrics';
import { inspectOnnx } from '@bellwether/model';
import { recordTraining } from '../testing/recorded-training';
import { exampleSessions, type Example } from '../testing/example-table';
import type { ArtifactFile } from '../task-family';
import { propensityFamily } from '.';

const QUICK = { bootstrapReplicates: 0, importanceRepeats: 0 };

/** Sessions with every kind of column: text, coded numbers, yes/no and dates as categories, all with gaps. */
function sessions(rows: number): Example {
  const { table, roles } = exampleSessions({ rows });
  const random = seededRandom(9);
  const gap = (of: () => number): Float64Array => Float64Array.from({ length: rows }, () => (random.unit() < 0.1 ? Number.NaN : of()));
  return {
    table: {
      ...table,
      columns: [
        { name: 'browser', type: 'integer', values: gap(() => random.below(30) - 3) }, ...table.columns, { name: 'weekend', type: 'boolean', values: gap(() => random.below(2)) },
        { name: 'day', type: 'date', values: gap(() => 1_700_006_400_000 + 86_400_000 * random.below(4)) },
      ],
    },
    roles: { ...roles, browser: 'category', weekend: 'category', day: 'category' },
  };
}

const example = sessions(600);

/** The same model without its file: every part as the training engine computes it. */
function withoutFile(files: readonly ArtifactFile[]): ArtifactFile[] {
  return files.flatMap((f) => {
    if (f.name === 'model.onnx') return [];
    if (f.name !== 'model.json') return [f];
    const { onnx: _, ...manifest } = JSON.parse(new TextDecoder().decode(f.bytes));
    return [{ name: f.name, bytes: new TextEncoder().encode(JSON.stringify(manifest)) }];
  });
}

test.each<[string, Record<string, unknown>]>([
  ['logistic, standard scaling', { model: 'logistic', epochs: 3, view: { scaling: 'standard', categoryMissing: 'most-frequent' } }],
  ['MLP, calibrated by temperature', { model: 'mlp', units: 8, epochs: 3, calibration: 'temperature' }],
  ['RealMLP', { model: 'realmlp', recipeEpochs: 2 }],
  ['TabM, ordinal categories', { model: 'tabm', recipeEpochs: 1, view: { encoding: 'ordinal' } }],
  ['boosted trees with native categories', { model: 'gbdt', trees: 40, treeRate: 0.2, minLeafRows: 5 }],
  ['bagged trees, Beta calibration', { model: 'gbdt', trees: 20, treeRate: 0.2, bags: 3, calibration: 'beta' }],
])('%s: one file takes raw columns and scores as the engine does to 1e-5', async (_, params) => {
  const { model } = await recordTraining(propensityFamily, example, { params: { ...QUICK, ...params } });
  expect(model.summary.export).toMatchObject({ file: 'model.onnx', rows: 600, problem: null });
  expect(model.summary.export!.largestDifference!).toBeLessThan(1e-5);
  const file = model.artifact.find((f) => f.name === 'model.onnx')!;
  const [whole, alone, engine] = await Promise.all([model.artifact, [file], withoutFile(model.artifact)].map((files) => propensityFamily.load([...files])));
  const [a, b, c] = await Promise.all([whole!, alone!, engine!].map((p) => p.predictTable(example.table)));
  a!.forEach((score, i) => {
    expect(b![i]).toBe(score);
    expect(Math.abs(score - c![i]!)).toBeLessThan(1e-5);
  });
  const row = { pages: 12, minutes: 3.5, channel: 'search', browser: 4, weekend: true };
  const [one, other] = [await whole!.predictRows([row]), await alone!.predictRows([row])];
  expect(other).toEqual(one);
  expect(one[0]!.warnings.map((w) => w.field).sort()).toEqual(['day', 'noise']);
  for (const p of [whole, alone, engine]) p!.dispose();
});

test('the file names its inputs, its run and its proof, and uses nothing but the operators of ONNX', async () => {
  const { model } = await recordTraining(propensityFamily, example, { params: { ...QUICK, model: 'mlp', units: 4, epochs: 1 }, provenance: { run_id: 'r-1', dataset_version_id: 'd-1' } });
  const { metadata, operators, domains } = inspectOnnx(model.artifact.find((f) => f.name === 'model.onnx')!.bytes);
  expect(metadata).toMatchObject({ 'bellwether.run_id': 'r-1', 'bellwether.dataset_version_id': 'd-1', 'bellwether.view_hash': model.viewHash, 'bellwether.family': 'propensity' });
  expect(JSON.parse(metadata['bellwether.signature']!)).toEqual(model.signature);
  expect(JSON.parse(metadata['bellwether.metrics']!).auc.value).toBe(model.metrics.auc!.value);
  expect(JSON.parse(metadata['bellwether.check']!)).toMatchObject({ rows: 600, tolerance: 1e-5 });
  expect(metadata['bellwether.usage']).toContain('"bought"'.replaceAll('"', ''));
  expect(operators).toContain('LabelEncoder');
  expect(domains.sort()).toEqual(['', 'ai.onnx.ml']);
});

test('a file that is not the one of the manifest is refused by its hash', async () => {
  const { model } = await recordTraining(propensityFamily, example, { params: { ...QUICK, model: 'logistic', epochs: 1 } });
  const changed = model.artifact.map((f) => (f.name === 'model.onnx' ? { ...f, bytes: f.bytes.slice(0, -1) } : f));
  await expect(propensityFamily.load(changed)).rejects.toMatchObject({ code: 'MODEL_ARTIFACT_INVALID', message: expect.stringContaining('SHA-256') });
});
