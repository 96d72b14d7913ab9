import { ledgerAskSchema, type RunId } from '@bellwether/contracts';
import { setPolicy } from '@bellwether/lineage';
import { testDeps, type TestDeps } from '@bellwether/lineage/testing';
import { reconcileLedger } from './ledger';
import { testEvents, testSessions, testTrainedRun } from './model-testing';
import { predict } from './predict';
import { unloadPredictors } from './predict-cache';
import { promoteModel } from './promote-model';
import { registerModel } from './register-model';
import { cellValue } from './score-batch-rows';

let t: TestDeps;
const CUSTOMERS = 60;
const look = (input: Record<string, unknown> = {}) => reconcileLedger(t, t.scope('viewer'), ledgerAskSchema.parse({ purchase: 'Buyers', next: 'Window', forecast: 'Sales', days: 5, ...input }));

async function live(name: string, runId: RunId, metric: string): Promise<void> {
  const { modelId, versionId } = await registerModel(t, t.scope('admin'), { runId, model: { name } });
  await setPolicy(t.db, t.scope('admin'), { id: modelId, policy: { metric, against: 'non-inferior', margin: 0.01, minimum: {}, maxCalibrationError: null, minTestRows: 1, fourEyes: false } });
  await promoteModel(t, t.scope('admin'), { versionId, override: true, reason: 'a small shop' });
}

beforeAll(async () => {
  t = await testDeps();
  const events = await testEvents(t, t.scope(), { customers: CUSTOMERS, items: 24, length: 40, units: true });
  await live('Window', await testTrainedRun(t, t.scope(), events, { network: false, linear: ['popular', 'covisitation', 'markov'], protocol: 'leave-one-out', bootstrapReplicates: 0, shuffleTest: 'off', foresee: ['purchase'] }, 'recommendation'), 'ndcg_10');
  await live('Sales', await testTrainedRun(t, t.scope(), events, { frequency: 'day', horizon: 7, model: 'tsb', hierarchy: false, bootstrapReplicates: 0 }, 'forecast'), 'wql');
  await live('Buyers', await testTrainedRun(t, t.scope(), await testSessions(t, t.scope(), { rows: 300 })), 'auc');
}, 90_000);
afterAll(async () => {
  unloadPredictors();
  await t.close();
});

test('before anybody is scored it says what to do', async () => {
  await expect(look()).rejects.toMatchObject({ code: 'INPUT_INVALID', message: expect.stringContaining('Buyers v1'), fix: expect.stringContaining('Score a dataset version') });
});

test('units of customers are chances x units a buyer takes, spread over categories; what is agreed lies between the sides', async () => {
  const sessions = await testSessions(t, t.scope(), { rows: 300 });
  const features = sessions.table.columns.filter((c) => !['visitor', 'bought'].includes(c.name));
  const rows = Array.from({ length: CUSTOMERS }, (_, i) => ({ key: `c${String(i).padStart(4, '0')}`, features: Object.fromEntries(features.map((c) => [c.name, cellValue(c, i)])) }));
  const { predictions } = await predict(t, t.scope('service'), { model: 'Buyers', alias: 'champion', rows });
  const { lines, total, customers, by, columns, unmatched, models, spread } = await look();
  expect(models).toEqual({ purchase: 'Buyers v1', next: 'Window v1', forecast: 'Sales v1' });
  expect(by).toBe('department');
  expect(columns).toContain('department');
  expect(lines.map((l) => l.category).sort()).toEqual(['garden', 'kitchen', 'office', 'toys']);
  expect(customers).toMatchObject({ scored: CUSTOMERS, asked: CUSTOMERS, unknown: 0, unitsFrom: { days: 5 } });
  expect(customers.buyers).toBeCloseTo(predictions.reduce((a, p) => a + p.score, 0), 6);
  expect(unmatched).toBe(0);
  // a line holds more units in one category than in another, so what a buyer takes depends on where their next items lie
  expect(total.customers.mean / (customers.buyers * customers.unitsPerBuyer)).toBeCloseTo(1, 1);
  for (const l of lines) {
    expect(l.gap).toBeCloseTo(l.customers.mean - l.sales.mean, 9);
    expect(l.agreed.mean).toBeGreaterThanOrEqual(Math.min(l.customers.mean, l.sales.mean) - 1e-9);
    expect(l.agreed.mean).toBeLessThanOrEqual(Math.max(l.customers.mean, l.sales.mean) + 1e-9);
  }
  expect(spread).toBeGreaterThanOrEqual(0);
  // every customer of this shop buys two days of three, 1.33 units: 60 x 5 x 0.67 x 1.33 units are sold in five days
  expect(total.sales.mean).toBeGreaterThan(0.6 * 266);
  expect(total.sales.mean).toBeLessThan(1.6 * 266);
  const all = await look({ by: 'no such column' });
  expect(all.lines.map((l) => l.category)).toEqual(['–']);
});

test('customers of whom the other model knows nothing are counted: scores of another shop would look like an answer', async () => {
  const sessions = await testSessions(t, t.scope(), { rows: 300 });
  const features = sessions.table.columns.filter((c) => !['visitor', 'bought'].includes(c.name));
  await predict(t, t.scope('service'), { model: 'Buyers', alias: 'champion', rows: Array.from({ length: 40 }, (_, i) => ({ key: `stranger-${i}`, features: Object.fromEntries(features.map((c) => [c.name, cellValue(c, i)])) })) });
  expect((await look()).customers).toMatchObject({ scored: CUSTOMERS + 40, asked: CUSTOMERS + 40, unknown: 40 });
});

test('a model that cannot answer its part is named', async () => {
  await expect(look({ next: 'Sales' })).rejects.toMatchObject({ code: 'INPUT_INVALID', message: expect.stringContaining('Sales answers') });
  await expect(look({ forecast: 'Window' })).rejects.toMatchObject({ code: 'INPUT_INVALID', message: expect.stringContaining('asked forecast') });
  await expect(look({ purchase: 'nobody' })).rejects.toMatchObject({ code: 'NOT_FOUND' });
});
