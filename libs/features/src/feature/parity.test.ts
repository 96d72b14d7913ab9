import { mkdtemp, rm } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import type { FeatureDefinition, TaskEntity } from '@bellwether/contracts';
import { eventFiles, registerEventViews } from '../event/event-views';
import { DuckSession } from '../ingest/session';
import { EventStore } from '../online/event-store';
import { loadStore } from '../online/load-store';
import { computeReference, readReference } from '../online/reference-facts';
import { plainEventTables } from '../testing';
import { computeFeatures, planFeatures, type ShopContext } from './compute-features';
import { bindFeatures, memoryNeeds } from './evaluate-features';
import { randomShop } from './parity-testing';
import { CALENDAR_PARTS } from './calendar';
import { referenceMidnight } from './plan';
import { FEATURE_KINDS } from './registry';

/** A busy machine is slower than the rule. */
const SLOW = 300_000;

let home: string;
beforeAll(async () => {
  home = await mkdtemp(path.join(os.tmpdir(), 'bellwether-parity-'));
});
afterAll(() => rm(home, { recursive: true, force: true }));

const ms = (text: string): number => Date.parse(text);
const shop: ShopContext = { timeZone: 'Europe/Berlin', currency: 'USD', corrected: true };
let n = 0;
const feature = (kind: string, params: object, more: object = {}): FeatureDefinition => ({ name: `f${n++}_${kind}`, version: 1, kind, params: params as Record<string, unknown>, ttlDays: null, description: '', ...more });
const each = (kind: string, key: string, values: readonly string[], params: object = {}): FeatureDefinition[] => values.map((value) => feature(kind, { ...params, [key]: value }));

const dairy = [{ field: 'product.category', op: 'within', value: 'Food > Dairy' }];
/** Every kind with every part, over windows with and without an offset. */
const CUSTOMER: FeatureDefinition[] = [
  ...each('window', 'agg', ['count', 'days_since_last', 'days_since_first'], { days: null }),
  ...each('window', 'agg', ['sum', 'mean', 'min', 'max'], { field: 'amount', days: 60 }),
  ...each('window', 'agg', ['sum', 'mean', 'min', 'max'], { field: 'discountShare', days: 30, offsetDays: 30 }),
  ...each('window', 'agg', ['distinct', 'last', 'first'], { field: 'productId', days: 90 }),
  ...each('window', 'agg', ['distinct', 'last', 'first'], { field: 'channel', days: null, offsetDays: 10 }),
  ...each('window', 'agg', ['last', 'first'], { field: 'quantity', days: null }), ...each('window', 'agg', ['last', 'first'], { over: 'promotion_exposure', field: 'treated', days: null }),
  feature('window', { agg: 'count', days: 120, where: dairy }), feature('window', { agg: 'count', days: null, where: [{ field: 'state', op: 'is', value: 'cancelled' }] }),
  feature('window', { agg: 'count', days: null, where: [{ field: 'localWeekday', op: 'gte', value: 6 }] }), feature('window', { agg: 'count', days: null, where: [{ field: 'localHour', op: 'lt', value: 8 }] }),
  feature('window', { agg: 'distinct', field: 'localWeekday', days: null }), feature('window', { agg: 'mean', field: 'priceLevel', days: null }), feature('window', { agg: 'count', over: 'session_event', days: 30, where: [{ field: 'kind', op: 'in', values: ['view', 'search'] }, { field: 'device', op: 'is_not', value: 'phone' }] }),
  feature('window', { agg: 'count', days: null, where: [{ field: 'channel', op: 'not_in', values: ['web'] }, { field: 'coupon', op: 'missing' }, { field: 'quantity', op: 'gt', value: 0 }] }),
  feature('window', { agg: 'sum', field: 'amount', days: 60 }, { ttlDays: 14 }), feature('gap', { part: 'mean' }, { ttlDays: 40 }),
  feature('trend', {}), feature('trend', { agg: 'sum', field: 'amount', periods: 6, periodDays: 14 }),
  feature('share', { of: dairy, days: null }), feature('share', { of: [{ field: 'channel', op: 'is', value: 'app' }], field: 'amount', days: 90 }),
  feature('ratio', { top: { days: 30 }, bottom: { days: 30, offsetDays: 30 } }), feature('ratio', { top: { over: 'session_event', agg: 'distinct', field: 'sessionId', days: null }, bottom: { agg: 'sum', field: 'quantity', days: null } }),
  feature('rate', { of: dairy, days: 90 }), feature('rate', { of: [{ field: 'coupon', op: 'known' }], days: null, prior: 0.2, strength: 3 }),
  ...each('rfm', 'part', ['recency', 'frequency', 'monetary', 'tenure', 'recency_share']), feature('rfm', { part: 'monetary', days: 60 }),
  ...each('gap', 'part', ['mean', 'sd', 'min', 'max', 'last', 'overdue']), feature('gap', { part: 'sd', over: 'session_event', by: 'sessionId', days: 90 }),
  ...each('session', 'what', ['events', 'minutes', 'seconds_an_event'], { days: null }), ...each('session', 'agg', ['max', 'min', 'sum', 'last'], { what: 'minutes', days: 90 }), feature('session', { what: 'events', count: [{ field: 'kind', op: 'is', value: 'view' }], agg: 'sum', days: null }),
  feature('funnel', { days: null }), feature('funnel', { from: 'add_to_cart', to: 'checkout_step', without: true, days: null }),
  ...each('price', 'part', ['discount_share', 'discounted_lines', 'coupon_lines', 'price_level', 'mean_price', 'highest_price', 'deepest_discount'], { days: 120 }),
  ...each('affinity', 'part', ['top', 'top_share', 'breadth', 'entropy']), ...each('affinity', 'part', ['top', 'top_share', 'entropy'], { by: 'product.brand', weight: 'amount', days: null }), feature('affinity', { by: 'product.topCategory', days: null }), feature('affinity', { over: 'session_event', by: 'device', days: null }),
  ...each('item', 'stat', ['sold', 'revenue', 'days_since_sold', 'days_on_sale', 'buyers', 'rating', 'sentiment', 'return_rate', 'stock', 'list_price'], { days: 120 }), feature('item', { stat: 'sold', agg: 'max', over: 'session_event', days: null }), feature('item', { stat: 'list_price', agg: 'min', days: null, statDays: null }),
  feature('together', { of: dairy }), feature('together', { of: [{ field: 'quantity', op: 'gt', value: 1 }], agg: 'max', over: 'session_event', strength: 0, days: null }),
  ...each('exposure', 'part', ['contacts', 'promotions', 'days_since_contact', 'held_out_share', 'cost', 'coupons_a_contact'], { days: 120 }),
  ...each('stock', 'part', ['out_share', 'out_count', 'low_share'], { days: null }),
  ...CALENDAR_PARTS.map((part) => feature('calendar', { part, country: 'DE' })), feature('calendar', { part: 'holidaysAhead', country: 'CN', days: 60 }),
  ...each('review', 'part', ['sentiment', 'rating', 'count', 'quality', 'size', 'price', 'delivery', 'looks', 'service'], { days: null }), feature('review', { part: 'sentiment', of: 'bought', days: null }),
  ...each('fact', 'field', ['country', 'segment', 'birthYear', 'attributes.tier']),
];
const PRODUCT: FeatureDefinition[] = [
  ...each('window', 'agg', ['count', 'days_since_last'], { days: 90 }), feature('window', { agg: 'distinct', field: 'customerId', days: null }), feature('window', { over: 'stock_level', agg: 'last', field: 'quantity', days: null }), feature('fact', { field: 'price' }), feature('fact', { field: 'category' }),
  feature('review', { part: 'sentiment', days: null }), feature('affinity', { by: 'channel', days: null }), feature('gap', { part: 'overdue' }), feature('rate', { of: [{ field: 'coupon', op: 'known' }], days: null }), feature('item', { stat: 'sold', days: null }), feature('window', { agg: 'mean', field: 'priceLevel', days: 90 }),
];

/** The largest difference, against the larger of one and the value. */
const apart = (a: unknown, b: unknown): number => {
  if (a === null || b === null || typeof a !== 'number' || typeof b !== 'number') return a === b ? 0 : Number.POSITIVE_INFINITY;
  return Math.abs(a - b) / Math.max(1, Math.abs(a));
};

async function open(seed: number) {
  const tables = await plainEventTables(path.join(home, String(seed)), randomShop(seed));
  const session = await DuckSession.open({ folders: [], files: eventFiles(tables), memoryMb: 512, threads: 2, spill: path.join(home, 'spill') });
  await registerEventViews(session, tables);
  return session;
}

async function compare(session: DuckSession, entity: TaskEntity, definitions: FeatureDefinition[], ids: string[], cutoffMs: number) {
  const features = planFeatures(definitions, entity);
  await session.run(`CREATE OR REPLACE TEMP TABLE spine AS SELECT unnest([${ids.map((c) => `'${c}'`).join(', ')}]) AS entity_id, make_timestamp(${cutoffMs * 1000}::BIGINT) AS cutoff`);
  const computed = await computeFeatures(session, entity, features, { opensMs: cutoffMs, cutoffMs, spine: 'spine' }, shop, null);
  const trained = await session.rows<Record<string, unknown>>(`SELECT s.entity_id, ${computed.select.join(', ')} FROM spine s${computed.joins} ORDER BY 1`);
  await computed.drop();
  const needs = memoryNeeds(entity, features, shop);
  const store = new EventStore(needs, shop.currency);
  // what was known a month before, then everything since as it came in
  const before = cutoffMs - 30 * 86_400_000;
  await loadStore(session, store, entity, needs, { after: null, until: before, corrected: true });
  await loadStore(session, store, entity, needs, { after: before, until: cutoffMs, corrected: true });
  const reference = readReference(await computeReference(session, entity, features, referenceMidnight(shop.timeZone, cutoffMs), shop));
  const evaluator = bindFeatures(entity, features, store, shop);
  const worst = new Map<string, { difference: number; entity: string; trained: unknown; served: unknown }>();
  const filled = new Map<string, Set<unknown>>();
  for (const row of trained) {
    const served = evaluator.evaluate({ entityId: String(row.entity_id), customerId: null, cutoffUs: cutoffMs * 1000 }, reference);
    evaluator.names.forEach((name, k) => {
      const difference = apart(row[name], served[k]);
      if (difference >= (worst.get(name)?.difference ?? 0)) worst.set(name, { difference, entity: String(row.entity_id), trained: row[name], served: served[k] });
      filled.set(name, (filled.get(name) ?? new Set()).add(row[name]));
    });
  }
  return { worst, filled };
}

describe('what is served is what training computed', () => {
  it('there is a test for every kind', () => {
    const tested = new Set(CUSTOMER.map((f) => f.kind));
    // SQL features are compared in custom-sql.test.ts
    expect(FEATURE_KINDS.map((k) => k.id).filter((id) => !tested.has(id))).toEqual(['sql']);
  });

  it.each([[1, ['2025-04-20T13:37:11.123Z']], [2, ['2025-06-19T22:00:00Z']]])('every feature of every customer of random shop %i, at midnight and in the middle of a day', async (seed, cutoffs) => {
    const session = await open(seed);
    const seen = new Map<string, Set<unknown>>();
    try {
      for (const cutoff of cutoffs) {
        const { worst, filled } = await compare(session, 'customer', CUSTOMER, [...Array.from({ length: 12 }, (_, k) => `c${k}`), 'nobody'], ms(cutoff));
        expect([...worst].filter(([, w]) => w.difference > 1e-6).map(([name, w]) => ({ name, cutoff, ...w }))).toEqual([]);
        filled.forEach((values, name) => seen.set(name, new Set([...(seen.get(name) ?? []), ...values])));
      }
    } finally {
      session.close();
    }
    // a comparison of nothing with nothing proves nothing
    const constant = [...seen].filter(([name, values]) => values.size < 2 && !/calendar/.test(name)).map(([name]) => name);
    expect(constant).toEqual([]);
  }, SLOW);

  it('every feature of every product', async () => {
    const session = await open(4);
    try {
      const { worst } = await compare(session, 'product', PRODUCT, [...Array.from({ length: 10 }, (_, k) => `p${k}`), 'unknown'], ms('2025-05-31T22:00:00Z'));
      expect([...worst].filter(([, w]) => w.difference > 1e-6).map(([name, w]) => ({ name, ...w }))).toEqual([]);
    } finally {
      session.close();
    }
  }, SLOW);
});
