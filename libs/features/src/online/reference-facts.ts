import type { TaskEntity } from '@bellwether/contracts';
import type { DuckSession } from '../ingest/session';
import { fieldContext, itemNeeds, measureNeeds, type PlannedFeature, type ShopContext } from '../feature/compute-features';
import type { ReferenceFacts } from '../feature/event-memory';
import { itemTable, shopSql } from '../feature/measure-sql';
import { makeItemTable, makeProductTable, momentTables } from '../feature/moment-tables';
import { makeReviewScores } from '../feature/review-table';
import type { Value } from '../feature/row-field';
import type { ComputeContext } from '../feature/compute-measures';

/** The slow facts of one local day, as plain values that a file or a message can carry. */
export type ReferenceDay = { /** the midnight @unit ms */ midnight: number; /** by product feature, then product */ items: Record<string, Record<string, Value>>; shop: Record<string, number | null> };

/** Computes what features ask of all products and of the shop as a whole, as of a local midnight, by the same queries as training. */
export async function computeReference(session: DuckSession, entity: TaskEntity, features: readonly PlannedFeature[], midnight: number, shop: ShopContext): Promise<ReferenceDay> {
  const context: ComputeContext = { field: fieldContext(shop, midnight), tables: momentTables('reference'), corrected: shop.corrected, cache: null };
  const measures = features.flatMap((f) => Object.values(f.plan.measures));
  const { items } = measureNeeds(measures);
  const needs = new Set([...itemNeeds(items.values()).needs, ...measureNeeds(measures.filter((m) => m.type === 'shop')).needs]);
  if (needs.has('product')) await makeProductTable(session, context.tables.product, midnight, context);
  if (needs.has('review')) await makeReviewScores(session);
  const day: ReferenceDay = { midnight, items: {}, shop: {} };
  for (const [key, plan] of items) {
    const table = itemTable(key);
    await makeItemTable(session, table, plan, midnight, context);
    day.items[key] = Object.fromEntries((await session.rows<{ product_id: string; value: Value }>(`SELECT product_id, value FROM ${table} WHERE value IS NOT NULL`)).map((r) => [r.product_id, r.value]));
    await session.run(`DROP TABLE ${table}`);
  }
  for (const m of measures) {
    if (m.type !== 'shop') continue;
    const key = JSON.stringify(m.measure);
    if (!(key in day.shop)) day.shop[key] = (await session.one<{ value: number | null }>(shopSql(entity === 'session' ? 'customer' : entity, m.measure, { kind: 'fixed', ms: midnight }, context))).value ?? 0;
  }
  return day;
}

/** Reads a day's facts for the evaluator. */
export const readReference = (day: ReferenceDay): ReferenceFacts => ({
  item: (key, productId) => day.items[key]?.[productId] ?? null,
  shop: (key) => day.shop[key] ?? null,
});
