import { featureSetSchema, type FeatureSet } from '@bellwether/contracts';

type Definition = { name: string; kind: string; params: Record<string, unknown> };
const of = (name: string, kind: string, params: Record<string, unknown>): Definition => ({ name, kind, params });
const set = (features: Definition[]): FeatureSet => featureSetSchema.parse({ entity: 'customer', features });

/** What the published baselines stand on. */
export const RFM: readonly Definition[] = [of('recency', 'rfm', { part: 'recency' }), of('frequency', 'rfm', { part: 'frequency' }), of('monetary', 'rfm', { part: 'monetary' }), of('tenure', 'rfm', { part: 'tenure' })];
export const rfmFeatures = set([...RFM]);

const WINDOWS = [14, 30, 60, 90, 180];
/** Orders, money and lines by window, the rhythm of buying, its trend, prices and breadth: declared features of the product, nothing computed here. */
export const repurchaseFeatures = set([
  ...RFM,
  of('recency_share', 'rfm', { part: 'recency_share' }),
  ...WINDOWS.map((days) => of(`orders_${days}d`, 'window', { agg: 'distinct', over: 'order_line', field: 'orderId', days })),
  ...WINDOWS.map((days) => of(`spent_${days}d`, 'window', { agg: 'sum', over: 'order_line', field: 'amount', days })),
  ...[30, 90].map((days) => of(`lines_${days}d`, 'window', { agg: 'count', over: 'order_line', days })),
  ...[90, 365].map((days) => of(`products_${days}d`, 'window', { agg: 'distinct', over: 'order_line', field: 'productId', days })),
  of('spent_ever', 'window', { agg: 'sum', over: 'order_line', field: 'amount', days: null }),
  of('largest_line', 'window', { agg: 'max', over: 'order_line', field: 'amount', days: null }),
  ...['mean', 'sd', 'last', 'max', 'overdue'].map((part) => of(`gap_${part}`, 'gap', { part, over: 'order_line', by: 'orderId', days: null })),
  of('orders_trend', 'trend', { over: 'order_line', periods: 4, periodDays: 30 }),
  of('this_month_of_quarter', 'ratio', { top: { over: 'order_line', days: 30 }, bottom: { over: 'order_line', days: 90 } }),
]);
