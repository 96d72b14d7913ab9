import { EVENT_COLUMNS } from '@bellwether/contracts';
import { ident, text, type DuckSession } from '../ingest/session';
import { conditionSql, withDefaults } from './condition';
import { computeTables, type ComputeContext, type MeasureSet } from './compute-measures';
import { isTogether, type FeaturePlan, type TogetherPlan } from './plan';
import { requireField, type FieldContext } from './row-field';
import { knownSql, rowSource, timestampSql, type SqlMoment } from './row-source';

/** The names of the temporary tables that passes join; `at` tells moments apart that are in use at once. */
export const momentTables = (at: 'cutoff' | 'reference' | 'label') => ({ product: `product_at_${at}`, review: 'review_score', stock: 'stock_series' });

const money = (column: string, context: FieldContext): string => {
  const isMoney = EVENT_COLUMNS.product.find((c) => c.column === column)?.unit === 'money';
  return isMoney && context.currency !== null ? `CASE WHEN e.currency IS NULL OR e.currency = ${text(context.currency)} THEN e.${ident(column)} END` : `e.${ident(column)}`;
};
const FACTS = ['category', 'brand', 'name', 'price', 'cost', 'active'];
const factSql = (column: string, context: FieldContext): string => {
  const value = money(column, context);
  return `struct_extract(max(struct_pack(t := e.event_time, v := ${value})) FILTER (WHERE ${value} IS NOT NULL), 'v') AS ${ident(column)}`;
};

/** What was known of every product at a moment: the newest value of each fact. */
export async function makeProductTable(session: DuckSession, table: string, ms: number, context: ComputeContext): Promise<void> {
  const at = timestampSql(ms);
  await session.run(`CREATE OR REPLACE TEMP TABLE ${table} AS SELECT e.product_id, ${FACTS.map((f) => factSql(f, context.field)).join(', ')} FROM product e WHERE e.product_id IS NOT NULL AND e.event_time <= ${at} AND ${knownSql(at, context.corrected)} GROUP BY 1`);
}

/** The same for rows that each have a moment of their own between two instants: one row for every span in which nothing was learnt. */
export async function makeProductSpans(session: DuckSession, table: string, opensMs: number, closesMs: number, context: ComputeContext): Promise<void> {
  const [opens, closes] = [timestampSql(opensMs), timestampSql(closesMs)];
  const learnt = 'greatest(event_time, known_time)';
  await session.run(`CREATE OR REPLACE TEMP TABLE ${table} AS
    WITH change AS (SELECT DISTINCT product_id, ${opens} AS since FROM product WHERE product_id IS NOT NULL
      UNION SELECT product_id, ${learnt} FROM product WHERE product_id IS NOT NULL AND ${learnt} > ${opens} AND ${learnt} <= ${closes}
      UNION SELECT product_id, superseded_time FROM product WHERE product_id IS NOT NULL AND superseded_time > ${opens} AND superseded_time <= ${closes}),
    fact AS (SELECT c.product_id, c.since, ${FACTS.map((f) => factSql(f, context.field)).join(', ')} FROM change c JOIN product e ON e.product_id = c.product_id AND e.event_time <= c.since AND ${knownSql('c.since', context.corrected)} GROUP BY 1, 2)
    SELECT c.product_id, ${FACTS.map(ident).join(', ')}, c.since AS from_time, coalesce(lead(c.since) OVER (PARTITION BY c.product_id ORDER BY c.since), TIMESTAMP '9999-01-01') AS until_time FROM change c LEFT JOIN fact f ON f.product_id = c.product_id AND f.since = c.since`);
}

/** Units on hand over all places, from each moment at which the shop learnt of a change. */
export async function makeStockSeries(session: DuckSession): Promise<void> {
  const learnt = 'greatest(event_time, known_time)';
  await session.run(`CREATE OR REPLACE TEMP TABLE stock_series AS
    WITH move AS (SELECT product_id, ${learnt} AS since, CAST(round((quantity - coalesce(lag(quantity) OVER (PARTITION BY product_id, location_id ORDER BY ${learnt}, event_time, quantity), 0)) * 1e6) AS BIGINT) AS step FROM stock_level WHERE product_id IS NOT NULL AND quantity IS NOT NULL)
    SELECT product_id, since, sum(sum(step)) OVER (PARTITION BY product_id ORDER BY since)::DOUBLE / 1e6 AS quantity FROM move GROUP BY 1, 2`);
}

/** Fills the table of a product feature (product_id, value) as of the reference midnight. */
export async function makeItemTable(session: DuckSession, table: string, plan: FeaturePlan | TogetherPlan, midnightMs: number, context: ComputeContext): Promise<void> {
  const moment: SqlMoment = { kind: 'fixed', ms: midnightMs };
  if (isTogether(plan)) return session.run(`CREATE OR REPLACE TEMP TABLE ${table} AS ${togetherSql(plan, moment, context)}`);
  const set: MeasureSet = new Map(Object.entries(plan.measures).map(([name, measure]) => [name, measure]));
  const computed = await computeTables(session, 'product', set, moment, { ...context, cache: null }, `${table}_part`);
  const ids = computed.tables.map((t) => `SELECT entity_id FROM ${t}`).join(' UNION ');
  await session.run(`CREATE OR REPLACE TEMP TABLE ${table} AS SELECT s.entity_id AS product_id, ${computed.scalar(plan.value, (name) => name)} AS value FROM (${ids}) s${computed.joins('s.entity_id')}`);
  for (const t of computed.tables) await session.run(`DROP TABLE IF EXISTS ${t}`);
}

function togetherSql(plan: TogetherPlan, moment: SqlMoment, context: ComputeContext): string {
  const hit = plan.where.map((c) => conditionSql('order_line', c, context.field)).join(' AND ');
  const needs = plan.where.map((c) => requireField('order_line', c.field).need).filter((n) => n !== null);
  const source = rowSource('product', 'order_line', moment, needs, plan.days, context);
  const placed = withDefaults('order_line', []).map((c) => conditionSql('order_line', c, context.field)).join(' AND ');
  return `WITH line AS (SELECT e.order_id, e.product_id, bool_or(${hit}) AS hit ${source.from} AND ${placed} AND e.order_id IS NOT NULL GROUP BY 1, 2),
    basket AS (SELECT order_id, count(*) FILTER (WHERE hit) AS hits FROM line GROUP BY 1),
    share AS (SELECT count(*) FILTER (WHERE hits > 0)::DOUBLE / nullif(count(*), 0) AS prior FROM basket)
    SELECT l.product_id, (count(*) FILTER (WHERE b.hits - l.hit::INT > 0) + ${plan.strength}::DOUBLE * any_value(s.prior)) / nullif(count(*) + ${plan.strength}::DOUBLE, 0.0) AS value FROM line l JOIN basket b USING (order_id) CROSS JOIN share s GROUP BY 1`;
}
