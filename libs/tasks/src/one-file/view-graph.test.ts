import type { ColumnRoles } from '@bellwether/contracts';
import { applyView, fitView, viewSpecSchema, type ColumnTable, type ViewSpec } from '@bellwether/features';
import { seededRandom } from '@bellwether/metrics';
import { ColumnModel, encodeOnnx, GraphComposer } from '@bellwether/model';
import { declareColumns, feedOf, isText, rawColumnsOf } from './raw-columns';
import { emitView, pickFeatures } from './view-graph';

const ROWS = 400;
const N = Number.NaN;

/** Every type in both roles, with gaps, ties, long tails, constants and values that training does not see. */
function everything(): { table: ColumnTable; roles: ColumnRoles } {
  const random = seededRandom(3);
  const some = (of: (i: number) => number): Float64Array => Float64Array.from({ length: ROWS }, (_, i) => (random.unit() < 0.1 ? N : of(i)));
  const words = ['red', 'green', 'blue', 'a "quoted", word', '日本'];
  const text = (): (string | null)[] => Array.from({ length: ROWS }, (_, i) => (random.unit() < 0.1 ? null : i > 380 ? 'never seen' : words[random.below(words.length)]!));
  const day = 86_400_000;
  return {
    table: {
      rows: ROWS, rowIndex: Int32Array.from({ length: ROWS }, (_, i) => i + 1),
      columns: [
        { name: 'smooth', type: 'number', values: some(() => random.unit() * 2 - 1) },
        { name: 'colour', type: 'string', values: text() },
        { name: 'tail', type: 'number', values: some(() => Math.exp(8 * random.unit())) },
        { name: 'count', type: 'integer', values: some(() => random.below(4)) },
        { name: 'whole', type: 'number', values: Float64Array.from({ length: ROWS }, () => random.unit() * 1e9) },
        { name: 'constant', type: 'number', values: new Float64Array(ROWS).fill(7) },
        { name: 'browser', type: 'integer', values: some((i) => (i > 380 ? 99 : random.below(6) - 2)) },
        { name: 'rate', type: 'number', values: some(() => random.below(5) / 3) },
        { name: 'weekend', type: 'boolean', values: some(() => random.below(2)) },
        { name: 'member', type: 'boolean', values: some(() => random.below(2)) },
        { name: 'since', type: 'timestamp', values: some(() => 1.7e12 + Math.floor(random.unit() * 1e10)) },
        { name: 'day', type: 'date', values: some(() => Math.floor(1.7e12 / day) * day + day * random.below(5)) },
        { name: 'shape', type: 'string', values: text() },
        { name: 'zeros', type: 'number', values: some(() => (random.unit() < 0.7 ? 0 : random.unit())) },
      ],
    },
    roles: { smooth: 'numeric', colour: 'category', tail: 'numeric', count: 'numeric', whole: 'numeric', constant: 'numeric', browser: 'category', rate: 'category', weekend: 'category', member: 'numeric', since: 'numeric', day: 'category', shape: 'category', zeros: 'numeric' },
  };
}

const { table, roles } = everything();
const train = Int32Array.from({ length: 300 }, (_, i) => i);

/** What training never met: infinities, far values, a value that is text where a number was. */
const strange: ColumnTable = {
  rows: 5, rowIndex: Int32Array.of(1, 2, 3, 4, 5),
  columns: table.columns.map((c) => {
    if (c.type === 'string') return { ...c, values: ['red', 'crimson', null, 'RED', ' red'] };
    const far = c.type === 'boolean' ? [0, 1, 0, 1] : [c.type === 'date' || c.type === 'timestamp' ? 0 : Number.POSITIVE_INFINITY, -1e12, 1e15, -0];
    return { ...c, values: Float64Array.of(N, ...far) };
  }),
};

async function worstDifference(spec: Partial<ViewSpec>, rows: ColumnTable): Promise<{ worst: number; features: number }> {
  const view = fitView(viewSpecSchema.parse(spec), table, roles, train);
  const columns = rawColumnsOf(view);
  const { x } = applyView(view, rows);
  const width = view.features.length;
  const g = new GraphComposer();
  const all = Array.from({ length: width }, (_, f) => f);
  const value = g.node('Reshape', [g.cast(pickFeatures(g, emitView(g, view, declareColumns(g, columns)), all), 'float64'), g.ints(-1)]);
  const file = encodeOnnx(g.finish('view', [{ name: 'score', value, dtype: 'float64', shape: ['cells'] }]));
  const model = await ColumnModel.load(file, columns.map((c) => ({ name: c.name, text: isText(c) })), { output: 'score' });
  const got = await model.predict(feedOf(columns, rows), rows.rows);
  await model.release();
  const worst = x.reduce((most, want, i) => Math.max(most, Number.isNaN(got[i]!) ? Number.POSITIVE_INFINITY : Math.abs(got[i]! - want) / (1 + Math.abs(want))), got.length === x.length ? 0 : Number.POSITIVE_INFINITY);
  return { worst, features: width };
}

test.each<[string, Partial<ViewSpec>]>([
  ['quantile scaling, one-hot', {}],
  ['standard scaling, most frequent level for missing', { scaling: 'standard', categoryMissing: 'most-frequent', numericMissing: 'mean' }],
  ['robust scaling, ordinal', { scaling: 'robust', encoding: 'ordinal', missingFlags: false }],
  ['no scaling, constant for missing, few levels', { scaling: 'none', numericMissing: 'constant', numericConstant: -3, maxLevels: 2 }],
  ['ordinal with the most frequent level', { scaling: 'quantile', encoding: 'ordinal', categoryMissing: 'most-frequent' }],
])('the view in the file makes the numbers of the view in training: %s', async (_, spec) => {
  const all = await worstDifference(spec, table);
  expect(all.features).toBeGreaterThan(10);
  // a float32 holds seven digits
  expect(all.worst).toBeLessThan(2e-7);
  expect((await worstDifference(spec, strange)).worst).toBeLessThan(2e-7);
});

test('one pick of all features, in any order, is the whole matrix', async () => {
  const view = fitView(viewSpecSchema.parse({}), table, roles, train);
  const columns = rawColumnsOf(view);
  const { x } = applyView(view, table);
  const width = view.features.length;
  const mixed = Array.from({ length: width }, (_, f) => (f * 7) % width);
  for (const order of [Array.from({ length: width }, (_, f) => f), mixed]) {
    const g = new GraphComposer();
    const matrix = g.cast(pickFeatures(g, emitView(g, view, declareColumns(g, columns)), order), 'float64');
    const weights = order.map((_, k) => 1 / (k + 1));
    const file = encodeOnnx(g.finish('view', [{ name: 'score', value: g.node('MatMul', [matrix, g.doubles(weights)]), dtype: 'float64', shape: ['rows'] }]));
    const model = await ColumnModel.load(file, columns.map((c) => ({ name: c.name, text: isText(c) })), { output: 'score' });
    const got = await model.predict(feedOf(columns, table), ROWS);
    await model.release();
    for (let r = 0; r < ROWS; r++) {
      const want = order.reduce((sum, f, k) => sum + weights[k]! * x[r * width + f]!, 0);
      expect(Math.abs(got[r]! - want)).toBeLessThan(1e-6 * (1 + Math.abs(want)));
    }
  }
});
