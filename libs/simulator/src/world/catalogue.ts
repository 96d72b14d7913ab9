import { DAY_MS, type ShopSpec } from '../shop-spec';
import { RandomStream, runningSum, STREAM } from '../random-stream';
import { BRANDS, CATEGORIES, productName } from './catalogue-words';

/** Dimensions of taste: purchases are a low-rank matrix plus noise. */
export const TASTE = 6;
/** Places of a list. */
export const SLOTS = 8;
/** Share of places filled by chance, so that every product has a known chance to be seen everywhere. */
const EXPLORE = 0.15;
/** How fast the chance of a place falls with the rank of a product in its pool. */
const FALL = 0.6;
/** The shop ranks its lists anew this often. @unit days */
export const RANK_EVERY = 7;
const PRICE_EVERY = 90;

/** Everything true of the products; struct of arrays, by product index. */
export type Catalogue = {
  count: number;
  category: Uint8Array;
  brand: Uint8Array;
  /** list price now */
  price: Float64Array;
  cost: Float64Array;
  /** what nobody sees: sets ratings and returns */
  quality: Float32Array;
  taste: Float32Array;
  popularity: Float32Array;
  /** day of launch, -1: there from the beginning */
  launch: Int32Array;
  names: string[];
  ids: string[];
  /** centre of each category in the space of taste */
  centres: Float32Array;
  /** active products of each category, best first, as the shop ranks them */
  ranked: Int32Array[];
  /** for each pool size: running sum of the chances of its ranks */
  chances: Map<number, Float64Array>;
};

export function makeCatalogue(spec: ShopSpec): Catalogue {
  const { products: count, seed, days } = spec;
  const r = new RandomStream(seed, STREAM.world, 1);
  const centres = Float32Array.from({ length: CATEGORIES.length * TASTE }, () => r.normal());
  const brandQuality = BRANDS.map(() => 0.6 * r.normal());
  const perCategory = new Int32Array(CATEGORIES.length);
  const c: Catalogue = {
    count, centres, category: new Uint8Array(count), brand: new Uint8Array(count), price: new Float64Array(count), cost: new Float64Array(count), quality: new Float32Array(count),
    taste: new Float32Array(count * TASTE), popularity: new Float32Array(count), launch: new Int32Array(count).fill(-1), names: [], ids: [], ranked: [], chances: new Map(),
  };
  for (let p = 0; p < count; p++) {
    r.key(seed, STREAM.world, 2, p);
    // the first ones fill every category, so that a small shop has no empty shelf
    const k = p < 2 * CATEGORIES.length ? p % CATEGORIES.length : r.below(CATEGORIES.length);
    c.category[p] = k;
    c.brand[p] = r.below(BRANDS.length);
    c.quality[p] = 0.5 * r.normal() + brandQuality[c.brand[p]!]!;
    c.price[p] = cents(r.lognormal(CATEGORIES[k]!.price, 0.45) * Math.exp(0.15 * c.quality[p]!));
    c.cost[p] = cents(c.price[p]! * r.between(0.42, 0.68));
    for (let t = 0; t < TASTE; t++) c.taste[p * TASTE + t] = centres[k * TASTE + t]! + 0.7 * r.normal();
    c.popularity[p] = r.lognormal(1, 0.9);
    if (p >= 2 * CATEGORIES.length && r.chance(0.15)) c.launch[p] = RANK_EVERY * r.below(Math.ceil(days / RANK_EVERY));
    c.names.push(productName(BRANDS[c.brand[p]!]!, CATEGORIES[k]!.name, perCategory[k]!++));
    c.ids.push(`p${10_000 + p}`);
  }
  rankLists(c, 0);
  return c;
}

/** Orders each category's active products by popularity. */
export function rankLists(c: Catalogue, day: number): void {
  c.ranked = CATEGORIES.map((_, k) => {
    const list: number[] = [];
    for (let p = 0; p < c.count; p++) if (c.category[p] === k && c.launch[p]! <= day) list.push(p);
    return Int32Array.from(list.sort((a, b) => c.popularity[b]! - c.popularity[a]! || a - b));
  });
}

/**
 * The product at a place of a category's list, and the exact chance with which it came there: place k shows ranks k, k + 8, k + 16, …,
 * the first ones mostly. No product can come twice, and better ranks stand higher.
 */
export function drawSlot(c: Catalogue, category: number, slot: number, r: RandomStream, into: { product: number; propensity: number }): boolean {
  const ranked = c.ranked[category]!;
  const size = Math.floor((ranked.length - 1 - slot) / SLOTS) + 1;
  if (slot >= ranked.length || size < 1) return false;
  const chances = poolChances(c, size);
  const at = r.pick(chances);
  into.product = ranked[slot + at * SLOTS]!;
  into.propensity = chances[at]! - (at > 0 ? chances[at - 1]! : 0);
  return true;
}

function poolChances(c: Catalogue, size: number): Float64Array {
  const known = c.chances.get(size);
  if (known) return known;
  const falling = Float64Array.from({ length: size }, (_, j) => FALL ** j);
  const total = falling.reduce((s, v) => s + v, 0);
  const chances = runningSum(falling.map((v) => (1 - EXPLORE) * (v / total) + EXPLORE / size));
  c.chances.set(size, chances);
  return chances;
}

/** New list price on a product's own quarter day. @returns whether it changed */
export function changePrice(c: Catalogue, spec: ShopSpec, p: number, day: number): boolean {
  if (day === 0 || (day + p) % PRICE_EVERY !== 0 || c.launch[p]! > day) return false;
  const r = new RandomStream(spec.seed, STREAM.catalogue, p, day);
  if (!r.chance(0.6)) return false;
  c.price[p] = cents(c.price[p]! * Math.exp(0.08 * r.normal()));
  return true;
}

export const cents = (money: number): number => Math.max(0.5, Math.round(money * 100) / 100);
export const dayStart = (startMs: number, day: number): number => startMs + day * DAY_MS;
