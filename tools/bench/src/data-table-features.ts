import { featureSetSchema, predictionTaskSchema, type Condition } from '@bellwether/contracts';

type Definition = { name: string; kind: string; params: Record<string, unknown> };
const of = (name: string, kind: string, params: Record<string, unknown>): Definition => ({ name, kind, params });
const window = (name: string, agg: string, over: string, days: number | null, more: Record<string, unknown> = {}): Definition => of(name, 'window', { agg, over, days, ...more });
const kindIs = (value: string): { where: Condition[] } => ({ where: [{ field: 'kind', op: 'is', value }] });

/** Thirty features over five kinds of event. The peers (`peers/table_pandas.py`, `peers/table_polars.py`) compute the same by name. */
export const tableFeatures = featureSetSchema.parse({
  entity: 'customer',
  features: [
    of('recency', 'rfm', { part: 'recency' }), of('frequency', 'rfm', { part: 'frequency' }), of('monetary', 'rfm', { part: 'monetary' }), of('tenure', 'rfm', { part: 'tenure' }),
    ...[30, 90].map((days) => window(`orders_${days}d`, 'distinct', 'order_line', days, { field: 'orderId' })),
    ...[30, 90, null].map((days) => window(days === null ? 'spent_ever' : `spent_${days}d`, 'sum', 'order_line', days, { field: 'amount' })),
    window('lines_30d', 'count', 'order_line', 30), window('products_90d', 'distinct', 'order_line', 90, { field: 'productId' }), window('largest_line', 'max', 'order_line', null, { field: 'amount' }),
    ...['mean', 'overdue'].map((part) => of(`gap_${part}`, 'gap', { part, over: 'order_line', by: 'orderId', days: null })),
    of('lines_trend', 'trend', { over: 'order_line', periods: 4, periodDays: 30 }), of('discount_share_180d', 'price', { part: 'discount_share', days: 180 }),
    ...[7, 30].map((days) => window(`views_${days}d`, 'count', 'session_event', days, kindIs('view'))),
    ...[7, 30].map((days) => window(`carts_${days}d`, 'count', 'session_event', days, kindIs('add_to_cart'))),
    window('searches_30d', 'count', 'session_event', 30, kindIs('search')), window('errors_90d', 'count', 'session_event', 90, kindIs('error')),
    ...[30, 90].map((days) => window(`sessions_${days}d`, 'distinct', 'session_event', days, { field: 'sessionId' })), window('viewed_products_30d', 'distinct', 'session_event', 30, { field: 'productId' }),
    window('days_since_visit', 'days_since_last', 'session_event', null),
    of('carts_a_view_90d', 'ratio', { top: { over: 'session_event', days: 90, ...kindIs('add_to_cart') }, bottom: { over: 'session_event', days: 90, ...kindIs('view') } }),
    window('impressions_30d', 'count', 'impression', 30), of('contacts_90d', 'exposure', { part: 'contacts', days: 90 }), window('returned_180d', 'sum', 'return', 180, { field: 'amount' }),
  ],
});

/** An order within 30 days, for each customer, at each month end, among customers active in the last 90 days. */
export const tableTask = predictionTaskSchema.parse({ entity: 'customer', target: { kind: 'any', of: 'order_line' }, horizonDays: 30, cadence: { every: 'month', at: 'end' }, population: { active: { kinds: ['order_line', 'session_event'], days: 90 } } });
