import type { CatalogueItem } from '@bellwether/contracts';
import type { ItemAttributes } from '../attributes';

/** What the shop knows of its items now, as the pipeline hands it over: one object for as long as nothing changes. */
export type CatalogueFacts = { items: readonly CatalogueItem[] };

/** The same, item by item of the model. What is not known falls back to what training saw. */
export type AlignedCatalogue = {
  /** null: nobody has said one @shape [items] */
  name: (string | null)[];
  /** 1: may be shown @shape [items] */
  active: Uint8Array;
  /** items that may not be shown, and those that are known to be out of stock: few, so that a list need not walk the catalogue for them */
  withdrawn: Int32Array;
  soldOut: Int32Array;
  /** NaN: not known @shape [items] */
  stock: Float64Array;
  price: Float64Array;
  /** standard deviations above the mean of known margins, 0 where none is known @shape [items] */
  margin: Float64Array;
  promoted: Uint8Array;
  /** every category of the item, broad to narrow @shape [items] */
  categories: (readonly string[])[];
};

const NARROWEST = -1;

/** The category that lists are kept varied by. */
export const narrowest = (categories: readonly string[]): string | null => categories.at(NARROWEST) ?? null;

export function alignCatalogue(itemKeys: readonly string[], attributes: ItemAttributes, facts: CatalogueFacts | null): AlignedCatalogue {
  const n = itemKeys.length;
  const trained = (i: number): string[] => attributes.categories.flatMap(({ levels, of }) => (of[i]! < 0 ? [] : [levels[of[i]!]!]));
  const out: AlignedCatalogue = {
    name: [...attributes.text], active: new Uint8Array(n).fill(1), withdrawn: new Int32Array(0), soldOut: new Int32Array(0), stock: new Float64Array(n).fill(Number.NaN), price: Float64Array.from(attributes.price), margin: new Float64Array(n), promoted: new Uint8Array(n),
    categories: itemKeys.map((_, i) => trained(i)),
  };
  if (facts === null || facts.items.length === 0) return out;
  const known = new Map(facts.items.map((item) => [item.item, item]));
  const margins = new Float64Array(n).fill(Number.NaN);
  itemKeys.forEach((key, i) => {
    const item = known.get(key);
    if (!item) return;
    out.name[i] = item.name?.trim() || out.name[i]!;
    out.active[i] = item.active ? 1 : 0;
    out.promoted[i] = item.promoted ? 1 : 0;
    if (item.stock !== null) out.stock[i] = item.stock;
    if (item.price !== null) out.price[i] = item.price;
    if (item.margin !== null) margins[i] = item.margin;
    if (item.category !== null) out.categories[i] = item.category.split('>').map((part) => part.trim()).filter(Boolean);
  });
  const all = Int32Array.from({ length: n }, (_, i) => i);
  out.withdrawn = all.filter((i) => out.active[i] === 0);
  out.soldOut = all.filter((i) => out.stock[i]! <= 0);
  const given = margins.filter((m) => !Number.isNaN(m));
  const mean = given.reduce((s, m) => s + m, 0) / Math.max(1, given.length);
  const deviation = Math.sqrt(given.reduce((s, m) => s + (m - mean) ** 2, 0) / Math.max(1, given.length));
  if (deviation > 0) margins.forEach((m, i) => (out.margin[i] = Number.isNaN(m) ? 0 : (m - mean) / deviation));
  return out;
}

/** What a like price counts against a shared category. */
const PRICE_SHARE = 0.3;
/** Prices closer than this, the smaller over the greater, are alike. */
const LIKE_PRICE = 0.8;

const priceLikeness = (a: number, b: number): number => (a > 0 && b > 0 ? Math.min(a / b, b / a) : 0);

/** How alike each item is to some of them: the share of their categories that it has, and how near its price lies. @shape returns [items] */
export function likenessTo({ categories, price }: AlignedCatalogue, anchors: readonly number[]): Float32Array {
  const worth = new Map<string, number>();
  for (const a of anchors) for (const c of categories[a]!) worth.set(c, (worth.get(c) ?? 0) + 1 / categories[a]!.length);
  const prices = anchors.map((a) => price[a]!).filter((p) => p > 0);
  return Float32Array.from(categories, (own, i) => own.reduce((sum, c) => sum + (worth.get(c) ?? 0), 0) + PRICE_SHARE * prices.reduce((sum, p) => sum + priceLikeness(p, price[i]!), 0));
}

/** The first of some items that this one is visibly like, by a category or else by its price; null: by neither. */
export const likeWhich = ({ categories, price }: AlignedCatalogue, anchors: readonly number[], item: number): number | null =>
  anchors.find((a) => categories[a]!.some((c) => categories[item]!.includes(c))) ?? anchors.find((a) => priceLikeness(price[a]!, price[item]!) >= LIKE_PRICE) ?? null;
