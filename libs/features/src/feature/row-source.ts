import type { EntityKind, TaskEntity } from '@bellwether/contracts';
import { requireKey } from './entity-key';
import type { FieldContext, FieldNeed } from './row-field';

/** A moment in SQL: the same for every row, or each row's own (the spine's, under the alias s). */
export type SqlMoment =
  | { kind: 'fixed'; /** ms */ ms: number }
  /** @param spine a table with entity_id, cutoff and, for sessions, customer_id */
  | { kind: 'spine'; spine: string };

/** Where the joined tables stand; made once a moment (moment-tables.ts). */
export type MomentTables = { product: string; review: string; stock: string };

export type SourceContext = { field: FieldContext; tables: MomentTables; /** no row was ever corrected: nothing to look up */ corrected: boolean };

export const timestampSql = (ms: number): string => `make_timestamp(${Math.round(ms * 1000)}::BIGINT)`;
export const cutoffSql = (moment: SqlMoment): string => (moment.kind === 'fixed' ? timestampSql(moment.ms) : 's.cutoff');
/** Microseconds since 1970. */
export const cutoffUsSql = (moment: SqlMoment): string => (moment.kind === 'fixed' ? `${Math.round(moment.ms * 1000)}::BIGINT` : 'epoch_us(s.cutoff)');
export const daysUs = (days: number): number => Math.round(days * 86_400_000_000);

/** So many days before the moment. */
export function beforeSql(moment: SqlMoment, days: number): string {
  return moment.kind === 'fixed' ? `make_timestamp(${Math.round(moment.ms * 1000) - daysUs(days)}::BIGINT)` : `(s.cutoff - to_microseconds(${daysUs(days)}::BIGINT))`;
}

/** What was known at a moment: the newest word on everything that had happened. */
export const knownSql = (at: string, corrected: boolean, alias = 'e'): string =>
  `${alias}.known_time <= ${at}${corrected ? ` AND (${alias}.superseded_time IS NULL OR ${alias}.superseded_time > ${at})` : ''}`;

export type RowSource = { /** everything from FROM on, without GROUP BY */ from: string; id: string };

/**
 * The rows of a kind that were known at the moment, with what their fields need joined.
 * @param needs of all fields that the query names
 * @param sinceDays nothing older is asked for; null: everything
 */
export function rowSource(entity: TaskEntity, kind: EntityKind, moment: SqlMoment, needs: Iterable<FieldNeed>, sinceDays: number | null, context: SourceContext): RowSource {
  const key = requireKey(entity, kind);
  const at = cutoffSql(moment);
  const joins = [...new Set(needs)].sort().map((need) => joinSql(need, moment, context.tables));
  const where = [`e.${key.column} IS NOT NULL`, `e.event_time <= ${at}`, knownSql(at, context.corrected)];
  if (sinceDays !== null) where.push(`e.event_time > ${beforeSql(moment, sinceDays)}`);
  const spine = moment.kind === 'spine' ? ` JOIN ${moment.spine} s ON s.${key.spine} = e.${key.column}` : '';
  return { from: `FROM ${key.view} e${spine}${joins.join('')} WHERE ${where.join(' AND ')}`, id: moment.kind === 'spine' ? 's.entity_id' : `e.${key.column}` };
}

function joinSql(need: FieldNeed, moment: SqlMoment, tables: MomentTables): string {
  switch (need) {
    case 'product': return moment.kind === 'fixed' ? ` LEFT JOIN ${tables.product} p ON p.product_id = e.product_id` : ` LEFT JOIN ${tables.product} p ON p.product_id = e.product_id AND p.from_time <= s.cutoff AND p.until_time > s.cutoff`;
    case 'review': return ` LEFT JOIN ${tables.review} v ON v.event_id = e.event_id AND v.known_time = e.known_time`;
    case 'stock': return ` ASOF LEFT JOIN ${tables.stock} k ON k.product_id = e.product_id AND e.event_time >= k.since`;
  }
}
