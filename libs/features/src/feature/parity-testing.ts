// For tests only: random shops with everything that real ones do wrong.
import type { EntityKind } from '@bellwether/contracts';
import type { PlainEvents } from '../testing';

export type Random = () => number;
/** Mulberry32. */
export function seeded(seed: number): Random {
  let a = seed >>> 0;
  return () => {
    a = (a + 0x6d2b79f5) >>> 0;
    let t = Math.imul(a ^ (a >>> 15), 1 | a);
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t;
    return ((t ^ (t >>> 14)) >>> 0) / 2 ** 32;
  };
}

const START = Date.UTC(2025, 0, 1);
const DAY = 86_400_000;
const iso = (ms: number): string => new Date(ms).toISOString();

/**
 * A small shop over half a year: late rows, corrections, cancellations, events of one moment, missing and unknown products, foreign currency, negative and enormous
 * quantities, returns before their orders, reviews in two languages, stock of two places, events announced for later.
 */
export function randomShop(seed: number, size: { customers?: number; orders?: number; events?: number } = {}): PlainEvents {
  const r = seeded(seed);
  const pick = <T>(list: readonly T[]): T => list[Math.floor(r() * list.length)]!;
  const moment = (): number => START + Math.floor(r() * 180) * DAY + (r() < 0.5 ? Math.floor(r() * DAY) : Math.floor(r() * 24) * 3_600_000);
  const late = (at: number): number => at + (r() < 0.15 ? Math.floor(r() * 20 * DAY) : r() < 0.5 ? 0 : Math.floor(r() * 60_000));
  const timed = (at: number) => ({ eventTime: iso(at), knownTime: iso(late(at)) });
  const customer = (): string => `c${Math.floor(r() * (size.customers ?? 12))}`;
  const product = (): string => (r() < 0.05 ? 'unknown' : `p${Math.floor(r() * 10)}`);
  const money = (): number => Math.round(r() * 10_000) / 100;
  const currency = (): string | null => pick([null, null, 'USD', 'USD', 'EUR']);
  const repeat = (n: number, make: (k: number) => Record<string, unknown>[]): Record<string, unknown>[] => Array.from({ length: n }, (_, k) => make(k)).flat();
  const events: PlainEvents = {};
  const corrected = (row: Record<string, unknown>, change: Record<string, unknown>): Record<string, unknown>[] => (r() < 0.12 ? [row, { ...row, ...change, knownTime: iso(Date.parse(String(row.knownTime)) + 1 + Math.floor(r() * 30 * DAY)) }] : [row]);
  events.product = repeat(10, (k) => {
    const base = { productId: `p${k}`, category: pick(['Food > Dairy > Milk', 'Food > Bread', 'Food', 'Toys', null]), brand: pick(['a', 'b', 'Ä', null]), price: money(), currency: currency(), active: r() < 0.9 };
    return [{ ...base, ...timed(START - DAY) }, ...(r() < 0.5 ? [{ ...base, category: pick(['Toys > Cars', 'Food > Bread']), price: money(), ...timed(moment()) }] : []), ...(r() < 0.2 ? [{ ...base, price: money(), eventTime: iso(START + 400 * DAY), knownTime: iso(moment()) }] : [])];
  });
  events.customer = repeat(10, (k) => [{ customerId: `c${k}`, country: pick(['DE', 'US', null]), segment: pick(['x', 'y']), birthYear: 1950 + Math.floor(r() * 50), attributes: { tier: pick(['gold', 'silver']) }, ...timed(START + Math.floor(r() * 20) * DAY) }, ...(r() < 0.4 ? [{ customerId: `c${k}`, country: pick(['FR', 'US']), ...timed(moment()) }] : [])]);
  events.order_line = repeat(size.orders ?? 60, (k) => {
    const [at, who] = [moment(), customer()];
    return repeat(1 + Math.floor(r() * 3), (line) => {
      const row = { orderId: `o${k}`, line: line + 1, customerId: who, productId: product(), quantity: r() < 0.05 ? -1 : r() < 0.02 ? 1e12 : 1 + Math.floor(r() * 3), unitPrice: r() < 0.1 ? null : money(), discount: pick([null, 0, 1.5, 2.25]), currency: currency(), channel: pick(['web', 'app', 'store', null]), coupon: pick([null, null, 'SAVE']), ...timed(at) };
      return corrected(row, pick([{ state: 'cancelled' }, { quantity: 5 }, { unitPrice: money(), channel: 'web' }]));
    });
  });
  events.session_event = repeat(size.events ?? 60, (k) => {
    const [at, who] = [moment(), customer()];
    return repeat(1 + Math.floor(r() * 5), (n) => {
      const time = at + n * Math.floor(r() * 120_000);
      return corrected({ sessionId: `s${k}`, eventId: `se${k}-${n}`, customerId: who, kind: pick(['view', 'view', 'search', 'add_to_cart', 'checkout_step', 'error']), productId: r() < 0.2 ? null : product(), device: pick(['phone', 'desktop', null]), durationMs: Math.floor(r() * 60_000), ...timed(time) }, { kind: 'click' });
    });
  });
  events.return = repeat(15, () => [{ orderId: `o${Math.floor(r() * 60)}`, customerId: customer(), productId: product(), quantity: 1, amount: money(), currency: currency(), reason: pick(['size', null]), ...timed(moment()) }]);
  events.review = repeat(60, (k) => corrected({ reviewId: `r${k}`, customerId: customer(), productId: product(), rating: pick([1, 2, 3, 4, 5, null]), title: pick([null, 'Nice', '不错']), text: pick(['I love the colour, very soft', 'Terrible quality, broke and arrived late', '质量很好，物流快', '太小了，不满意', 'Runs small, too tight', 'Rude seller, no refund', '客服态度好，尺码合适', 'Overpriced, too expensive', '很便宜，划算', 'ok', null]), language: pick([null, 'en', 'zh']), ...timed(moment()) }, { text: 'Awful, the fabric is itchy' }));
  events.stock_level = repeat(60, (k) => [{ productId: product(), locationId: pick([null, 'north', 'south']), quantity: pick([0, 0, 1, 3, 20.5]), eventId: `st${k}`, ...timed(moment()) }]);
  events.promotion_exposure = repeat(25, (k) => corrected({ promotionId: pick(['sale', 'mail']), customerId: customer(), channel: `m${k}`, treated: r() < 0.8, cost: 0.25, currency: currency(), ...timed(moment()) }, { treated: false }));
  return events;
}

/** Rows in the order in which they became known: what a store is fed with. */
export function inKnownOrder(events: PlainEvents): { kind: EntityKind; row: Record<string, unknown> }[] {
  return (Object.entries(events) as [EntityKind, Record<string, unknown>[]][]).flatMap(([kind, rows]) => rows.map((row) => ({ kind, row }))).sort((a, b) => Date.parse(String(a.row.knownTime ?? a.row.eventTime)) - Date.parse(String(b.row.knownTime ?? b.row.eventTime)));
}
