import { RandomStream, runningSum, sigmoid, STREAM } from '../random-stream';
import { EVENT, ERRORS, STEPS } from '../rows/shop-tables';
import { DAY_MS } from '../shop-spec';
import { HOUR_WEIGHTS } from '../world/calendar';
import { drawSlot, SLOTS } from '../world/catalogue';
import { CATEGORIES, COUNTRIES } from '../world/catalogue-words';
import { MEMORY } from '../world/customers';
import { Basket } from './basket';
import { giveUpAtCheckout } from './checkout';
import { placeOrder } from './order';
import { categoryPull, customerNumber, deviceOf, utility, type Shop } from './shop';

/** Why somebody comes: with something in mind, to look around, because a campaign brought them, or to defraud. */
export type Purpose = 'purpose' | 'browse' | 'campaign' | 'fraud';
const KEY: Record<Purpose, number> = { purpose: 0, browse: 1, campaign: 2, fraud: 3 };

const HOURS = runningSum(HOUR_WEIGHTS);
/** Chance that a place of a list is looked at. */
const EXAMINED = Array.from({ length: SLOTS }, (_, k) => 1 / (1 + 0.35 * k));
const CLICK = -1.5;
const CART: Record<Purpose, number> = { purpose: 1, browse: -2.4, campaign: 1.2, fraud: 3 };
const TO_CHECKOUT: Record<Purpose, number> = { purpose: 0.93, browse: 0.55, campaign: 1, fraud: 1 };
const LATE_SHARE = 0.015;

/** Makes visits one after another; scratch space is shared between them. */
export class Visitor {
  readonly r = new RandomStream();
  readonly basket = new Basket();
  private readonly pull = new Float64Array(CATEGORIES.length);
  private readonly drawn = { product: 0, propensity: 0 };
  private logged = false;
  i = 0;
  day = 0;
  purpose: Purpose = 'browse';
  session = 0;
  /** now, within the visit @unit ms */
  at = 0;
  /** how long after it happened it becomes known @unit ms */
  lag = 0;
  /** NaN while the shop does not know who it is */
  known = NaN;
  anonymous = 0;
  device = 0;
  private source = 0;

  constructor(readonly shop: Shop) {}

  /** One visit. @returns whether an order was placed */
  make(i: number, day: number, purpose: Purpose): boolean {
    const { shop, r } = this;
    const { customers } = shop;
    r.key(shop.spec.seed, STREAM.session, i, day * 4 + KEY[purpose]);
    this.i = i;
    this.day = day;
    this.purpose = purpose;
    this.basket.clear();
    const country = COUNTRIES[customers.country[i]!]!;
    const local = r.pick(HOURS) * 3_600_000 + r.below(3_600_000);
    this.at = shop.calendar.startMs + day * DAY_MS + ((local - country.offset * 3_600_000 + DAY_MS) % DAY_MS);
    categoryPull(shop, i, this.pull);
    if (purpose === 'purpose' && r.chance(customers.storeShare[i]!)) return this.inStore();
    this.session = ++shop.sessions;
    this.anonymous = deviceOf(customers, i, r);
    this.device = r.chance(0.8) ? customers.device[i]! : r.below(3);
    this.source = purpose === 'campaign' ? 2 : r.below(5);
    this.lag = r.chance(LATE_SHARE) ? Math.floor(3_600_000 * r.between(1, 48)) : 1000 + r.below(60_000);
    this.known = r.chance(0.6) || purpose === 'campaign' ? customerNumber(i) : NaN;
    this.logged = r.unit() < shop.spec.impressionShare;
    this.look();
    return this.checkOut();
  }

  /** A purchase in a shop of bricks: no session, known the next night. */
  private inStore(): boolean {
    const { r, shop, i, basket } = this;
    for (let n = r.chance(0.3) ? 2 : 1; n > 0; n--) {
      if (!this.draw(r.pick(this.pull), r.below(4)) || basket.has(this.drawn.product)) continue;
      const p = this.drawn.product;
      const units = this.unitsOf(p);
      const out = shop.stock.onHand[p]! < units;
      basket.add(p, units, out, false);
      shop.stock.demanded[p]! += units;
    }
    if (!basket.buyable) return false;
    this.known = customerNumber(i);
    placeOrder(this, 'store');
    return true;
  }

  private draw(category: number, slot: number): boolean {
    return drawSlot(this.shop.catalogue, category, slot, this.r, this.drawn);
  }

  /** Lists, product pages, the cart. */
  private look(): void {
    const { r, shop, purpose, i } = this;
    if (purpose === 'fraud') return this.grab();
    const kept = shop.customers.memory[i * MEMORY + r.below(MEMORY)]!;
    if (purpose === 'purpose' && kept >= 0 && r.chance(shop.customers.repeat[i]!)) {
      this.pass(4, 20);
      this.view(kept, NaN);
      this.consider(kept, 0.8);
    }
    const most = purpose === 'browse' ? (r.chance(0.3) ? 2 : 1) : 4;
    for (let n = 0; n < most && (purpose === 'browse' || this.basket.size === 0); n++) this.list(r.chance(0.25) ? 2 : n === 0 ? 0 : 1, this.categoryOfVisit());
    if (this.basket.size > 0 && r.chance(0.25)) this.list(3, CATEGORIES[shop.catalogue.category[this.basket.product[0]!]!]!.with);
    if (purpose === 'campaign') this.settle();
  }

  private categoryOfVisit(): number {
    if (this.purpose !== 'campaign') return this.r.pick(this.pull);
    return this.shop.campaigns[this.shop.campaignState.campaign[this.i]!]!.category;
  }

  /** A list: eight products, what is clicked, what of that is wanted. Placement 2 is a search and begins with its words. */
  private list(placement: number, category: number): void {
    const { r, shop, i } = this;
    const list = ++shop.lists;
    this.pass(3, 25);
    if (placement === 2) {
      const chinese = COUNTRIES[shop.customers.country[i]!]!.language === 'zh';
      this.emit(EVENT.search, NaN, category + (chinese ? CATEGORIES.length : 0), NaN, NaN, list, shop.catalogue.ranked[category]!.length, NaN);
    }
    const shown = this.at;
    for (let slot = 0; slot < SLOTS; slot++) {
      if (!this.draw(category, slot)) break;
      const { product, propensity } = this.drawn;
      if (this.logged) shop.tables.impression.add([++shop.eventIds, shown, shown + this.lag, list, placement, this.session, this.known, this.anonymous, product, slot + 1, propensity]);
      const u = utility(shop, i, product);
      if (r.unit() >= EXAMINED[slot]! * sigmoid(CLICK + u + (this.purpose === 'purpose' ? 0.6 : 0))) continue;
      this.pass(2, 40);
      this.view(product, list);
      this.consider(product, placement === 3 ? 0.5 : 0);
    }
  }

  private view(product: number, list: number): void {
    this.emit(EVENT.view, product, NaN, NaN, NaN, list, NaN, Math.floor(this.r.exponential(18_000)));
    this.pass(5, 60);
  }

  /** From the product page into the cart, if there is any left; if not, something like it, or nothing. */
  private consider(product: number, bonus: number): void {
    const { r, shop, basket } = this;
    if (basket.has(product) || basket.size > 5) return;
    if (r.unit() >= sigmoid(CART[this.purpose] + bonus + utility(shop, this.i, product))) return;
    const units = this.unitsOf(product);
    if (shop.stock.onHand[product]! >= units) {
      this.emit(EVENT.add_to_cart, product, NaN, NaN, NaN, NaN, units, NaN);
      basket.add(product, units, false, false);
      if (this.purpose === 'browse' && r.chance(0.1)) this.emit(EVENT.remove_from_cart, basket.removeLast(), NaN, NaN, NaN, NaN, units, NaN);
      return;
    }
    this.emit(EVENT.error, product, NaN, NaN, ERRORS.indexOf('out_of_stock'), NaN, NaN, NaN);
    basket.add(product, units, true, false);
    if (!r.chance(0.35)) return;
    const other = this.inStock(shop.catalogue.category[product]!, 3);
    if (other < 0) return;
    this.pass(5, 30);
    this.view(other, NaN);
    this.emit(EVENT.add_to_cart, other, NaN, NaN, NaN, NaN, 1, NaN);
    basket.add(other, 1, false, true);
  }

  private unitsOf(product: number): number {
    const again = CATEGORIES[this.shop.catalogue.category[product]!]!.again;
    return 1 + (this.r.chance(0.1 + 0.3 * again) ? 1 + (this.r.chance(0.3) ? 1 : 0) : 0);
  }

  /** A product of the category that is there and not in the basket yet, -1: none was found. */
  private inStock(category: number, tries: number): number {
    for (let n = 0; n < tries; n++) if (this.draw(category, n % SLOTS) && this.shop.stock.onHand[this.drawn.product]! >= 1 && !this.basket.has(this.drawn.product)) return this.drawn.product;
    return -1;
  }

  /** A visit that a campaign made happen buys something, of its category or another. */
  private settle(): void {
    if (this.basket.buyable) return;
    let product = this.inStock(this.categoryOfVisit(), 12);
    for (let k = 0; k < CATEGORIES.length && product < 0; k++) product = this.inStock(k, 6);
    if (product < 0) return;
    this.view(product, NaN);
    this.emit(EVENT.add_to_cart, product, NaN, NaN, NaN, NaN, 1, NaN);
    this.basket.add(product, 1, false, false);
  }

  /** Straight to what is dear and sells again. */
  private grab(): void {
    const { r, shop } = this;
    let best = -1;
    for (let n = 0; n < 6; n++) {
      const product = this.inStock(r.chance(0.7) ? 28 + r.below(4) : r.pick(this.pull), SLOTS);
      if (product >= 0 && (best < 0 || shop.catalogue.price[product]! > shop.catalogue.price[best]!)) best = product;
    }
    if (best < 0) return;
    this.view(best, NaN);
    const units = Math.min(shop.stock.onHand[best]!, 1 + r.below(3));
    this.emit(EVENT.add_to_cart, best, NaN, NaN, NaN, NaN, units, NaN);
    this.basket.add(best, units, false, false);
  }

  /** Through the steps, or not. What was wanted and out counts as asked for when the rest of the way would have been gone. */
  private checkOut(): boolean {
    const { shop, basket, r, purpose } = this;
    if (basket.size === 0 || !r.chance(TO_CHECKOUT[purpose]) || giveUpAtCheckout(this)) return false;
    if (this.withheld()) return false;
    for (let n = 0; n < basket.size; n++) {
      if (basket.instead[n]) shop.stock.substituted[basket.product[n]!]! += basket.units[n]!;
      else shop.stock.demanded[basket.product[n]!]! += basket.units[n]!;
    }
    if (!basket.buyable) return false;
    this.pass(5, 40);
    this.emit(EVENT.checkout_step, NaN, NaN, STEPS.indexOf('done'), NaN, NaN, NaN, NaN);
    placeOrder(this, r.chance(0.3) && this.device === 1 ? 'app' : 'web');
    return true;
  }

  /** Being addressed can put people off: counted in both worlds, done in the real one. */
  private withheld(): boolean {
    const { shop, i, basket, r, purpose } = this;
    const s = shop.campaignState;
    if (purpose !== 'purpose' && purpose !== 'browse') return false;
    if (s.campaign[i]! < 0 || !basket.buyable) return false;
    const lost = r.chance(s.withhold[i]!);
    s.untreatedOrders[i]!++;
    if (!lost) s.treatedOrders[i]!++;
    return lost && s.treated[i] === 1;
  }

  /** Time passes. @unit s */
  pass(from: number, to: number): void {
    this.at += Math.floor(1000 * this.r.between(from, to));
  }

  /** One event of the session; NaN: not said. */
  emit(kind: number, product: number, query: number, step: number, error: number, list: number, value: number, durationMs: number): void {
    this.shop.tables.session_event.add([++this.shop.eventIds, this.at, this.at + this.lag, this.session, this.known, this.anonymous, kind, product, query, step, error, list, value, durationMs, this.device, this.source]);
  }
}
