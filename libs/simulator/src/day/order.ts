import { RandomStream, STREAM } from '../random-stream';
import { CHANNELS, PAYMENT } from '../rows/shop-tables';
import { DAY_MS } from '../shop-spec';
import { EMAIL_DOMAINS, REGIONS } from '../world/catalogue-words';
import { MEMORY } from '../world/customers';
import { scramble } from '../world/fraud-rings';
import { expectAfter } from './aftermath';
import { customerNumber, type Shop } from './shop';
import type { Visitor } from './visit';

const hex = (n: number): string => n.toString(16).padStart(8, '0');

/** Turns what of the basket is there into an order: lines, what is corrected later, the payment, and what follows in the weeks after. */
export function placeOrder(v: Visitor, channel: 'web' | 'app' | 'store'): void {
  const { shop, basket, i } = v;
  const order = ++shop.orders;
  const r = new RandomStream(shop.spec.seed, STREAM.after, order, 0);
  const known = channel === 'store' ? nextNight(shop, v.day, r) : v.at + 500 + r.below(4000);
  let line = 0;
  let total = 0;
  for (let n = 0; n < basket.size; n++) {
    if (basket.out[n]) continue;
    const p = basket.product[n]!;
    const units = Math.min(basket.units[n]!, shop.stock.onHand[p]!);
    if (units <= 0) continue;
    shop.stock.take(p, units);
    const price = shop.catalogue.price[p]!;
    const cut = shop.cut[shop.catalogue.category[p]!]! + (v.purpose === 'campaign' ? 0.1 : 0);
    const discount = Math.round(price * units * cut * 100) / 100;
    writeLine(v, { order, line: ++line, p, units, price, discount, known, channel: CHANNELS.indexOf(channel), r });
    const net = price * units - discount;
    total += net;
    remember(shop, i, p);
    expectAfter(shop, { order, line, i, p, units, net, day: v.day, fraud: v.purpose === 'fraud' });
  }
  if (line === 0) return;
  writePayment(v, order, total, known, channel, r);
  afterOrder(shop, v, r);
}

/** Batches of the stores arrive between three and four in the morning after. */
const nextNight = (shop: Shop, day: number, r: RandomStream): number => shop.calendar.startMs + (day + 1) * DAY_MS + 3 * 3_600_000 + r.below(3_600_000);

type Line = { order: number; line: number; p: number; units: number; price: number; discount: number; known: number; channel: number; r: RandomStream };

/** A line, and seldom its correction: cancelled, another quantity, or a slip of the keyboard that is taken back minutes later. */
function writeLine(v: Visitor, { order, line, p, units, price, discount, known, channel, r }: Line): void {
  const { shop } = v;
  const id = ++shop.orderLines;
  const write = (knownMs: number, quantity: number, state: number): void =>
    shop.tables.order_line.add([id, v.at, knownMs, order, line, customerNumber(v.i), channel === 2 ? null : v.anonymous, p, quantity, price, quantity === units ? discount : Math.round((discount / units) * quantity * 100) / 100, 0, state, v.purpose === 'campaign' ? 'WELCOME10' : null, channel]);
  const correct = (first: number, later: number, quantity: number, state: number): void => {
    write(later, quantity, state);
    shop.superseded('order_line', `ol${id}`, first, later);
  };
  const fate = r.unit();
  if (fate < 0.00002) {
    write(known, units * 10_000, 0);
    correct(known, known + 60_000 * (2 + r.below(10)), units * 10_000, 1);
    return;
  }
  write(known, units, 0);
  if (fate < 0.02) correct(known, known + Math.floor(3_600_000 * r.between(2, 72)), units, 1);
  else if (fate < 0.03) correct(known, known + Math.floor(3_600_000 * r.between(12, 120)), units + 1, 0);
}

function writePayment(v: Visitor, order: number, total: number, known: number, channel: string, r: RandomStream): void {
  const { shop, i } = v;
  const ring = v.purpose === 'fraud' ? shop.rings[shop.customers.ring[i]!]! : null;
  const head = shop.customers.household[i]!;
  const payer = head !== i && r.chance(0.4) ? head : i;
  const [card, device, address] = ring ? [ring.cards[r.below(3)]!, ring.devices[r.below(2)]!, ring.addresses[r.below(2)]!] : [scramble(payer, 0x77), v.anonymous, scramble(head, r.chance(0.8) ? 0x31 : 0x32)];
  const method = ring ? 'card' : r.chance(0.6) ? 'card' : r.chance(0.75) ? 'wallet' : 'transfer';
  shop.tables.payment.add([++shop.eventIds, v.at + 1500, known + 1500, order, customerNumber(i), method, PAYMENT.authorised, Math.round(total * 100) / 100, 0, method === 'card' ? `k${hex(card)}` : null, channel === 'store' ? null : `d${hex(device)}`, channel === 'store' ? null : `n${hex(address)}`]);
  if (ring) shop.truth('fraud_order', { orderId: `o${order}`, ringId: ring.id });
}

function remember({ customers }: Shop, i: number, p: number): void {
  const { memory } = customers;
  const at = i * MEMORY;
  if (memory.subarray(at, at + MEMORY).includes(p)) return;
  memory.copyWithin(at + 1, at, at + MEMORY - 1);
  memory[at] = p;
}

/** A natural order may be the last one; some orders change what the shop calls the customer. */
function afterOrder(shop: Shop, v: Visitor, r: RandomStream): void {
  const { customers } = shop;
  const { i, day } = v;
  customers.lastOrder[i] = day;
  const orders = ++customers.orders[i]!;
  if ((v.purpose === 'purpose' || v.purpose === 'browse') && r.chance(customers.dropout[i]!)) customers.gone[i] = 1;
  const segment = orders === 1 ? 'first order' : orders === 4 ? 'regular' : orders === 12 ? 'loyal' : null;
  if (segment) writeCustomer(shop, i, v.at + 60_000, segment);
}

/** The facts of a customer, as known from then on. */
export function writeCustomer(shop: Shop, i: number, at: number, segment: string | null): void {
  const c = shop.customers;
  shop.tables.customer.add([++shop.eventIds, at, at, customerNumber(i), scramble(i * 2, 0x51ab), c.country[i]!, REGIONS[c.country[i]!]![c.region[i]!]!, segment, EMAIL_DOMAINS[c.email[i]!]!, c.birthYear[i]!, c.consent[i]!]);
}
