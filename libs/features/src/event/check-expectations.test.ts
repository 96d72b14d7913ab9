import { mkdtemp, rm } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { expectationRuleSchema, type EventMappingInput, type ExpectationRuleInput } from '@bellwether/contracts';
import { DuckSession } from '../ingest/session';
import { checkExpectations } from './check-expectations';
import { TestLog } from './event-log-testing';
import { eventFiles } from './event-views';

let home: string;
beforeAll(async () => {
  home = await mkdtemp(path.join(os.tmpdir(), 'bellwether-rules-'));
});
afterAll(() => rm(home, { recursive: true, force: true }));

const f = (...names: string[]) => Object.fromEntries(names.map((n) => [n, { column: n }]));
const mapping: EventMappingInput = { rows: [{ kind: 'order_line', knownTime: { from: 'event' }, fields: f('orderId', 'customerId', 'productId', 'quantity', 'unitPrice', 'currency', 'eventTime') }] };
const returns: EventMappingInput = { rows: [{ kind: 'return', knownTime: { from: 'event' }, fields: f('orderId', 'productId', 'quantity', 'eventTime') }] };
const products: EventMappingInput = { rows: [{ kind: 'product', knownTime: { from: 'event' }, fields: f('productId', 'eventTime') }] };
const HEAD = 'orderId,customerId,productId,quantity,unitPrice,currency,eventTime\n';

async function hold(log: TestLog, ...rules: ExpectationRuleInput[]) {
  const session = await DuckSession.open({ folders: [], files: eventFiles(log.tables), memoryMb: 256, threads: 1, spill: path.join(home, 'spill') });
  return checkExpectations(session, { tables: log.tables, rules: rules.map((r) => expectationRuleSchema.parse(r)), now: '2026-03-20T12:00:00Z', currency: 'USD' }).finally(() => session.close());
}

test('returns of orders that are not known yet, or dated before them: kept, and the rule says which', async () => {
  const log = new TestLog(path.join(home, 'returns'), mapping);
  const rule = { rule: 'known', kind: 'return', column: 'order_id', in: 'order_line', inColumn: 'order_id', notBefore: true } as const;
  // the returns came first
  await log.take({ 'r.csv': 'orderId,productId,quantity,eventTime\no1,p1,1,2026-03-05\no2,p1,1,2026-03-01\no9,p1,1,2026-03-06\n' }, undefined, returns);
  expect(await hold(log, rule)).toMatchObject([{ passed: true, empty: true }]);
  await log.take({ 'o.csv': `${HEAD}o1,c1,p1,1,5,USD,2026-03-02\no2,c1,p1,1,5,USD,2026-03-02\n` });
  const [found] = await hold(log, rule);
  expect(found).toMatchObject({ passed: false, observed: { rows: 3, broken: 2 }, examples: ['return:o2/p1/2026-03-01T00:00:00.000000Z', 'return:o9/p1/2026-03-06T00:00:00.000000Z'] });
  expect(await hold(log, { ...rule, notBefore: false })).toMatchObject([{ observed: { broken: 1 } }]);
  await log.take({ 'late.csv': `${HEAD}o9,c1,p1,1,5,USD,2026-03-04\n` });
  expect(await hold(log, { ...rule, notBefore: false })).toMatchObject([{ passed: true }]);
});

test('unknown products, mixed currencies, empty and enormous cells, doubles, a missing day, an old log: each by its own rule', async () => {
  const log = new TestLog(path.join(home, 'all'), mapping);
  const days = [1, 2, 3, 4, 7, 8].map((d) => `o${d},${d === 8 ? '' : 'c1'},p${d % 3},${d === 3 ? 80995 : 1},5,${d === 2 ? 'EUR' : 'USD'},2026-03-0${d}`);
  await log.take({ 'o.csv': HEAD + days.join('\n') + '\n' });
  await log.take({ 'p.csv': 'productId,eventTime\np0,2026-01-01\np1,2026-01-01\n' }, undefined, products);
  const kind = 'order_line';
  expect(await hold(
    log, { rule: 'known', kind, column: 'product_id', in: 'product', inColumn: 'product_id', atMost: 0.2 }, { rule: 'one-currency', kind }, { rule: 'filled', kind, column: 'customer_id' }, { rule: 'range', kind, column: 'quantity', min: 0, max: 10_000 },
    { rule: 'unique', kind, columns: ['customer_id', 'unit_price'] }, { rule: 'no-gap', kind, days: 2 }, { rule: 'no-gap', kind, days: 3 }, { rule: 'fresh', kind, withinHours: 24 }, { rule: 'filled', kind: 'review', column: 'rating' },
  )).toMatchObject([
    { passed: false, observed: { broken: 2, rows: 6 } }, { passed: false, observed: { currencies: 2, most: 'USD' } }, { passed: false, observed: { broken: 1 }, examples: ['order_line:o8/1'] }, { passed: false, observed: { broken: 1 }, examples: ['order_line:o3/1'] },
    { passed: false, observed: { broken: 4 } }, { passed: false, observed: { longest: 2 }, examples: ['2026-03-05 – 2026-03-06'] }, { passed: true, observed: { longest: 2, days: 3 }, examples: [] }, { passed: false, observed: { hours: 300 } }, { passed: true, empty: true },
  ]);
});

test('the volume of the last whole day is held against the same weekday before', async () => {
  const log = new TestLog(path.join(home, 'volume'), mapping);
  // four Mondays of ten orders, a fifth of two, and a Tuesday that has just begun
  const lines = [2, 9, 16, 23].flatMap((d) => Array.from({ length: 10 }, (_, i) => `o${d}-${i},c1,p1,1,5,USD,2026-02-${String(d).padStart(2, '0')}`));
  await log.take({ 'o.csv': HEAD + [...lines, 'x1,c1,p1,1,5,USD,2026-03-02', 'x2,c1,p1,1,5,USD,2026-03-02', 'x3,c1,p1,1,5,USD,2026-03-03'].join('\n') + '\n' });
  expect(await hold(log, { rule: 'volume', kind: 'order_line' })).toMatchObject([{ passed: false, observed: { day: '2026-03-02', rows: 2, usual: 10, change: -0.8 } }]);
});
