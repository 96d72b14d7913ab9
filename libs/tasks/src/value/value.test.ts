import type { TableColumn } from '@bellwether/features';
import { seededRandom } from '@bellwether/metrics';
import { exampleCounts } from '../testing/example-counts';
import { exampleSessions, type Example } from '../testing/example-table';
import { exampleWaits } from '../testing/example-waits';
import { describeFamilyContract } from '../testing/family-contract';
import { recordTraining } from '../testing/recorded-training';
import { weighMembers } from './blend';
import { expectedWait, medianWait, survivalAt } from './hazard';
import { fitIntervals, intervalAt } from './interval';
import { valueFamily } from '.';

const QUICK = { bootstrapReplicates: 20, importanceRepeats: 1, checkpointSeconds: 0, split: { train: 0.6, valid: 0.2, test: 0.2 } };
const TREES = { model: 'gbdt', trees: 30, treeRate: 0.15, leaves: 4, minLeafRows: 20 };
const counts = (options: { shuffledLabels: boolean }) => exampleCounts({ ...options, rows: 600 });
const train = (example: Example, params: Record<string, unknown>, more: Parameters<typeof recordTraining>[2] = {}) => recordTraining(valueFamily, example, { ...more, params: { ...QUICK, importanceRepeats: 0, ...params } });

describeFamilyContract({ family: valueFamily, label: 'boosted trees', example: counts, reaches: 0.05, chance: 0, params: { ...QUICK, ...TREES } });

test('amounts: a blend weighs its members, beats the mean and the past rate, keeps its total, and says so of each row after packing', async () => {
  const { model } = await train(exampleCounts({ rows: 600, amounts: true }), { model: 'blend', keepTotal: true });
  expect(model.metrics.d2!.value).toBeGreaterThan(0.05);
  expect(model.metrics.total_ratio!.value).toBeGreaterThan(0.8);
  expect(model.metrics.total_ratio!.value).toBeLessThan(1.25);
  expect(model.figures.map((f) => f.key)).toEqual(expect.arrayContaining(['tenths', 'value_gain', 'coverage', 'baselines', 'members', 'segments']));
  const predictor = await valueFamily.load(model.artifact);
  const [low, high] = await predictor.predictRows([{ orders_90d: 0, days_since: 80, noise: 0.5, channel: 'direct' }, { orders_90d: 9, days_since: 3, noise: 0.5, channel: 'mail' }]);
  predictor.dispose();
  expect(high!.score).toBeGreaterThan(2 * low!.score);
  for (const { score, interval } of [low!, high!]) expect(interval!.low <= score * 1.01 && interval!.high >= score * 0.5 && interval!.level === 0.8).toBe(true);
});

test.each(['constant', 'rate', 'gamma-poisson', 'glm', 'mlp'])('%s trains alone and predicts the same after packing', async (model) => {
  const example = counts({ shuffledLabels: false });
  const { model: trained } = await train(example, { model, epochs: 4, batchSize: 64 });
  const predictor = await valueFamily.load(trained.artifact);
  const scores = await predictor.predictTable(example.table);
  predictor.dispose();
  trained.evaluation.rowIndex.forEach((row, k) => expect(scores[row - 1]).toBeCloseTo(trained.evaluation.score[k]!, 5));
  if (model === 'gamma-poisson') expect(trained.card).toContain('orders_90d');
});

test('waiting times: chances by day that fit, a concordance above a coin, the wait to be expected below the horizon', async () => {
  const { model } = await train(exampleWaits(), TREES);
  expect(model.metrics.c_index!.value).toBeGreaterThan(0.62);
  // what saying one half all the time would have
  expect(model.metrics.integrated_brier!.value).toBeLessThan(0.25);
  expect(model.figures[0]!.key).toBe('waits');
  const predictor = await valueFamily.load(model.artifact);
  const [soon, late] = await predictor.predictRows([{ gap_mean: 5, noise: 0.5 }, { gap_mean: 75, noise: 0.5 }]);
  predictor.dispose();
  expect(soon!.score).toBeLessThan(late!.score);
  expect(late!.interval!.high).toBeLessThanOrEqual(30);
  expect(late!.wait!.median).toBeNull();
  expect(soon!.wait!.median).toBeLessThan(10);
  const chances = soon!.wait!.chances.map((c) => c.chance);
  expect(chances).toEqual([...chances].sort((a, b) => a - b));
});

test('a survival curve: the wait to be expected is its area, the median where it passes a half', () => {
  expect(expectedWait([0.5, 0.25], [10, 20])).toBeCloseTo(7.5 + 3.75, 9);
  expect(medianWait([0.75, 0.25], [10, 20])).toBeCloseTo(15, 9);
  expect(medianWait([0.9, 0.6], [10, 20])).toBeNull();
  expect(survivalAt([0.5, 0.25], [10, 20], 5)).toBeCloseTo(0.75, 9);
});

test('intervals hold four of five of what they were not fitted on, counts as whole numbers, in every fifth of what is said', () => {
  const of = (seed: number) => exampleCounts({ rows: 4000, seed, amounts: true });
  const [fit, fresh] = [of(3), of(4)].map(({ table }) => ({ y: table.columns[4]!.values as Float64Array, said: (table.columns[0]!.values as Float64Array).map((v) => 0.3 + v) }));
  const model = fitIntervals(fit!.y, fit!.said, { negative: false, whole: false, most: null });
  const inside = fresh!.y.map((v, i) => { const { low, high } = intervalAt(model, fresh!.said[i]!); return v >= low && v <= high ? 1 : 0; });
  const share = inside.reduce((a, b) => a + b, 0) / inside.length;
  expect(share).toBeGreaterThan(0.77);
  expect(share).toBeLessThan(0.86);
  expect(intervalAt({ ...model, whole: true }, 1.7).high % 1).toBe(0);
});

test('an interval holds what was said, whatever was said: counts, amounts, amounts net of returns and waits, between and beyond the groups it was fitted on', () => {
  const random = seededRandom(5);
  const kinds = [{ negative: false, whole: true, most: null }, { negative: false, whole: false, most: null }, { negative: true, whole: false, most: null }, { negative: false, whole: false, most: 30 }];
  for (const options of kinds) {
    // nine of ten come to nothing (or, below zero, to a return) and one to a lot: the mean lies above every tenth of its own group
    const said = Float64Array.from({ length: 300 }, () => 3 * random.unit() - (options.negative ? 1 : 0));
    const y = said.map((s, i) => (random.unit() < 0.93 ? (options.negative ? -1 : 0) : Math.min(options.most ?? 99, Math.ceil(20 * Math.abs(s))) + (i % 2)));
    const model = fitIntervals(y, said, options);
    for (const score of [0, 1e-9, 2, 2.0000000001, 2.9, 29.99, ...(options.most === null ? [400] : [30]), ...(options.negative ? [-0.5, -7] : []), ...said]) {
      const { low, high } = intervalAt(model, score);
      expect(low <= score && score <= high).toBe(true);
      if (options.whole) expect(Number.isInteger(low) && Number.isInteger(high)).toBe(true);
      if (options.most !== null) expect(high).toBeLessThanOrEqual(options.most);
    }
  }
});

test('waits that mostly outlast the horizon are held by intervals that end there, whatever the score divides to', () => {
  const random = seededRandom(7);
  const y = Float64Array.from({ length: 1000 }, () => (random.unit() < 0.75 ? 30 : 30 * random.unit()));
  for (const score of [27.3, 26.1, 25.7, 23.3, 29.9]) {
    const model = fitIntervals(y, new Float64Array(1000).fill(score), { negative: false, whole: false, most: 30 });
    // the model that serves was trained on more rows and says a little less of everybody
    expect(intervalAt(model, 0.97 * score).high).toBe(30);
    const { low, high } = intervalAt(model, score);
    expect(high).toBe(30);
    expect(y.filter((v) => v >= low && v <= high).length).toBeGreaterThan(770);
  }
});

test('a blend shares its weight among those that cannot be told apart and leaves out who is worse; saying too much of everybody is not being worse', () => {
  const random = seededRandom(6);
  const truth = Float64Array.from({ length: 2000 }, () => Math.exp(2 * random.unit()));
  const y = truth.map((m) => (random.unit() < 0.5 ? 0 : 2 * m));
  const [good, alike, high, blind] = [truth.map((m) => m * Math.exp(0.05 * random.unit())), truth.map((m) => m * Math.exp(0.05 * random.unit())), truth.map((m) => 1.3 * m), truth.map(() => 3.2)];
  expect(weighMembers(y, [good, alike, high, blind], false)).toEqual([1 / 3, 1 / 3, 1 / 3, 0]);
  expect(weighMembers(y, [blind, good], true)).toEqual([0, 1]);
});

test('trained once more on the rows that choose: what is said changes, what chooses and its metrics do not', async () => {
  const example = counts({ shuffledLabels: false });
  const [once, again] = [await train(example, { ...TREES, refit: false }), await train(example, TREES)];
  expect(again.model.summary.validation).toEqual(once.model.summary.validation);
  expect(again.model.evaluation.score).not.toEqual(once.model.evaluation.score);
  expect(again.model.trainRowIndex.length).toBe(once.model.trainRowIndex.length + again.model.summary.rows.valid);
  const held = new Set(again.model.evaluation.rowIndex);
  expect(again.model.trainRowIndex.some((row) => held.has(row))).toBe(false);
});

test('Weibull waits: shape and risk are found, and chances by day fit better than one curve for all', async () => {
  const { model } = await train(exampleWaits({ rows: 1500 }), { model: 'glm' });
  expect(model.metrics.c_index!.value).toBeGreaterThan(0.62);
  const stored = JSON.parse(new TextDecoder().decode(model.artifact.find((f) => f.name === 'model.json')!.bytes)).members[0].model;
  // the waits of the example are exponential, given the gap
  expect(stored.shape).toBeGreaterThan(0.85);
  expect(stored.shape).toBeLessThan(1.1);
  const baselines = (await train(exampleWaits({ rows: 1500 }), { model: 'constant' })).model.metrics.integrated_brier!.value!;
  expect(model.metrics.integrated_brier!.value).toBeLessThan(baselines - 0.02);
});

describe('what cannot be trained on is refused by name, with a way to mend it', () => {
  const base = counts({ shuffledLabels: false });
  const target = (values: (i: number) => number, type: 'number' | 'boolean' = 'number'): Example => {
    const column: TableColumn = { name: 'orders_next', type, values: Float64Array.from({ length: 600 }, (_, i) => values(i)) };
    return { ...base, table: { ...base.table, columns: [...base.table.columns.slice(0, 4), column] } };
  };
  const waits = exampleWaits({ rows: 100 });
  test.each<[string, Example, Record<string, unknown>, string]>([
    ['yes or no', target((i) => i % 2, 'boolean'), TREES, 'TARGET_NOT_NUMERIC'], ['text', exampleSessions({ rows: 60 }), TREES, 'TARGET_NOT_NUMERIC'], ['always the same', target(() => 3), TREES, 'TARGET_CONSTANT'],
    ['never known', target(() => Number.NaN), TREES, 'TARGET_CONSTANT'], ['below zero on a logarithm', target((i) => i % 7 - 1), { model: 'glm' }, 'PARAMS_INVALID'], ['a past that is no column', base, { model: 'rate', history: 'nope' }, 'COLUMN_NOT_FOUND'],
    ['a wait that was lost sight of', { ...waits, table: { ...waits.table, columns: waits.table.columns.map((c) => (c.name === 'seen' ? { ...c, values: new Float64Array(100) } as TableColumn : c)) } }, TREES, 'TARGET_CENSORED'],
  ])('%s', async (_, example, params, code) => {
    await expect(train(example, params)).rejects.toMatchObject({ code, fix: expect.stringMatching(/.+/) });
  });

  test('amounts net of returns train trees on squared error', async () => {
    const { model } = await train(target((i) => (base.table.columns[0]!.values as Float64Array)[i]! * 2 - 1 + (i % 3)), TREES);
    expect(model.metrics.r2!.value).toBeGreaterThan(0.5);
    expect(model.evaluation.score.some((s) => s < 0)).toBe(true);
  });
});
