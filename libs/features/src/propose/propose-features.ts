import type { FeatureDefinition, Localized, TaskEntity } from '@bellwether/contracts';
import { completeDefinition, planFeature } from '../feature/registry';
import { holds, spanDays, varies, type LogFacts } from './log-facts';

export type ProposedFeature = { definition: FeatureDefinition; /** what in the log speaks for it */ why: Localized };
type Draft = { name: string; kind: string; params: Record<string, unknown>; why: Localized };

const ORDERS: Localized = { en: 'The log has orders.', zh: '日志含订单。' };
const MONEY: Localized = { en: 'Order lines carry prices.', zh: '订单行含价格。' };
const DISCOUNT: Localized = { en: 'Order lines carry discounts.', zh: '订单行含折扣。' };
const CATALOGUE: Localized = { en: 'Products carry categories.', zh: '商品含类目。' };
const BRANDS: Localized = { en: 'Products carry brands.', zh: '商品含品牌。' };
const CHANNELS: Localized = { en: 'Orders came by several channels.', zh: '订单来自多个渠道。' };
const VISITS: Localized = { en: 'The log has visits.', zh: '日志含访问行为。' };
const PROMOTIONS: Localized = { en: 'The log says who was addressed.', zh: '日志记录了促销触达。' };
const RETURNS: Localized = { en: 'The log has returns.', zh: '日志含退货。' };
const REVIEWS: Localized = { en: 'The log has reviews.', zh: '日志含评价。' };
const STOCK: Localized = { en: 'The log has stock levels.', zh: '日志含库存。' };
const RECORD: Localized = { en: 'The record is filled for enough of them.', zh: '资料填写率足够。' };
const ALWAYS: Localized = { en: 'Known at every moment.', zh: '任何时刻均可知。' };

/** Whose holidays a shop keeps: by its clock, for one currency is the money of many countries. */
const ZONE_HOLIDAYS: Readonly<Record<string, string>> = {
  'Europe/Berlin': 'DE', 'Europe/Paris': 'FR', 'Europe/Madrid': 'ES', 'Europe/Rome': 'IT', 'Europe/Amsterdam': 'NL', 'Europe/Brussels': 'BE', 'Europe/Vienna': 'AT', 'Europe/Zurich': 'CH', 'Europe/Lisbon': 'PT', 'Europe/Dublin': 'IE', 'Europe/Helsinki': 'FI', 'Europe/Athens': 'GR',
  'Europe/London': 'GB', 'Europe/Warsaw': 'PL', 'Europe/Stockholm': 'SE', 'Europe/Copenhagen': 'DK', 'Europe/Oslo': 'NO', 'Asia/Shanghai': 'CN', 'Asia/Tokyo': 'JP', 'Asia/Kolkata': 'IN', 'Australia/Sydney': 'AU', 'America/Sao_Paulo': 'BR', 'America/Toronto': 'CA', 'America/New_York': 'US', 'America/Chicago': 'US', 'America/Los_Angeles': 'US',
};
/** Where the clock does not tell (UTC, say): by the money it takes. */
const HOLIDAYS: Readonly<Record<string, string>> = { USD: 'US', CNY: 'CN', GBP: 'GB', JPY: 'JP', CAD: 'CA', AUD: 'AU', BRL: 'BR', INR: 'IN', SEK: 'SE', CHF: 'CH', PLN: 'PL' };

/**
 * A set of features from what a log holds: nothing is proposed that its rows cannot fill or that would be the same for everybody, no window reaches further back than the data.
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
/** Labels of which each window has its most frequent; a brand stands in for the colour, which catalogues keep under names of their own. */
const FAVOURITES = [{ label: 'department', by: 'product.topCategory', column: 'category' }, { label: 'section', by: 'product.category', column: 'category' }, { label: 'brand', by: 'product.brand', column: 'brand' }] as const;
const RECIPE: Localized = { en: 'Part of the public recipe of weekly windows.', zh: '公开的按周窗口方案的一部分。' };

/**
 * Five weekly windows of orders, money, price, products, share of the main channel, how popular and how fresh the bought products were, and favourite department, section and brand; the same since ever; calendar.
 * @source RelBench user study, hm/user-churn/feats.sql, in the words of this library
 */
export function weeklyRecipe(facts: LogFacts): ProposedFeature[] {
  const lines = { over: 'order_line' };
  const windowed = (name: string, rows: object): Draft[] => [
    draft(`orders_${name}`, 'window', { ...lines, ...rows, agg: 'distinct', field: 'orderId' }, RECIPE), draft(`spent_${name}`, 'window', { ...lines, ...rows, agg: 'sum', field: 'amount' }, RECIPE), draft(`price_${name}`, 'window', { ...lines, ...rows, agg: 'mean', field: 'unitPrice' }, RECIPE),
    draft(`products_${name}`, 'window', { ...lines, ...rows, agg: 'distinct', field: 'productId' }, RECIPE), draft(`popularity_${name}`, 'item', { ...lines, ...rows, stat: 'sold' }, RECIPE), draft(`freshness_${name}`, 'item', { ...lines, ...rows, stat: 'days_on_sale' }, RECIPE),
    ...(varies(facts, 'order_line', 'channel') ? [draft(`channel_share_${name}`, 'affinity', { ...lines, ...rows, part: 'top_share', by: 'channel' }, RECIPE)] : []),
    ...FAVOURITES.filter(({ column }) => varies(facts, 'product', column)).map(({ label, by }) => draft(`favourite_${label}_${name}`, 'affinity', { ...lines, ...rows, part: 'top', by }, RECIPE)),
  ];
  const drafts = [
    ...WEEKS.flatMap((k) => windowed(`week_${k + 1}`, { days: 7, offsetDays: 7 * k })), ...windowed('ever', { days: null }),
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
/** How far back a window may reach, so that the first snapshots have it whole. @unit days */
const reach = (facts: LogFacts): number => Math.max(7, spanDays(facts) * 0.8);
const windows = (facts: LogFacts, days: number[]): number[] => days.filter((d) => d <= reach(facts));
/** The longest that the data have whole. */
const longest = (facts: LogFacts, days: number[]): number[] => windows(facts, days.sort((a, b) => b - a)).slice(0, 1);
/** The window, or all there is where the data are shorter. */
const back = (facts: LogFacts, days: number): number | null => (days <= reach(facts) ? days : null);

function customerDrafts(f: LogFacts): Draft[] {
  return [...(holds(f, 'order_line') ? orderDrafts(f) : []), ...(holds(f, 'session_event') ? visitDrafts(f) : []), ...contactDrafts(f), ...recordDrafts(f)];
}

function orderDrafts(f: LogFacts): Draft[] {
  const over = 'order_line';
  const days = back(f, 180);
  const list: Draft[] = [
    ...['recency', 'frequency', 'tenure', 'recency_share'].map((part) => draft(part, 'rfm', { part, days: null }, ORDERS)),
    ...windows(f, [14, 30, 60, 90, 180]).map((d) => draft(`orders_${d}d`, 'window', { agg: 'distinct', over, field: 'orderId', days: d }, ORDERS)),
    ...windows(f, [30, 90]).map((d) => draft(`lines_${d}d`, 'window', { agg: 'count', over, days: d }, ORDERS)),
    ...['mean', 'sd', 'last', 'overdue'].map((part) => draft(`gap_${part}`, 'gap', { part, over, by: 'orderId', days: null }, ORDERS)),
    ...longest(f, [28, 56, 120]).map((d) => draft('orders_trend', 'trend', { over, periods: 4, periodDays: d / 4 }, ORDERS)),
    ...windows(f, [90]).map((d) => draft('month_of_quarter', 'ratio', { top: { over, days: 30 }, bottom: { over, days: d } }, ORDERS)),
  ];
  if (varies(f, over, 'product_id')) list.push(...windows(f, [90]).map((d) => draft(`products_${d}d`, 'window', { agg: 'distinct', over, field: 'productId', days: d }, ORDERS)), draft('bought_popularity', 'item', { over, stat: 'buyers', days }, ORDERS), draft('bought_freshness', 'item', { over, stat: 'days_on_sale', days }, ORDERS));
  if (varies(f, over, 'unit_price')) list.push(draft('order_value', 'rfm', { part: 'monetary', days: null }, MONEY), ...windows(f, [30, 90, 180]).map((d) => draft(`spent_${d}d`, 'window', { agg: 'sum', over, field: 'amount', days: d }, MONEY)));
  if (varies(f, over, 'discount')) list.push(draft('discount_share', 'price', { part: 'discount_share', days }, DISCOUNT), draft('discounted_lines', 'price', { part: 'discounted_lines', days }, DISCOUNT));
  if (varies(f, over, 'coupon')) list.push(draft('coupon_rate', 'rate', { over, of: [{ field: 'coupon', op: 'known' }], days }, DISCOUNT));
  if (varies(f, 'product', 'category')) list.push(...(['top', 'top_share', 'breadth', 'entropy'] as const).map((part) => draft(`category_${part}`, 'affinity', { part, over, by: 'product.topCategory', days }, CATALOGUE)));
  if (varies(f, 'product', 'brand')) list.push(draft('brand_top_share', 'affinity', { part: 'top_share', over, by: 'product.brand', days }, BRANDS));
  if (varies(f, over, 'channel')) list.push(draft('channel_top', 'affinity', { part: 'top', over, by: 'channel', days }, CHANNELS));
  return list;
}

function visitDrafts(f: LogFacts): Draft[] {
  const over = 'session_event';
  const days = back(f, 90);
  return [
    ...windows(f, [7, 30]).map((d) => draft(`visits_${d}d`, 'window', { agg: 'distinct', over, field: 'sessionId', days: d }, VISITS)),
    draft('days_since_visit', 'window', { agg: 'days_since_last', over, days: null }, VISITS), draft('visit_minutes', 'session', { what: 'minutes', days }, VISITS),
    ...(varies(f, over, 'kind') ? [draft('views_to_cart', 'funnel', { days }, VISITS)] : []),
    ...(holds(f, 'stock_level') && varies(f, over, 'product_id') ? [draft('seen_out_of_stock', 'stock', { part: 'out_share', over, days }, STOCK)] : []),
  ];
}

function contactDrafts(f: LogFacts): Draft[] {
  const list: Draft[] = [];
  if (holds(f, 'promotion_exposure')) list.push(...longest(f, [14, 30, 90]).map((days) => draft(`contacts_${days}d`, 'exposure', { part: 'contacts', days }, PROMOTIONS)), draft('days_since_contact', 'exposure', { part: 'days_since_contact', days: null }, PROMOTIONS));
  if (holds(f, 'return')) list.push(...longest(f, [30, 90, 180]).map((days) => draft(`returns_${days}d`, 'window', { agg: 'count', over: 'return', days }, RETURNS)));
  if (holds(f, 'review')) list.push(draft('reviews', 'review', { part: 'count', days: null }, REVIEWS));
  if (varies(f, 'review', 'text')) list.push(...['sentiment', 'quality', 'delivery'].map((part) => draft(`review_${part}`, 'review', { part, days: null }, REVIEWS)));
  return list;
}

const recordDrafts = (f: LogFacts): Draft[] => ['segment', 'country'].filter((field) => varies(f, 'customer', field)).map((field) => draft(field, 'fact', { field }, RECORD));

function productDrafts(f: LogFacts): Draft[] {
  const list: Draft[] = [];
  if (holds(f, 'order_line')) {
    list.push(...windows(f, [7, 28, 90]).map((days) => draft(`units_${days}d`, 'window', { agg: 'sum', over: 'order_line', field: 'quantity', days }, ORDERS)));
    list.push(...windows(f, [28, 90]).map((days) => draft(`buyers_${days}d`, 'window', { agg: 'distinct', over: 'order_line', field: 'customerId', days }, ORDERS)));
    list.push(...longest(f, [28, 56]).map((d) => draft('units_trend', 'trend', { agg: 'sum', field: 'quantity', over: 'order_line', periods: 4, periodDays: d / 4 }, ORDERS)));
    list.push(draft('days_since_sold', 'window', { agg: 'days_since_last', over: 'order_line', days: null }, ORDERS), draft('days_on_sale', 'window', { agg: 'days_since_first', over: 'order_line', days: null }, ORDERS), draft('gap_overdue', 'gap', { part: 'overdue', over: 'order_line', by: 'orderId', days: null }, ORDERS));
  }
  if (varies(f, 'order_line', 'unit_price')) list.push(...longest(f, [7, 28]).map((days) => draft(`price_paid_${days}d`, 'window', { agg: 'mean', over: 'order_line', field: 'unitPrice', days }, MONEY)));
  if (varies(f, 'order_line', 'discount')) list.push(...longest(f, [7, 28]).map((days) => draft(`discount_share_${days}d`, 'price', { part: 'discount_share', days }, DISCOUNT)));
  if (holds(f, 'stock_level')) list.push(draft('stock', 'window', { agg: 'last', over: 'stock_level', field: 'quantity', days: null }, STOCK));
  if (varies(f, 'product', 'category')) list.push(draft('category', 'fact', { field: 'category' }, RECORD));
  if (varies(f, 'product', 'price')) list.push(draft('list_price', 'fact', { field: 'price' }, RECORD));
  if (varies(f, 'product', 'brand')) list.push(draft('brand', 'fact', { field: 'brand' }, RECORD));
  if (varies(f, 'session_event', 'product_id')) list.push(draft('views_7d', 'window', { agg: 'count', over: 'session_event', where: [{ field: 'kind', op: 'is', value: 'view' }], days: 7 }, VISITS));
  if (holds(f, 'return')) list.push(...longest(f, [28, 90]).map((days) => draft(`returns_${days}d`, 'window', { agg: 'sum', over: 'return', field: 'quantity', days }, RETURNS)));
  if (varies(f, 'review', 'text')) list.push(draft('review_sentiment', 'review', { part: 'sentiment', days: null }, REVIEWS));
  return list;
}

function sessionDrafts(f: LogFacts): Draft[] {
  if (!holds(f, 'session_event')) return [];
  const kind = (value: string) => [{ field: 'kind', op: 'is', value }];
  return [
    draft('events', 'window', { agg: 'count', over: 'session_event', days: 1 }, VISITS), draft('views', 'window', { agg: 'count', over: 'session_event', where: kind('view'), days: 1 }, VISITS), draft('searches', 'window', { agg: 'count', over: 'session_event', where: kind('search'), days: 1 }, VISITS),
    draft('carts', 'window', { agg: 'count', over: 'session_event', where: kind('add_to_cart'), days: 1 }, VISITS), draft('products_seen', 'window', { agg: 'distinct', over: 'session_event', field: 'productId', days: 1 }, VISITS), draft('since_start', 'window', { agg: 'days_since_first', over: 'session_event', days: 1 }, VISITS),
    ...['device', 'source'].filter((field) => varies(f, 'session_event', field)).map((field) => draft(field, 'window', { agg: 'last', over: 'session_event', field, days: 1 }, VISITS)),
    ...(holds(f, 'order_line') ? [draft('orders_before', 'window', { agg: 'distinct', over: 'order_line', field: 'orderId', days: null }, ORDERS)] : []),
  ];
}

function calendarDrafts(f: LogFacts): Draft[] {
  const country = ZONE_HOLIDAYS[f.timeZone] ?? HOLIDAYS[f.currency];
  // a month alone tells one snapshot from another: only where the log covers each more than once
  const season = spanDays(f) >= 730 ? [draft('season', 'calendar', { part: 'season' }, ALWAYS)] : [];
  return [...season, ...(country ? [draft('holidays_ahead', 'calendar', { part: 'holidaysAhead', country, days: 30 }, ALWAYS)] : [])];
}
