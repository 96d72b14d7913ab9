import { recommendationContextSchema, recommendationRulesSchema, type Recommendation } from '@bellwether/contracts';
import { recordTraining } from '../testing/recorded-training';
import type { Example } from '../testing/example-table';
import { exampleEvents } from './example-events';
import { recommendationFamily } from './index';

const PARAMS = { network: true, width: 16, context: 8, epochs: 8, batchRows: 8, negatives: 32, dropout: 0, learningRate: 0.01, patience: 20, checkpointSeconds: 3600, linear: ['popular'], protocol: 'leave-one-out', fit: 'before-validation', history: 'remove', bootstrapReplicates: 0, shuffleTest: 'off' };
const NEW = 'sku-new';

/** The example's shop with a row of its catalogue: an item of a department that nobody has taken. */
function withNewItem(department: string): Example {
  const { table, roles } = exampleEvents();
  const cells: Record<string, string | number | null> = { customer: null, sku: NEW, at: Number.NaN, what: null, price: 44, department, title: 'Thing number new' };
  return {
    roles,
    table: {
      rows: table.rows + 1, rowIndex: Int32Array.from({ length: table.rows + 1 }, (_, i) => i + 1),
      columns: table.columns.map((c) => (c.type === 'string' ? { ...c, values: [...c.values, cells[c.name] as string | null] } : { ...c, values: Float64Array.from([...c.values, cells[c.name] as number]) })),
    },
  };
}

test('an item that only a catalogue row describes is counted apart, and stands high where its department is looked at, low elsewhere', async () => {
  const { model, logs } = await recordTraining(recommendationFamily, withNewItem('toys'), { params: PARAMS });
  expect(logs.join()).toContain('1 rows only describe items');
  expect(model.summary.rows.dropped).toBe(0);
  const predictor = await recommendationFamily.load(model.artifact);
  try {
    const place = async (recent: string[], placement = 'for-you'): Promise<number> => {
      const request = recommendationContextSchema.parse({ placement, limit: 41, recent: recent.map((item) => ({ item })), ...(placement === 'similar' ? { item: recent[0] } : {}) });
      const { items } = (await predictor.ask!('recommend', { request, rules: recommendationRulesSchema.parse({ filters: { alreadyBought: 'show' } }), catalogue: null, seed: 'x', now: Date.parse('2026-01-10T00:00:00Z') })) as Recommendation;
      return items.findIndex((i) => i.item === NEW) + 1;
    };
    const among = await Promise.all([['sku-033'], ['sku-034', 'sku-035'], ['sku-036']].map((recent) => place(recent)));
    const elsewhere = await Promise.all([['sku-003'], ['sku-004', 'sku-005'], ['sku-006']].map((recent) => place(recent)));
    expect(Math.max(...among)).toBeLessThanOrEqual(12);
    expect(Math.min(...elsewhere)).toBeGreaterThan(Math.max(...among));
    expect(await place(['sku-035'], 'similar')).toBeLessThanOrEqual(12);
  } finally {
    predictor.dispose();
  }
});
