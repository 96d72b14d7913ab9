import type { ColumnType, Condition, EntityKind } from '@bellwether/contracts';
import type { CalendarPart } from './calendar';
import { localDate, localMidnight } from '../time/zone';
import type { Scalar } from './scalar';

/** Rows of a kind that count: those of (T - offset - days, T - offset] for which all conditions hold. `days` null: since ever. */
export type Rows = { over: EntityKind; where: Condition[]; days: number | null; offsetDays: number };

export const FLAT_AGGREGATES = ['count', 'sum', 'min', 'max', 'last', 'first', 'lastTime', 'firstTime'] as const;
export type FlatAggregate = (typeof FLAT_AGGREGATES)[number];

/**
 * One number or label out of an entity's rows.
 * count without a field counts rows, with one those that have a value. sum adds in whole millionths, so that the order of rows cannot change it. last and first are of
 * the rows that have a value; rows of one moment count by their value (the greatest is last). lastTime and firstTime are in microseconds.
 */
export type FlatMeasure = Rows & { type: 'flat'; agg: FlatAggregate; field: string | null };

export type InnerMeasure = { agg: 'count' | 'sum' | 'min' | 'max' | 'lastTime' | 'firstTime'; field: string | null; where: Condition[] };
export const OUTER_AGGREGATES = ['count', 'sum', 'mean', 'min', 'max', 'last', 'top', 'gapSquares', 'gapMin', 'gapMax', 'gapLast'] as const;
export type OuterAggregate = (typeof OUTER_AGGREGATES)[number];

/**
 * Rows gathered by a field first (orders, sessions, products, categories), then over the groups. A group without the field does not count.
 * `value` and `weight` are arithmetic over the names of `inner` and of `items`; `having`: groups in which these reach at least so much.
 * top is the label of the group with the greatest value; last the value of the group whose `order` is greatest; the gaps are between successive values, taken as moments, in days.
 */
export type GroupedMeasure = Rows & {
  type: 'grouped';
  by: string;
  inner: Record<string, InnerMeasure>;
  having: { name: string; atLeast: number }[];
  outer: OuterAggregate;
  value: Scalar | null;
  weight: Scalar | null;
  order: Scalar | null;
  /** features of the product that the group is, as of the reference midnight; only by productId */
  items: Record<string, ItemPlan>;
};

/**
 * How often a product is ordered together with others that match, smoothed towards the share of all orders that hold one: (with + strength x share) / (orders + strength).
 * Only ever asked of all products at once, as of the reference midnight.
 */
export type TogetherPlan = { type: 'together'; where: Condition[]; days: number | null; strength: number };
export type ItemPlan = FeaturePlan | TogetherPlan;
export const isTogether = (plan: ItemPlan): plan is TogetherPlan => plan.type === 'together';

/** A flat measure over everybody, as of the reference midnight: what a single customer's rate is drawn towards. */
export type ShopMeasure = { type: 'shop'; measure: FlatMeasure };
/** A fact of the moment itself, by the clock and the calendar of the set's time zone. */
export type CalendarMeasure = { type: 'calendar'; part: CalendarPart; country: string; region: string; days: number };
/** A query of the project's own (custom-sql.ts). */
export type SqlMeasure = { type: 'sql'; sql: string };

export type Measure = FlatMeasure | GroupedMeasure | ShopMeasure | CalendarMeasure | SqlMeasure;

/** What a feature comes to: measures by name, and arithmetic over them. */
export type FeaturePlan = { measures: Record<string, Measure>; value: Scalar; type: ColumnType };

export const rowsOf = (over: EntityKind, more: Partial<Rows> = {}): Rows => ({ over, where: more.where ?? [], days: more.days ?? null, offsetDays: more.offsetDays ?? 0 });
export const flat = (rows: Rows, agg: FlatAggregate, field: string | null = null): FlatMeasure => ({ type: 'flat', ...rows, agg, field });
export const grouped = (rows: Rows, by: string, inner: Record<string, InnerMeasure>, outer: OuterAggregate, more: Partial<Pick<GroupedMeasure, 'value' | 'weight' | 'order' | 'having' | 'items'>> = {}): GroupedMeasure => ({
  type: 'grouped', ...rows, by, inner, outer, having: more.having ?? [], value: more.value ?? null, weight: more.weight ?? null, order: more.order ?? null, items: more.items ?? {},
});
export const inner = (agg: InnerMeasure['agg'], field: string | null = null, where: Condition[] = []): InnerMeasure => ({ agg, field, where });

/**
 * Slow facts of everybody and of every product are those of the last local midnight at or before the moment: one table a day serves all who ask.
 * @unit ms
 */
export const referenceMidnight = (zone: string, cutoffMs: number): number => localMidnight(zone, localDate(zone, cutoffMs));
