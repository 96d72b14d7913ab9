import type { EntityKind, FeatureDefinition, TaskEntity } from '@bellwether/contracts';
import { ident, text, type DuckSession } from '../ingest/session';
import { zoneOffsets } from '../time/zone';
import { calendarValue } from './calendar';
import type { CellSet } from './event-cells';
import { computeTables, type ComputeContext } from './compute-measures';
import { checkSql, makeAsOfViews, sqlError, sqlFeatureSql } from './custom-sql';
import { itemKey, itemTable, shopSql } from './measure-sql';
import { makeItemTable, makeProductSpans, makeProductTable, makeStockSeries, momentTables } from './moment-tables';
import { isTogether, referenceMidnight, type FeaturePlan, type ItemPlan, type Measure } from './plan';
import { planFeature } from './registry';
import { makeReviewScores } from './review-table';
import { findField, type FieldContext, type FieldNeed } from './row-field';
import { withDefaults } from './condition';
import type { SqlMoment } from './row-source';

export type ShopContext = { timeZone: string; /** the log's own; money in another does not count */ currency: string | null; /** some rows of the log were corrected */ corrected: boolean };

/** A moment that is asked about, and who: `spine` has entity_id, cutoff and, for sessions, customer_id. @unit ms */
export type ComputeMoment = { opensMs: number; cutoffMs: number; spine: string };

/** Keeps what was computed, by what it was computed from. */
export type CacheAt = (moment: ComputeMoment) => ComputeContext['cache'];

export type PlannedFeature = { definition: FeatureDefinition; plan: FeaturePlan };
export const planFeatures = (features: readonly FeatureDefinition[], entity: TaskEntity): PlannedFeature[] => features.map((definition) => ({ definition, plan: planFeature(definition, entity) }));

export type ComputedFeatures = { /** `expression AS "name"`, one a feature, in order */ select: string[]; /** to be joined to the spine, whose alias is s */ joins: string; cached: number; computed: number; drop: () => Promise<void> };

const SQL_TYPES: Record<string, string> = { integer: 'BIGINT', number: 'DOUBLE', string: 'VARCHAR', boolean: 'BOOLEAN', timestamp: 'TIMESTAMP', date: 'DATE' };
const CALENDAR_FROM = Date.UTC(1995, 0, 1);

/** How fields read clocks and money at a moment. */
export const fieldContext = (shop: Pick<ShopContext, 'timeZone' | 'currency'>, untilMs: number): FieldContext => ({ currency: shop.currency, zone: zoneOffsets(shop.timeZone, CALENDAR_FROM, Math.ceil(untilMs / 86_400_000 + 1) * 86_400_000) });

/**
 * Computes features as of a moment from what was known at it, for everybody in the spine.
 * Customers and products are all asked at the same moment; sessions each at their own (`spine` moments).
 */
export async function computeFeatures(session: DuckSession, entity: TaskEntity, features: readonly PlannedFeature[], at: ComputeMoment, shop: ShopContext, cacheAt: CacheAt | null, cells: CellSet | null = null): Promise<ComputedFeatures> {
  const moment: SqlMoment = entity === 'session' ? { kind: 'spine', spine: at.spine } : { kind: 'fixed', ms: at.cutoffMs };
  const cache = cacheAt?.(at) ?? null;
  const context: ComputeContext = { field: fieldContext(shop, at.cutoffMs), tables: momentTables('cutoff'), corrected: shop.corrected, cache, cells };
  const midnight = referenceMidnight(shop.timeZone, entity === 'session' ? at.opensMs : at.cutoffMs);
  const measures = new Map<string, Measure>(features.flatMap((f, k) => Object.entries(f.plan.measures).map(([name, measure]) => [`${k}.${name}`, measure] as const)));
  const missing = [...measures.values()].filter((m) => !isCached(m, cache));
  await makeTables(session, entity, missing, at, midnight, context);
  const computed = await computeTables(session, entity, measures, moment, context, null);
  const literals = await literalMeasures(session, entity, measures, midnight, at, shop, context);
  const queries = await queryTables(session, entity, features, measures, at, shop, computed.tables.length);
  for (const [name, q] of queries) literals.set(name, `${q.alias}.m0`);
  const select = features.map((f, k) => `CAST(${computed.scalar(f.plan.value, (name) => `${k}.${name}`, literals)} AS ${SQL_TYPES[f.plan.type]!}) AS ${ident(f.definition.name)}`);
  const joins = [computed.joins('s.entity_id'), ...[...queries.values()].map((q) => ` LEFT JOIN ${q.table} ${q.alias} ON ${q.alias}.entity_id = s.entity_id`)].join('');
  return { select, joins, cached: computed.cached, computed: computed.computed + queries.size, drop: () => dropTables(session, [...queries.values()].map((q) => q.table)) };
}

export const isCached = (m: Measure, cache: ComputeContext['cache']): boolean => {
  if (!cache || (m.type !== 'flat' && m.type !== 'grouped')) return false;
  const key = cache.keyOf(m);
  return key !== null && cache.store.find(key) !== null;
};

async function dropTables(session: DuckSession, tables: string[]): Promise<void> {
  for (const t of tables) await session.run(`DROP TABLE IF EXISTS ${t}`);
}

/** The kinds of event and joined tables that measures read. */
export function measureNeeds(measures: Iterable<Measure>): { needs: Set<FieldNeed>; kinds: Set<EntityKind>; items: Map<string, ItemPlan> } {
  const needs = new Set<FieldNeed>();
  const kinds = new Set<EntityKind>();
  const items = new Map<string, ItemPlan>();
  const field = (kind: EntityKind, name: string | null): void => {
    const need = name === null ? null : findField(kind, name)?.need;
    if (need) needs.add(need);
  };
  const visit = (m: Measure): void => {
    if (m.type === 'shop') return visit(m.measure);
    if (m.type !== 'flat' && m.type !== 'grouped') return;
    kinds.add(m.over);
    withDefaults(m.over, m.where).forEach((c) => field(m.over, c.field));
    if (m.type === 'flat') return field(m.over, m.field);
    field(m.over, m.by);
    Object.values(m.inner).forEach((i) => [i.field, ...i.where.map((c) => c.field)].forEach((f) => field(m.over, f)));
    for (const [name, plan] of Object.entries(m.items)) items.set(itemKey(m, name), plan);
  };
  for (const m of measures) visit(m);
  return { needs, kinds, items };
}

/** What item plans read: only at the reference midnight. */
export function itemNeeds(items: Iterable<ItemPlan>): { needs: Set<FieldNeed>; kinds: Set<EntityKind> } {
  const needs = new Set<FieldNeed>();
  const kinds = new Set<EntityKind>();
  for (const plan of items) {
    if (isTogether(plan)) {
      kinds.add('order_line');
      for (const c of plan.where) if (findField('order_line', c.field)?.need === 'product') needs.add('product');
      continue;
    }
    const nested = measureNeeds(Object.values(plan.measures));
    nested.needs.forEach((n) => needs.add(n));
    nested.kinds.forEach((k) => kinds.add(k));
  }
  return { needs, kinds };
}

async function makeTables(session: DuckSession, entity: TaskEntity, missing: Measure[], at: ComputeMoment, midnight: number, context: ComputeContext): Promise<void> {
  const { needs, items } = measureNeeds(missing);
  const nested = itemNeeds(items.values());
  const shopNeeds = measureNeeds(missing.filter((m) => m.type === 'shop')).needs;
  if (needs.has('product')) await (entity === 'session' ? makeProductSpans(session, context.tables.product, at.opensMs, at.cutoffMs, context) : makeProductTable(session, context.tables.product, at.cutoffMs, context));
  if (nested.needs.has('product') || shopNeeds.has('product')) await makeProductTable(session, momentTables('reference').product, midnight, context);
  if (needs.has('review') || nested.needs.has('review')) await makeReviewScores(session);
  if (needs.has('stock') || nested.needs.has('stock')) await once(session, 'stock_series', () => makeStockSeries(session));
  const reference: ComputeContext = { ...context, tables: momentTables('reference'), cache: null, cells: null };
  for (const [key, plan] of items) await makeItemTable(session, itemTable(key), plan, midnight, reference);
}

async function once(session: DuckSession, table: string, make: () => Promise<void>): Promise<void> {
  const found = await session.rows(`SELECT 1 FROM duckdb_tables() WHERE table_name = ${text(table)}`);
  if (found.length === 0) await make();
}

/** Numbers that are the same for everybody: of the calendar, and of the shop as a whole. */
async function literalMeasures(session: DuckSession, entity: TaskEntity, measures: ReadonlyMap<string, Measure>, midnight: number, at: ComputeMoment, shop: ShopContext, context: ComputeContext): Promise<Map<string, string>> {
  const literals = new Map<string, string>();
  const totals = new Map<string, number>();
  for (const [name, measure] of measures) {
    // of a day of sessions all moments lie within one local day
    if (measure.type === 'calendar') literals.set(name, `${calendarValue(measure, shop.timeZone, entity === 'session' ? at.opensMs : at.cutoffMs) ?? 'NULL'}::DOUBLE`);
    if (measure.type !== 'shop') continue;
    const key = JSON.stringify(measure.measure);
    if (!totals.has(key)) totals.set(key, (await session.one<{ value: number | null }>(shopSql(entity === 'session' ? 'customer' : entity, measure.measure, { kind: 'fixed', ms: midnight }, { ...context, tables: momentTables('reference') }))).value ?? 0);
    literals.set(name, `${totals.get(key)}::DOUBLE`);
  }
  return literals;
}

type Query = { table: string; alias: string };

async function queryTables(session: DuckSession, entity: TaskEntity, features: readonly PlannedFeature[], measures: ReadonlyMap<string, Measure>, at: ComputeMoment, shop: ShopContext, offset: number): Promise<Map<string, Query>> {
  const made = new Map<string, Query>();
  for (const [name, measure] of measures) {
    if (measure.type !== 'sql') continue;
    const feature = features[Number(name.split('.')[0])]!;
    const query = { table: `query_${made.size}`, alias: `q${offset + made.size}` };
    try {
      const checked = await checkSql(session, measure.sql);
      await makeAsOfViews(session, entity, checked.kinds, at.cutoffMs, shop.corrected);
      await session.run(`CREATE OR REPLACE TEMP TABLE ${query.table} AS ${sqlFeatureSql(checked, feature.plan.type)}`);
    } catch (e) {
      throw sqlError(e);
    }
    made.set(name, query);
  }
  return made;
}
