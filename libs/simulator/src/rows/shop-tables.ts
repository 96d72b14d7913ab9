import { ORDER_LINE_STATES, PAYMENT_OUTCOMES, SESSION_EVENT_KINDS, type EntityKind } from '@bellwether/contracts';
import type { Catalogue } from '../world/catalogue';
import { CATEGORIES, COUNTRIES, DEVICES, SOURCES } from '../world/catalogue-words';
import { CHECKOUT_STEPS, OBSTACLES } from '../world/obstacles';
import type { ShopSpec } from '../shop-spec';
import { RowTable, type ColumnForm, type ShopChunk } from './row-table';

const code = (words: readonly string[]): ColumnForm => ({ form: 'code', words });
const id = (prefix: string): ColumnForm => ({ form: 'id', prefix });
const time: ColumnForm = { form: 'time' };
const number: ColumnForm = { form: 'number' };
const text: ColumnForm = { form: 'text' };
const flag: ColumnForm = { form: 'flag' };

/** Words behind codes. Error codes that belong to no planted obstacle come first. */
export const ERRORS = ['out_of_stock', 'payment_declined', ...OBSTACLES.map((o) => o.code)];
export const STEPS = [...CHECKOUT_STEPS, 'done'];
export const PLACEMENTS = ['home', 'category', 'search', 'bought together'];
export const CHANNELS = ['web', 'app', 'store'];
/** what is searched: category names, first in English, then in Chinese */
export const QUERIES = [...CATEGORIES.map((c) => c.name.toLowerCase()), ...CATEGORIES.map((c) => c.zh)];
export const EVENT = Object.fromEntries(SESSION_EVENT_KINDS.map((kind, i) => [kind, i])) as Record<(typeof SESSION_EVENT_KINDS)[number], number>;
export const PAYMENT = Object.fromEntries(PAYMENT_OUTCOMES.map((kind, i) => [kind, i])) as Record<(typeof PAYMENT_OUTCOMES)[number], number>;

export type ShopTables = Record<EntityKind, RowTable>;

/** A table for each kind with the columns this shop fills. The order in which `add` takes values is that of the contract. */
export function makeShopTables(spec: ShopSpec, catalogue: Catalogue, chunkRows: number, full: (chunk: ShopChunk) => void): ShopTables {
  const base = (prefix: string) => ({ eventId: id(prefix), eventTime: time, knownTime: time });
  const who = { customerId: id('c'), anonymousId: id('a') };
  const product = code(catalogue.ids);
  const currency = code([spec.currency]);
  const forms: Record<EntityKind, Record<string, ColumnForm>> = {
    customer: { ...base('cu'), ...who, country: code(COUNTRIES.map((c) => c.code)), region: text, segment: text, emailDomain: text, birthYear: number, consent: flag },
    product: { ...base('pr'), productId: product, name: text, category: text, brand: text, price: number, cost: number, currency, active: flag },
    session_event: { ...base('e'), sessionId: id('s'), ...who, kind: code(SESSION_EVENT_KINDS), productId: product, query: code(QUERIES), step: code(STEPS), errorCode: code(ERRORS), listId: id('l'), value: number, durationMs: number, device: code(DEVICES), source: code(SOURCES) },
    impression: { ...base('i'), listId: id('l'), placement: code(PLACEMENTS), sessionId: id('s'), ...who, productId: product, position: number, propensity: number },
    order_line: { ...base('ol'), orderId: id('o'), line: number, ...who, productId: product, quantity: number, unitPrice: number, discount: number, currency, state: code(ORDER_LINE_STATES), coupon: text, channel: code(CHANNELS) },
    return: { ...base('rt'), orderId: id('o'), customerId: who.customerId, productId: product, quantity: number, amount: number, currency, reason: text },
    review: { ...base('rv'), reviewId: id('r'), customerId: who.customerId, productId: product, rating: number, title: text, text, language: code(['en', 'zh']) },
    stock_level: { ...base('st'), productId: product, locationId: text, quantity: number },
    promotion: { ...base('pm'), promotionId: text, name: text, promotionKind: text, category: text, discountShare: number, startTime: time, endTime: time },
    promotion_exposure: { ...base('px'), promotionId: text, customerId: who.customerId, channel: text, treated: flag, cost: number, currency },
    payment: { ...base('pa'), orderId: id('o'), customerId: who.customerId, method: text, outcome: code(PAYMENT_OUTCOMES), amount: number, currency, cardHash: text, deviceId: text, ipHash: text },
  };
  return Object.fromEntries(Object.entries(forms).map(([kind, columns]) => [kind, new RowTable(kind as EntityKind, columns, chunkRows, full)])) as ShopTables;
}
