import type { FeatureDefinition, Localized, TaskEntity } from '@bellwether/contracts';
import { completeDefinition, planFeature } from '../feature/registry';
import { fills, holds, spanDays, type LogFacts } from './log-facts';

export type ProposedFeature = { definition: FeatureDefinition; /** what in the log speaks for it */ why: Localized };
type Draft = { name: string; kind: string; params: Record<string, unknown>; why: Localized };

const ORDERS: Localized = { en: 'The log has orders.', zh: '日志含订单。' };
const MONEY: Localized = { en: 'Order lines carry prices.', zh: '订单行含价格。' };
const DISCOUNT: Localized = { en: 'Order lines carry discounts.', zh: '订单行含折扣。' };
const CATALOGUE: Localized = { en: 'Products carry categories.', zh: '商品含类目。' };
const VISITS: Localized = { en: 'The log has visits.', zh: '日志含访问行为。' };
const PROMOTIONS: Localized = { en: 'The log says who was addressed.', zh: '日志记录了促销触达。' };
const RETURNS: Localized = { en: 'The log has returns.', zh: '日志含退货。' };
const REVIEWS: Localized = { en: 'The log has reviews.', zh: '日志含评价。' };
const STOCK: Localized = { en: 'The log has stock levels.', zh: '日志含库存。' };
const RECORD: Localized = { en: 'The record is filled for enough of them.', zh: '资料填写率足够。' };
const ALWAYS: Localized = { en: 'Known at every moment.', zh: '任何时刻均可知。' };

/** Whose holidays a shop keeps, by the money it takes. */
const HOLIDAYS: Readonly<Record<string, string>> = { USD: 'US', CNY: 'CN', GBP: 'GB', JPY: 'JP', CAD: 'CA', AUD: 'AU', BRL: 'BR', INR: 'IN', SEK: 'SE', CHF: 'CH', PLN: 'PL' };

/**
 * A set of features from what a log holds: nothing is proposed that its rows cannot fill, no window reaches further back than the data.
 * @returns complete definitions, each of which plans for the entity
 */
export function proposeFeatures(facts: LogFacts, entity: TaskEntity): ProposedFeature[] {
  const drafts = entity === 'customer' ? customerDrafts(facts) : entity === 'product' ? productDrafts(facts) : sessionDrafts(facts);
  return [...drafts, ...calendarDrafts(facts)].map((d) => completed(d, entity));
}

/** Which list is proposed: what fits the log, or the recipe of weekly windows. */
export const FEATURE_PRESETS = ['proposed', 'weekly-recipe'] as const;
export type FeaturePreset = (typeof FEATURE_PRESETS)[number];

const WEEKS = [0, 1, 2, 3, 4];
const RECIPE: Localized = { en: 'Part of the public recipe of weekly windows.', zh: '公开的按周窗口方案的一部分。' };

/**
 * Five weekly windows of orders, money, price, products, channels, and how popular and how fresh the bought products were; the same since ever; favourite category; calendar.
 * @source RelBench user study, hm/user-churn/feats.sql, in the words of this library
 */
export function weeklyRecipe(facts: LogFacts): ProposedFeature[] {
  const lines = { over: 'order_line' };
  const windowed = (name: string, rows: object): Draft[] => [
    draft(`orders_${name}`, 'window', { ...lines, ...rows, agg: 'distinct', field: 'orderId' }, RECIPE), draft(`spent_${name}`, 'window', { ...lines, ...rows, agg: 'sum', field: 'amount' }, RECIPE), draft(`price_${name}`, 'window', { ...lines, ...rows, agg: 'mean', field: 'unitPrice' }, RECIPE),
    draft(`products_${name}`, 'window', { ...lines, ...rows, agg: 'distinct', field: 'productId' }, RECIPE), draft(`popularity_${name}`, 'item', { ...lines, ...rows, stat: 'sold' }, RECIPE), draft(`freshness_${name}`, 'item', { ...lines, ...rows, stat: 'days_on_sale' }, RECIPE),
    ...(fills(facts, 'order_line', 'channel') ? [draft(`web_share_${name}`, 'share', { ...lines, ...rows, of: [{ field: 'channel', op: 'is', value: 'web' }] }, RECIPE)] : []),
  ];
  const drafts = [
    ...WEEKS.flatMap((k) => windowed(`week_${k + 1}`, { days: 7, offsetDays: 7 * k })), ...windowed('ever', { days: null }),
    ...(fills(facts, 'product', 'category') ? [draft('favourite_category', 'affinity', { ...lines, part: 'top', by: 'product.topCategory', days: 35 }, RECIPE)] : []), ...(fills(facts, 'product', 'brand') ? [draft('favourite_brand', 'affinity', { ...lines, part: 'top', by: 'product.brand', days: 35 }, RECIPE)] : []),
    ...['month', 'week'].map((part) => draft(`calendar_${part}`, 'calendar', { part }, RECIPE)),
  ];
  return drafts.map((d) => completed(d, 'customer'));
}

function completed({ why, ...d }: Draft, entity: TaskEntity): ProposedFeature {
  const definition = completeDefinition({ ...d, version: 1, ttlDays: null, description: '' });
  planFeature(definition, entity);
  return { definition, why };
}

const draft = (name: string, kind: string, params: Record<string, unknown>, why: Localized): Draft => ({ name, kind, params, why });
const windows = (facts: LogFacts, days: number[]): number[] => days.filter((d) => d <= Math.max(7, spanDays(facts) * 0.8));

function customerDrafts(f: LogFacts): Draft[] {
  const list: Draft[] = [];
  if (holds(f, 'order_line')) {
    list.push(...['recency', 'frequency', 'tenure', 'recency_share'].map((part) => draft(part, 'rfm', { part, days: null }, ORDERS)));
    list.push(...windows(f, [14, 30, 60, 90, 180]).map((days) => draft(`orders_${days}d`, 'window', { agg: 'distinct', over: 'order_line', field: 'orderId', days }, ORDERS)));
    list.push(...windows(f, [30, 90]).map((days) => draft(`lines_${days}d`, 'window', { agg: 'count', over: 'order_line', days }, ORDERS)));
    list.push(...['mean', 'sd', 'last', 'overdue'].map((part) => draft(`gap_${part}`, 'gap', { part, over: 'order_line', by: 'orderId', days: null }, ORDERS)));
    list.push(draft('orders_trend', 'trend', { over: 'order_line', periods: 4, periodDays: 30 }, ORDERS), draft('month_of_quarter', 'ratio', { top: { over: 'order_line', days: 30 }, bottom: { over: 'order_line', days: 90 } }, ORDERS));
    if (fills(f, 'order_line', 'product_id')) list.push(draft('products_90d', 'window', { agg: 'distinct', over: 'order_line', field: 'productId', days: 90 }, ORDERS));
  }
  if (fills(f, 'order_line', 'unit_price')) list.push(draft('order_value', 'rfm', { part: 'monetary', days: null }, MONEY), ...windows(f, [30, 90, 180]).map((days) => draft(`spent_${days}d`, 'window', { agg: 'sum', over: 'order_line', field: 'amount', days }, MONEY)));
  if (fills(f, 'order_line', 'discount')) list.push(draft('discount_share', 'price', { part: 'discount_share', days: 180 }, DISCOUNT), draft('discounted_lines', 'price', { part: 'discounted_lines', days: 180 }, DISCOUNT));
  if (fills(f, 'order_line', 'coupon')) list.push(draft('coupon_lines', 'price', { part: 'coupon_lines', days: 180 }, DISCOUNT));
  if (holds(f, 'order_line') && fills(f, 'product', 'category')) list.push(...(['top', 'top_share', 'breadth', 'entropy'] as const).map((part) => draft(`category_${part}`, 'affinity', { part, over: 'order_line', by: 'product.topCategory', days: 180 }, CATALOGUE)));
  if (holds(f, 'session_event')) list.push(...windows(f, [7, 30]).map((days) => draft(`visits_${days}d`, 'window', { agg: 'distinct', over: 'session_event', field: 'sessionId', days }, VISITS)), draft('days_since_visit', 'window', { agg: 'days_since_last', over: 'session_event', days: null }, VISITS), draft('views_to_cart', 'funnel', { days: 90 }, VISITS));
  if (holds(f, 'promotion_exposure')) list.push(draft('contacts_90d', 'exposure', { part: 'contacts', days: 90 }, PROMOTIONS), draft('days_since_contact', 'exposure', { part: 'days_since_contact', days: null }, PROMOTIONS));
  if (holds(f, 'return')) list.push(draft('returns_180d', 'window', { agg: 'count', over: 'return', days: 180 }, RETURNS));
  if (holds(f, 'review')) list.push(draft('review_sentiment', 'review', { part: 'sentiment', days: null }, REVIEWS), draft('reviews', 'review', { part: 'count', days: null }, REVIEWS));
  if (fills(f, 'customer', 'segment')) list.push(draft('segment', 'fact', { field: 'segment' }, RECORD));
  if (fills(f, 'customer', 'country')) list.push(draft('country', 'fact', { field: 'country' }, RECORD));
  return list;
}

function productDrafts(f: LogFacts): Draft[] {
  const list: Draft[] = [];
  if (holds(f, 'order_line')) {
    list.push(...windows(f, [7, 28, 90]).map((days) => draft(`units_${days}d`, 'window', { agg: 'sum', over: 'order_line', field: 'quantity', days }, ORDERS)));
    list.push(...windows(f, [28, 90]).map((days) => draft(`buyers_${days}d`, 'window', { agg: 'distinct', over: 'order_line', field: 'customerId', days }, ORDERS)));
    list.push(draft('days_since_sold', 'window', { agg: 'days_since_last', over: 'order_line', days: null }, ORDERS), draft('days_on_sale', 'window', { agg: 'days_since_first', over: 'order_line', days: null }, ORDERS), draft('units_trend', 'trend', { agg: 'sum', field: 'quantity', over: 'order_line', periods: 4, periodDays: 14 }, ORDERS), draft('gap_overdue', 'gap', { part: 'overdue', over: 'order_line', by: 'orderId', days: null }, ORDERS));
  }
  if (fills(f, 'order_line', 'unit_price')) list.push(draft('price_paid_28d', 'window', { agg: 'mean', over: 'order_line', field: 'unitPrice', days: 28 }, MONEY));
  if (fills(f, 'order_line', 'discount')) list.push(draft('discount_share_28d', 'price', { part: 'discount_share', days: 28 }, DISCOUNT));
  if (holds(f, 'stock_level')) list.push(draft('stock', 'window', { agg: 'last', over: 'stock_level', field: 'quantity', days: null }, STOCK));
  if (fills(f, 'product', 'category')) list.push(draft('category', 'fact', { field: 'category' }, RECORD));
  if (fills(f, 'product', 'price')) list.push(draft('list_price', 'fact', { field: 'price' }, RECORD));
  if (holds(f, 'review')) list.push(draft('review_sentiment', 'review', { part: 'sentiment', days: null }, REVIEWS));
  return list;
}

function sessionDrafts(f: LogFacts): Draft[] {
  if (!holds(f, 'session_event')) return [];
  const kind = (value: string) => [{ field: 'kind', op: 'is', value }];
  return [
    draft('events', 'window', { agg: 'count', over: 'session_event', days: 1 }, VISITS), draft('views', 'window', { agg: 'count', over: 'session_event', where: kind('view'), days: 1 }, VISITS), draft('searches', 'window', { agg: 'count', over: 'session_event', where: kind('search'), days: 1 }, VISITS),
    draft('carts', 'window', { agg: 'count', over: 'session_event', where: kind('add_to_cart'), days: 1 }, VISITS), draft('products_seen', 'window', { agg: 'distinct', over: 'session_event', field: 'productId', days: 1 }, VISITS), draft('since_start', 'window', { agg: 'days_since_first', over: 'session_event', days: 1 }, VISITS),
    ...(fills(f, 'session_event', 'device') ? [draft('device', 'window', { agg: 'last', over: 'session_event', field: 'device', days: 1 }, VISITS)] : []),
  ];
}

function calendarDrafts(f: LogFacts): Draft[] {
  const country = HOLIDAYS[f.currency];
  // a month alone tells one snapshot from another: only where the log covers each more than once
  const season = spanDays(f) >= 730 ? [draft('season', 'calendar', { part: 'season' }, ALWAYS)] : [];
  return [...season, ...(country ? [draft('holidays_ahead', 'calendar', { part: 'holidaysAhead', country, days: 30 }, ALWAYS)] : [])];
}
