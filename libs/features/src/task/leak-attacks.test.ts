import { mkdtemp, rm } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { featureSetSchema, type EventTables, type FeatureSet, type PredictionTask } from '@bellwether/contracts';
import { activeWithin, afterEvents, count, days, monthEnd, predict } from '@bellwether/declare';
import { MeasureCache } from '../feature/measure-cache';
import { randomShop } from '../feature/parity-testing';
import { plainEventTables } from '../testing';
import { buildTable, type BuiltTable } from './build-table';
import { attackedSnapshots, lateBackfill, shiftTest } from './leak-attacks';
import { openTables } from './task-testing';

/** A busy machine is slower than the rule. */
const SLOW = 300_000;

let home: string;
let tables: EventTables;
beforeAll(async () => {
  home = await mkdtemp(path.join(os.tmpdir(), 'bellwether-attack-'));
  tables = await plainEventTables(path.join(home, 'log'), randomShop(21, { customers: 40, orders: 300, events: 150 }));
});
afterAll(() => rm(home, { recursive: true, force: true }));

const reorder = predict(count('order_line').gt(0)).within(days(28)).for('customer').at(monthEnd({ from: '2025-03-01', to: '2025-05-31' })).where(activeWithin(days(60))).build();
const set = featureSetSchema.parse({
  entity: 'customer', timeZone: 'Europe/Berlin',
  features: [
    { name: 'orders', kind: 'window', params: { agg: 'count', days: null } }, { name: 'spend', kind: 'window', params: { agg: 'sum', field: 'amount', days: 60 } }, { name: 'favourite', kind: 'affinity', params: { by: 'product.category', days: null } }, { name: 'popular', kind: 'item', params: { stat: 'sold' } },
    { name: 'stock_out', kind: 'stock', params: { days: null } }, { name: 'mood', kind: 'review', params: { days: null } }, { name: 'rhythm', kind: 'gap', params: { part: 'mean' } }, { name: 'coupons', kind: 'rate', params: { of: [{ field: 'coupon', op: 'known' }], days: null } },
    { name: 'mine', kind: 'sql', params: { sql: 'SELECT customer_id AS entity_id, sum(quantity) AS value FROM order_line WHERE quantity < 100 GROUP BY 1' } },
  ],
});

async function attacked(task: PredictionTask, features: FeatureSet, spoil: (built: BuiltTable) => BuiltTable = (b) => b) {
  const log = await openTables(home, tables);
  try {
    const input = { task, features, tables, outDir: log.outDir };
    const built = spoil(await buildTable(log.session, { ...input, cache: null }));
    const attack = { ...input, planned: built.planned };
    return { built, shift: await shiftTest(log.session, attack, built.snapshots), backfill: await lateBackfill(log.session, attack, built.snapshots), again: await buildTable(log.session, { ...input, cache: null }) };
  } finally {
    log.close();
  }
}

describe('attacks that need the declaration', () => {
  it('a table that knows no future survives: nothing changes when the future is deleted, nor when the past is told anew', async () => {
    const { built, shift, backfill, again } = await attacked(reorder, set);
    expect([shift.result.state, shift.findings, backfill.result.state, backfill.findings]).toEqual(['passed', [], 'passed', []]);
    // and the log is as it was before
    expect(again.digest).toBe(built.digest);
  }, SLOW);

  it('a feature that knows the future is named', async () => {
    // the snapshot is claimed to stand a week before the moment that its features were computed at
    const { shift, backfill } = await attacked(reorder, set, (b) => ({ ...b, snapshots: b.snapshots.slice(0, 1).map((s) => ({ ...s, cutoffMs: s.cutoffMs - 7 * 86_400_000, matureMs: s.matureMs - 21 * 86_400_000 })) }));
    expect(shift.result.state).toBe('found');
    expect(shift.findings.map((f) => f.column)).toEqual(expect.arrayContaining(['orders', 'spend']));
    expect(shift.findings.find((f) => f.column === 'orders')).toMatchObject({ severity: 'severe', check: 'shift-test', key: 'shift-test:orders', evidence: { rows: expect.any(Number) } });
    expect(backfill.findings.map((f) => f.column)).toContain('target');
  }, SLOW);

  it('sessions too', async () => {
    const sessions = featureSetSchema.parse({ entity: 'session', features: [{ name: 'events', kind: 'window', params: { over: 'session_event', days: null } }, { name: 'price', kind: 'window', params: { agg: 'mean', over: 'session_event', field: 'product.price', days: null } }, { name: 'orders', kind: 'window', params: { days: null } }] });
    const task = predict(count('session_event')).within(days(5)).for('session').at(afterEvents(2, { from: '2025-03-15', to: '2025-04-20' })).keep({ tune: 4, test: 4 }).build();
    const { shift, backfill } = await attacked(task, sessions, (b) => ({ ...b, snapshots: b.snapshots.slice(-3) }));
    expect([shift.findings, backfill.findings]).toEqual([[], []]);
  }, SLOW);

  it('of a large table a sample is attacked, its ends among them', () => {
    const list = Array.from({ length: 24 }, (_, k) => ({ name: String(k), rows: 100_000 })) as never[];
    expect(attackedSnapshots(list).map((s) => s.name)).toEqual(['0', '12', '23']);
    expect(attackedSnapshots(list.slice(0, 3))).toHaveLength(3);
  });
});

describe('the cache', () => {
  it('computes what is new and nothing else: a second build, a new feature, new data', async () => {
    const fact = (kind: string, file: string) => ({ kind: kind as never, path: file, hash: `${kind}-1`, rows: 1, bytes: 1, eventFrom: '2025-01-01T00:00:00Z', eventTo: '2025-07-01T00:00:00Z', knownFrom: '2025-01-01T00:00:00Z', knownTo: '2025-07-01T00:00:00Z' });
    const known: EventTables = { ...tables, partitions: Object.entries(tables.files).map(([kind, files]) => fact(kind, files![0]!)) };
    const folder = path.join(home, 'cache');
    const cache = new MeasureCache(folder);
    const build = async (of: EventTables, features: FeatureSet) => {
      const log = await openTables(home, of, [folder]);
      try {
        return await buildTable(log.session, { task: reorder, features, tables: of, outDir: log.outDir, cache });
      } finally {
        log.close();
      }
    };
    const plain = { ...set, features: set.features.filter((f) => f.kind !== 'sql') };
    const first = await build(known, plain);
    expect(first.snapshots.every((s) => s.cached === 0 && s.computed > 5)).toBe(true);
    const second = await build(known, plain);
    expect(second.snapshots.every((s) => s.computed === 0)).toBe(true);
    expect(second.digest).toBe(first.digest);
    const more = await build(known, { ...plain, features: [...plain.features, featureSetSchema.parse({ entity: 'customer', features: [{ name: 'views', kind: 'window', params: { over: 'session_event', days: 30 } }] }).features[0]!] });
    expect(more.snapshots.map((s) => s.computed)).toEqual([1, 1, 1]);
    // what arrived after the second snapshot changes the third alone
    const later: EventTables = { ...known, partitions: [...known.partitions!, { ...fact('order_line', 'x'), hash: 'order_line-2', knownFrom: '2025-05-15T00:00:00Z' }] };
    expect((await build(later, plain)).snapshots.map((s) => s.computed > 0)).toEqual([false, false, true]);
    cache.trim(0);
    expect((await build(known, plain)).snapshots.every((s) => s.cached === 0)).toBe(true);
  }, SLOW);
});
