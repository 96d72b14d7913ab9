import { mkdtemp, rm } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { featureSetSchema, type FeatureSetInput, type PredictionTask } from '@bellwether/contracts';
import { activeWithin, afterEvents, count, days, field, having, hours, monthEnd, predict, seenFor, sum, timeTo, weekEnd } from '@bellwether/declare';
import { randomShop } from '../feature/parity-testing';
import type { PlainEvents } from '../testing';
import { buildTable } from './build-table';
import { previewTask } from './preview-task';
import { openLog } from './task-testing';

/** A busy machine is slower than the rule. */
const SLOW = 120_000;

let home: string;
let at = 0;
beforeAll(async () => {
  home = await mkdtemp(path.join(os.tmpdir(), 'bellwether-task-'));
});
afterAll(() => rm(home, { recursive: true, force: true }));

const reorder = predict(count('order_line').gt(0)).within(days(28)).for('customer').at(monthEnd({ from: '2025-01-31', to: '2025-04-30' })).where(activeWithin(days(60))).build();
const orders: FeatureSetInput = { entity: 'customer', features: [{ name: 'orders', kind: 'window', params: { agg: 'count', days: null } }] };

async function build(events: PlainEvents, task: PredictionTask, set: FeatureSetInput = orders) {
  const log = await openLog(path.join(home, String(++at)), events);
  try {
    const table = await buildTable(log.session, { task, features: featureSetSchema.parse(set), tables: log.tables, outDir: log.outDir, cache: null });
    const rows = await log.session.rows<Record<string, unknown>>(`SELECT * REPLACE (cutoff::DATE::VARCHAR AS cutoff) FROM read_parquet('${table.file}') ORDER BY __row`);
    return { table, rows };
  } finally {
    log.close();
  }
}

async function preview(events: PlainEvents, task: PredictionTask) {
  const log = await openLog(path.join(home, String(++at)), events);
  try {
    return await previewTask(log.session, task, log.tables);
  } finally {
    log.close();
  }
}

let order = 0;
const buys = (customerId: string, day: string, more: object = {}) => ({ orderId: `o${++order}`, customerId, productId: 'p1', quantity: 1, unitPrice: 10, eventTime: `${day}T12:00:00Z`, ...more });
/** Enough for every part to have both classes. */
const filler = ['2025-01', '2025-02', '2025-03', '2025-04', '2025-05'].flatMap((m) => [buys('always', `${m}-10`), ...(Number(m.slice(5)) % 2 ? [buys('odd', `${m}-03`)] : []), buys(`once${m}`, `${m}-11`)]);

describe('what a row is', () => {
  const events: PlainEvents = {
    order_line: [
      ...filler,
      // happened in January, learnt in March
      buys('late', '2025-01-20', { knownTime: '2025-03-05T00:00:00Z' }),
      buys('late', '2025-01-05'),
      // cancelled in February: at the end of January it counted
      { ...buys('cancels', '2025-01-25'), orderId: 'oc' }, { ...buys('cancels', '2025-01-25'), orderId: 'oc', state: 'cancelled', knownTime: '2025-02-10T00:00:00Z' },
      // buys in the horizon, but it is learnt long after
      buys('slow', '2025-01-15'), buys('slow', '2025-02-15', { knownTime: '2025-05-01T00:00:00Z' }),
      // the first instant of the horizon is not the cutoff, its last belongs to it
      buys('edge', '2025-01-10'), { ...buys('edge', '2025-01-10'), eventTime: '2025-02-01T00:00:00Z' },
      buys('rim', '2025-01-10'), { ...buys('rim', '2025-01-10'), eventTime: '2025-03-01T00:00:00Z' },
    ],
  };
  const january = async (task: PredictionTask) => {
    const { rows } = await build(events, task);
    return Object.fromEntries(rows.filter((r) => r.cutoff === '2025-02-01').map((r) => [r.customer_id, [r.orders, r.target]]));
  };

  it('features and population are what was known at the cutoff; labels what was known at the end of the horizon', async () => {
    const row = await january(reorder);
    expect(row.late).toEqual([1, false]);
    expect(row.cancels).toEqual([1, false]);
    expect(row.slow).toEqual([1, false]);
    expect(row.edge).toEqual([2, false]);
    expect(row.rim).toEqual([1, true]);
    expect(row.always).toEqual([1, true]);
  }, SLOW);

  it('a label delay waits for what comes late, and purges more', async () => {
    const delayed = predict(count('order_line').gt(0)).within(days(14)).for('customer').at(monthEnd({ from: '2025-01-31' })).where(activeWithin(days(60))).knownAfter(days(2)).keep({ test: 1 }).build();
    const later: PlainEvents = { order_line: [...filler, buys('slow', '2025-01-15'), buys('slow', '2025-02-10', { knownTime: '2025-02-16T12:00:00Z' })] };
    const labelOf = async (task: PredictionTask) => (await build(later, task)).rows.find((r) => r.customer_id === 'slow' && r.cutoff === '2025-02-01')!.target;
    expect([await labelOf({ ...delayed, labelDelayDays: 0 }), await labelOf(delayed)]).toEqual([false, true]);
  }, SLOW);

  it('splits by time, and the table says which rows are for what', async () => {
    const { rows, table } = await build(events, reorder);
    expect([...new Set(rows.map((r) => `${r.cutoff} ${r.split}`))]).toEqual(['2025-02-01 train', '2025-03-01 tune', '2025-04-01 test']);
    expect(table.snapshots.map((s) => s.part)).toEqual(['train', 'tune', 'test']);
    expect(Object.keys(rows[0]!)).toEqual(['__row', 'customer_id', 'cutoff', 'orders', 'target', 'split']);
  }, SLOW);

  it('the same log and declaration come to the same digest; another order of rows does not change it', async () => {
    const [a, b] = [await build(events, reorder), await build({ order_line: events.order_line!.toReversed() }, reorder)];
    expect(a.table.digest).toBe(b.table.digest);
    expect((await build({ order_line: [...events.order_line!, buys('always', '2025-01-12')] }, reorder)).table.digest).not.toBe(a.table.digest);
  }, SLOW);
});

describe('targets and populations', () => {
  const shop = randomShop(11, { customers: 60, orders: 500, events: 250 });
  const parts = async (task: PredictionTask) => (await build(shop, task)).rows;

  it('counts, sums, categories and waiting times', async () => {
    const base = predict(count('order_line').distinct('orderId')).within(days(28)).for('customer').at(monthEnd({ to: '2025-06-01' })).where(activeWithin(days(60)));
    const counted = await parts(base.build());
    expect(counted.some((r) => (r.target as number) > 1)).toBe(true);
    const category = await parts(predict(count('order_line').where((of) => of('product.category').within('Food')).gt(0)).within(days(28)).for('customer').at(monthEnd({ to: '2025-06-01' })).where(activeWithin(days(60))).build());
    expect(new Set(category.map((r) => r.target))).toEqual(new Set([true, false]));
    const waiting = await parts(predict(timeTo('order_line')).within(days(28)).for('customer').at(monthEnd({ to: '2025-06-01' })).where(activeWithin(days(60))).build());
    expect(waiting.every((r) => (r.target_observed === true ? (r.target as number) <= 28 && (r.target as number) > 0 : r.target === 28))).toBe(true);
    expect(waiting.map((r) => r.target_observed === true)).toEqual(counted.map((r) => (r.target as number) > 0));
    const spend = await parts(predict(sum('order_line', 'amount').gt(100)).within(days(28)).for('customer').at(monthEnd({ to: '2025-06-01' })).where(activeWithin(days(60))).build());
    expect(new Set(spend.map((r) => r.target))).toEqual(new Set([true, false]));
  }, SLOW);

  it('facts and age narrow the population as they were known', async () => {
    const all = predict(count('order_line')).within(days(7)).for('customer').at(weekEnd({ from: '2025-04-01', to: '2025-05-10' }));
    const german = await parts(all.where(having(field('country').is('DE'))).build());
    const everybody = await parts(all.build());
    expect(german.length).toBeGreaterThan(0);
    expect(german.length).toBeLessThan(everybody.length);
    const old = await parts(all.where(seenFor(days(60))).build());
    expect(old.length).toBeLessThan(everybody.length);
  }, SLOW);

  it('products are asked about too', async () => {
    const set: FeatureSetInput = { entity: 'product', features: [{ name: 'sold', kind: 'window', params: { agg: 'sum', field: 'quantity', days: 30 } }, { name: 'category', kind: 'fact', params: { field: 'category' } }] };
    const { rows } = await build(shop, predict(sum('order_line', 'quantity')).within(days(7)).for('product').at(weekEnd({ from: '2025-04-01', to: '2025-05-10' })).build(), set);
    expect(rows.length).toBeGreaterThan(30);
    expect(rows.every((r) => typeof r.target === 'number')).toBe(true);
  }, SLOW);

  it('sessions are asked about while they last, each at its own moment, and see nothing later', async () => {
    const set: FeatureSetInput = { entity: 'session', features: [{ name: 'events', kind: 'window', params: { agg: 'count', over: 'session_event', days: null } }, { name: 'views', kind: 'window', params: { agg: 'count', over: 'session_event', days: null, where: [{ field: 'kind', op: 'is', value: 'view' }] } }, { name: 'orders_before', kind: 'window', params: { agg: 'count', days: null } }, { name: 'price', kind: 'window', params: { agg: 'mean', over: 'session_event', field: 'product.price', days: null } }] };
    const task = predict(count('session_event').where((of) => of('kind').is('add_to_cart')).gt(0)).within(hours(1)).for('session').at(afterEvents(2, { from: '2025-04-01', to: '2025-04-21' })).keep({ tune: 6, test: 7 }).build();
    const { rows } = await build(shop, task, set);
    expect(rows.length).toBeGreaterThan(20);
    // later events of the session, and late ones, are not there
    expect(rows.every((r) => r.events === 2)).toBe(true);
    expect(new Set(rows.map((r) => r.target))).toEqual(new Set([true, false]));
    expect(rows.some((r) => (r.orders_before as number) > 0)).toBe(true);
  }, SLOW);
});

describe('preview and refusals', () => {
  const events: PlainEvents = { order_line: filler };

  it('says for each snapshot how many are asked about and how many do it, as the table will', async () => {
    const seen = await preview(events, reorder);
    const { table } = await build(events, reorder);
    expect(seen.problems).toEqual([]);
    expect(seen.snapshots.filter((s) => ['train', 'tune', 'test'].includes(s.part)).map((s) => [s.name, s.part, s.rows, s.mean])).toEqual(table.snapshots.map((s) => [s.name, s.part, s.rows, s.mean]));
    expect(seen.snapshots.at(-1)).toMatchObject({ name: '2025-04-30', part: 'immature', rows: 0 });
    expect(seen.parts.train.rows + seen.parts.tune.rows + seen.parts.test.rows).toBe(table.rows);
  }, SLOW);

  it.each<[string, PredictionTask, RegExp]>([
    ['horizon-beyond-data', { ...reorder, horizonDays: 400 }, /400 days after the first cutoff lie beyond/],
    ['empty-population', { ...reorder, population: { ...reorder.population, active: { kinds: ['order_line'], days: 60, where: [{ field: 'quantity', op: 'gt', value: 99 }] } } }, /Nobody belongs/],
    ['one-class', { ...reorder, target: { kind: 'any', of: 'order_line', where: [], atLeast: 50 } }, /never yes/],
    ['one-class', { ...reorder, target: { kind: 'count', of: 'order_line', where: [{ field: 'quantity', op: 'gt', value: 99 }], distinct: null } }, /is 0 for everybody/],
    ['too-few-snapshots', { ...reorder, split: { tuneSnapshots: 1, testSnapshots: 3 } }, /none for/],
    ['unknown-field', { ...reorder, target: { kind: 'any', of: 'order_line', where: [{ field: 'colour', op: 'is', value: 'red' }], atLeast: 1 } }, /colour/],
    ['wrong-type', { ...reorder, target: { kind: 'any', of: 'order_line', where: [{ field: 'quantity', op: 'is', value: 'two' }], atLeast: 1 } }, /quantity/],
    ['wrong-type', { ...reorder, target: { kind: 'sum', of: 'order_line', where: [], field: 'channel', above: null } }, /channel/],
    ['no-such-rows', { ...reorder, target: { kind: 'any', of: 'stock_level', where: [], atLeast: 1 } }, /belong to no customer/],
    ['no-data', { ...reorder, target: { kind: 'any', of: 'review', where: [], atLeast: 1 }, population: { ...reorder.population, active: { kinds: ['review'], days: 30, where: [] } } }, /has no review/],
  ])('%s', async (code, task, message) => {
    const seen = await preview(events, task);
    expect(seen.problems[0]).toMatchObject({ code, message: expect.stringMatching(message), fix: expect.stringMatching(/\w/) });
    await expect(build(events, task)).rejects.toMatchObject({ code: 'TASK_REFUSED', message: seen.problems[0]!.message });
  }, SLOW);
});
