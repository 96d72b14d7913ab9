import { RandomStream, STREAM } from '../random-stream';
import { PAYMENT } from '../rows/shop-tables';
import { DAY_MS } from '../shop-spec';
import { CATEGORIES, COUNTRIES } from '../world/catalogue-words';
import { writeReview, type Aspect } from '../world/review-text';
import { customerNumber, type Shop } from './shop';

type Line = { order: number; line: number; i: number; p: number; units: number; net: number; day: number; fraud: boolean };

/** Keeps for a later day. Bounded: nothing lies further ahead than a chargeback can; what falls after the last day never happens. */
function later(shop: Shop, day: number, due: (shop: Shop) => void): void {
  if (day >= shop.spec.days) return;
  const list = shop.due.get(day);
  if (list) list.push(due);
  else shop.due.set(day, [due]);
}

/** Writes what is due today. */
export function settleDue(shop: Shop, day: number): void {
  for (const due of shop.due.get(day) ?? []) due(shop);
  shop.due.delete(day);
}

/** Draws what becomes of a line: it may come back, be written about, or, when it was fraud, be charged back weeks later. */
export function expectAfter(shop: Shop, line: Line): void {
  const { catalogue, customers, spec } = shop;
  const r = new RandomStream(spec.seed, STREAM.after, line.order, line.line);
  if (line.fraud) {
    if (line.line === 1 && r.chance(0.85)) chargeBack(shop, line, r);
    return;
  }
  const traits = CATEGORIES[catalogue.category[line.p]!]!;
  const comesBack = Math.min(0.8, traits.returns * customers.returner[line.i]! * Math.exp(-0.9 * catalogue.quality[line.p]!));
  if (r.chance(comesBack)) giveBack(shop, line, r);
  if (r.chance(0.07)) review(shop, line, r);
}

const moment = (shop: Shop, day: number, r: RandomStream): number => shop.calendar.startMs + day * DAY_MS + 8 * 3_600_000 + r.below(12 * 3_600_000);

function chargeBack(shop: Shop, line: Line, r: RandomStream): void {
  const outcome = r.chance(0.8) ? PAYMENT.chargeback : PAYMENT.fraud;
  const day = line.day + 20 + r.below(41);
  const at = moment(shop, day, r);
  later(shop, day, (s) => s.tables.payment.add([++s.eventIds, at, at + 3_600_000, line.order, customerNumber(line.i), 'card', outcome, Math.round(line.net * 100) / 100, 0, null, null, null]));
}

function giveBack(shop: Shop, line: Line, r: RandomStream): void {
  const day = line.day + 4 + r.below(18);
  const at = moment(shop, day, r);
  const units = 1 + r.below(line.units);
  const amount = Math.round((line.net / line.units) * units * 100) / 100;
  const poor = shop.catalogue.quality[line.p]! < -0.3;
  const reason = r.chance(poor ? 0.6 : 0.2) ? 'defective' : r.chance(0.6) ? 'does not fit' : 'changed my mind';
  later(shop, day, (s) => {
    s.tables.return.add([++s.eventIds, at, at + 7_200_000, line.order, customerNumber(line.i), line.p, units, amount, 0, reason]);
    s.tables.payment.add([++s.eventIds, at + 86_400_000, at + 90_000_000, line.order, customerNumber(line.i), 'transfer', PAYMENT.refunded, amount, 0, null, null, null]);
  });
}

/** Stars follow quality with noise; what is said about an aspect follows what was felt about it. */
function review(shop: Shop, line: Line, r: RandomStream): void {
  const q = shop.catalogue.quality[line.p]!;
  const feel = (centre: number): number => Math.max(-1, Math.min(1, centre + 0.5 * r.normal()));
  const feelings: Record<Aspect, number> = { quality: feel(0.2 + q), delivery: feel(0.4), price: feel(0.2 - 0.3 * (shop.customers.priceSensitivity[line.i]! - 1)), fit: feel(0.3 + 0.5 * q) };
  const rating = Math.max(1, Math.min(5, Math.round(3.7 + 1.3 * q + 0.6 * feelings.quality + 0.6 * r.normal())));
  const { language } = COUNTRIES[shop.customers.country[line.i]!]!;
  const day = line.day + 3 + r.below(28);
  const at = moment(shop, day, r);
  later(shop, day, (s) => {
    const n = ++s.reviews;
    const { title, text } = writeReview(rating, feelings, language, r);
    s.tables.review.add([n, at, at + 60_000, n, customerNumber(line.i), line.p, rating, title, text, language === 'zh' ? 1 : 0]);
    s.truth('review', { reviewId: `r${n}`, ...feelings });
  });
}
