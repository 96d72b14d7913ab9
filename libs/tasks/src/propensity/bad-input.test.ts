import type { ColumnRoles, DatasetProfile } from '@bellwether/contracts';
import type { ColumnTable, TableColumn } from '@bellwether/features';
import { familyRegistry } from '../family-registry';
import type { DatasetFacts } from '../task-family';
import { baselineRow } from '../rows/shapley';
import { exampleSessions, type Example } from '../testing/example-table';
import { recordTraining } from '../testing/recorded-training';
import { propensityFamily } from '.';
import { unpackArtifact } from './artifact';

const LEAN = { bootstrapReplicates: 0, importanceRepeats: 0, model: 'logistic', epochs: 2, batchSize: 64 };
const base = exampleSessions({ rows: 300 });

const withColumn = (column: TableColumn, role: string): Example => ({
  table: { ...base.table, columns: [...base.table.columns.filter((c) => c.name !== column.name), column] }, roles: { ...base.roles, [column.name]: role } as ColumnRoles,
});
const numbers = (name: string, of: (i: number) => number, type: 'number' | 'timestamp' | 'date' | 'integer' = 'number'): TableColumn => ({ name, type, values: Float64Array.from({ length: 300 }, (_, i) => of(i)) });
const train = (example: Example, params: Record<string, unknown> = {}) => recordTraining(propensityFamily, example, { params: { ...LEAN, ...params } });

describe('data that cannot be trained on is refused by name, with a way to mend it', () => {
  test.each<[string, Example, Record<string, unknown>, string, RegExp]>([
    ['one class only in the target', withColumn(numbers('bought', () => 1), 'target'), {}, 'TARGET_ONE_CLASS', /only "1"/],
    ['a target that is missing in every row', withColumn(numbers('bought', () => Number.NaN), 'target'), {}, 'TARGET_ONE_CLASS', /missing in every row/],
    ['a target of three values', withColumn(numbers('bought', (i) => i % 3), 'target'), {}, 'TARGET_NOT_BINARY', /received 3: 0, 1, 2/],
    ['two targets', { ...base, roles: { ...base.roles, noise: 'target' } }, {}, 'TARGET_MISSING', /noise, bought|bought, noise/],
    ['a target that is not a column', { ...base, roles: { ...base.roles, bought: 'ignored', sold: 'target' } }, {}, 'COLUMN_NOT_FOUND', /"sold"/],
    ['an all-missing column', withColumn(numbers('empty', () => Number.NaN), 'numeric'), {}, 'COLUMN_ALL_MISSING', /"empty"/],
    ['no inputs left', base, { view: { exclude: ['pages', 'minutes', 'noise', 'channel'] } }, 'NO_FEATURES', /at least one/],
    ['an excluded column that is not there', base, { view: { exclude: ['nope'] } }, 'COLUMN_NOT_FOUND', /"nope"/],
    ['a split by time without a time', base, { split: { method: 'time' } }, 'COLUMN_NOT_FOUND', /time/],
  ])('%s', async (_, example, params, code, message) => {
    await expect(train(example, params)).rejects.toMatchObject({ code, message: expect.stringMatching(message), fix: expect.stringMatching(/.+/) });
  });

  test('a column dated after its own row is refused as knowledge of the future, until it is left out', async () => {
    const day = 86_400_000;
    const dated = withColumn(numbers('when', (i) => i * day, 'timestamp'), 'time');
    const leaky: Example = { table: { ...dated.table, columns: [...dated.table.columns, numbers('refunded at', (i) => (i === 7 ? 9 * day : (i - 1) * day), 'timestamp')] }, roles: { ...dated.roles, 'refunded at': 'numeric' } };
    await expect(train(leaky)).rejects.toMatchObject({ code: 'FUTURE_COLUMN', message: expect.stringContaining('"refunded at"') });
    await expect(train(leaky, { view: { exclude: ['refunded at'] } })).resolves.toBeDefined();
  });

  test('infinite values count as missing; a constant column and a single input train', async () => {
    await expect(train(withColumn(numbers('wild', (i) => (i % 9 === 0 ? Number.POSITIVE_INFINITY : i)), 'numeric'))).resolves.toBeDefined();
    const { model } = await train(withColumn(numbers('same', () => 4), 'numeric'), { view: { exclude: ['pages', 'minutes', 'noise', 'channel'] } });
    expect(model.metrics.auc!.value).toBe(0.5);
  });

  test.each([['logistic', { batchSize: 2048, learningRate: 0.05, epochs: 3 }], ['gbdt', { trees: 5 }]])('a column of 100,000 categories trains a %s model: the rare ones share a place', async (model, params) => {
    const rows = 100_000;
    const table: ColumnTable = {
      rows, rowIndex: Int32Array.from({ length: rows }, (_, i) => i + 1),
      columns: [{ name: 'sku', type: 'string', values: Array.from({ length: rows }, (_, i) => (i % 3 === 0 ? 'common' : `sku-${i}`)) }, { name: 'bought', type: 'boolean', values: Float64Array.from({ length: rows }, (_, i) => (i % 3 === 0 ? Number(i % 4 > 0) : Number(i % 5 === 0))) }],
    };
    const trained = await train({ table, roles: { sku: 'category', bought: 'target' } }, { model, ...params });
    expect(trained.model.metrics.auc!.value!).toBeGreaterThan(0.7);
  });

  test('a learning rate that diverges is named, with the step and a rate to try', async () => {
    await expect(train(withColumn(numbers('huge', (i) => i * 1e30), 'numeric'), { optimizer: 'sgd', learningRate: 10, view: { scaling: 'none' }, epochs: 30 })).rejects.toMatchObject({ code: 'MODEL_DIVERGED', message: expect.stringMatching(/step \d+/), fix: expect.stringContaining('learning rate') });
  });

  test('rows without a label are left out and counted', async () => {
    const { model } = await train(withColumn(numbers('bought', (i) => (i < 40 ? Number.NaN : i % 2)), 'target'));
    expect(model.summary.rows.dropped).toBe(40);
  });
});

describe('what is wrong is said before a run starts', () => {
  const profile = (changes: Record<string, Partial<DatasetProfile['columns'][number]>>): DatasetProfile => ({
    rows: 300, duplicateRows: 0, target: null, seconds: 0,
    columns: base.table.columns.map((c) => ({ name: c.name, type: c.type, count: 300, missing: 0, distinct: 2, distinctApproximate: false, numeric: null, histogram: null, top: [], time: null, text: null, target: null, ...changes[c.name] })),
  });
  const facts = (more: Partial<DatasetFacts> = {}): DatasetFacts => ({ rows: 300, columns: base.table.columns.map(({ name, type }) => ({ name, type })), roles: base.roles, profile: profile({}), ...more });
  const issues = (params: Record<string, unknown>, given: DatasetFacts): string[] => propensityFamily.validate(propensityFamily.params.parse(params), given).map((i) => `${i.path} ${i.code}`);
  const small = { batchSize: 32 };

  test.each<[string, Record<string, unknown>, DatasetFacts, string[]]>([
    ['nothing wrong', small, facts(), []],
    ['no target', small, facts({ roles: { pages: 'numeric' } }), ['roles TARGET_MISSING']],
    ['one class', small, facts({ profile: profile({ bought: { distinct: 1 } }) }), ['roles.bought TARGET_ONE_CLASS']],
    ['three classes', small, facts({ profile: profile({ bought: { distinct: 3 } }) }), ['roles.bought TARGET_NOT_BINARY']],
    ['an all-missing input', small, facts({ profile: profile({ minutes: { missing: 300, distinct: 0 } }) }), ['view.exclude COLUMN_ALL_MISSING']],
    ['a batch larger than the training part', { batchSize: 5000 }, facts(), ['batchSize PARAMS_INVALID']],
    ['a direction for a column that is no number, and two for one', { model: 'gbdt', rising: ['channel', 'pages'], falling: ['pages'] }, facts(), ['rising COLUMN_NOT_FOUND', 'falling PARAMS_INVALID']],
    ['a split by group without an id', { ...small, split: { method: 'group' } }, facts(), ['split.groupColumn COLUMN_NOT_FOUND']],
    ['too few rows for three parts', { model: 'gbdt' }, facts({ rows: 5 }), ['split SPLIT_EMPTY']],
    ['dates that all lie after the time column', small, facts({ roles: { ...base.roles, pages: 'time' }, profile: profile({ pages: { time: { min: '2024-01-01', max: '2024-02-01' } }, noise: { time: { min: '2025-01-01', max: '2025-02-01' } } }) }), ['view.exclude FUTURE_COLUMN']],
  ])('%s', (_, params, given, expected) => {
    expect(issues(params, given)).toEqual(expected);
  });

  test.each([
    [{ learningRate: 0 }, 'learningRate'], [{ units: 0 }, 'units'], [{ epochs: 1.5 }, 'epochs'], [{ dropout: 'lots' }, 'dropout'], [{ model: 'magic' }, 'model'], [{ split: { train: 0.9 } }, 'split.train'], [{ l2: Number.NaN }, 'l2'],
  ])('parameters out of range or of the wrong type are named: %j', (params, path) => {
    const parsed = propensityFamily.params.safeParse(params);
    expect(parsed.success ? [] : parsed.error.issues.map((i) => i.path.join('.'))).toEqual([path]);
  });
});

describe('serving', () => {
  test('contributions of a network add up to its log-odds less those of the medians', async () => {
    const { model } = await recordTraining(propensityFamily, exampleSessions(), { params: { ...LEAN, model: 'mlp', units: 16, epochs: 30, learningRate: 0.01 } });
    const predictor = await propensityFamily.load(model.artifact);
    const row = { pages: 19, minutes: 50, noise: 0.1, channel: 'mail' };
    const explained = await predictor.explain(row);
    const [whole, medians] = await predictor.predictRows([row, baselineRow(unpackArtifact(model.artifact).view)]);
    predictor.dispose();
    expect(explained.reduce((sum, c) => sum + c.contribution, 0)).toBeCloseTo(logit(whole!.score) - logit(medians!.score), 4);
    const of = (feature: string) => explained.find((c) => c.feature === feature)!;
    expect(of('pages').value).toBe('19');
    expect(Math.abs(of('noise').contribution)).toBeLessThan(of('pages').contribution / 2);
  });

  test('unknown, missing, out-of-range and new values are named; a wrong type is refused by field', async () => {
    const { model } = await train(base);
    const predictor = await propensityFamily.load(model.artifact);
    const [scored] = await predictor.predictRows([{ pages: 900, channel: 'carrier pigeon', colour: 'red' }]);
    expect(scored!.warnings.map((w) => `${w.code} ${w.field}`).sort()).toEqual(['missing-field minutes', 'missing-field noise', 'new-category channel', 'out-of-range pages', 'unknown-field colour']);
    await expect(predictor.predictRows([{ pages: 'many', channel: 'mail' }])).rejects.toMatchObject({ code: 'SIGNATURE_MISMATCH', message: expect.stringContaining('pages') });
    expect(await predictor.predictRows([])).toEqual([]);
    predictor.dispose();
  });

  test.each<[string, (files: { name: string; bytes: Uint8Array }[]) => void]>([
    ['a missing file', (files) => void files.splice(files.findIndex((f) => f.name === 'view.json'), 1)],
    ['a model file that was changed', (files) => void (files.find((f) => f.name === 'model.onnx')!.bytes[200]! ^= 1)],
    ['weights that were changed, where the engine serves them', (files) => {
      const manifest = files.find((f) => f.name === 'model.json')!;
      manifest.bytes = new TextEncoder().encode(JSON.stringify({ ...JSON.parse(new TextDecoder().decode(manifest.bytes)), onnx: undefined }));
      files.find((f) => f.name.endsWith('.bin'))!.bytes[200]! ^= 1;
    }],
    ['a manifest that points outside', (files) => void (files.find((f) => f.name === 'model.json')!.bytes = new TextEncoder().encode('{"format":"bellwether-propensity","version":1,"members":[{"name":"x","weight":1,"models":[{"kind":"network","file":"../../etc/passwd"}]}],"calibration":null}'))],
    ['a view that does not fit', (files) => { const view = files.find((f) => f.name === 'view.json')!; view.bytes = new TextEncoder().encode(new TextDecoder().decode(view.bytes).replace('"features":[', '"features":["extra",')); }],
    ['something that is not JSON', (files) => void (files.find((f) => f.name === 'model.json')!.bytes = new Uint8Array([1, 2, 3]))],
  ])('an artifact with %s is refused', async (_, damage) => {
    const { model } = await train(base);
    const files = model.artifact.map((f) => ({ name: f.name, bytes: f.bytes.slice() }));
    damage(files);
    await expect(propensityFamily.load(files)).rejects.toMatchObject({ code: 'MODEL_ARTIFACT_INVALID' });
  });

  test('class weights and text targets: the positive value is the word for yes', async () => {
    const { model } = await train({ ...base, table: withText(base.table) }, { classWeights: 'balanced' });
    expect(model.signature.output).toMatchObject({ positiveValue: 'yes', name: 'bought' });
    expect(model.card).toContain('not probabilities');
  });
});

const withText = (table: ColumnTable): ColumnTable => ({ ...table, columns: table.columns.map((c) => (c.name === 'bought' && c.type !== 'string' ? { name: c.name, type: 'string', values: Array.from(c.values, (v) => (v === 1 ? 'yes' : 'no')) } : c)) });
const logit = (p: number): number => Math.log(p / (1 - p));

describe('registry', () => {
  test('an unknown family is refused with the list of known ones; a registered one can be taken out again', () => {
    expect(() => familyRegistry.get('astrology')).toThrow(/propensity/);
    const remove = familyRegistry.register({ ...propensityFamily, id: 'copy' });
    expect(familyRegistry.get('copy').id).toBe('copy');
    remove();
    expect(() => familyRegistry.get('copy')).toThrow(expect.objectContaining({ code: 'NOT_FOUND' }));
  });
});
