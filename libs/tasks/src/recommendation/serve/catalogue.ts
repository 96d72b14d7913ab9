import type { CatalogueItem } from '@bellwether/contracts';
import type { ItemAttributes } from '../attributes';

/** What the shop knows of its items now, as the pipeline hands it over: one object for as long as nothing changes. */
export type CatalogueFacts = { items: readonly CatalogueItem[] };

/** The same, item by item of the model. What is not known falls back to what training saw. */
export type AlignedCatalogue = {
  /** 1: may be shown @shape [items] */
  active: Uint8Array;
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
    active: new Uint8Array(n).fill(1), stock: new Float64Array(n).fill(Number.NaN), price: Float64Array.from(attributes.price), margin: new Float64Array(n), promoted: new Uint8Array(n),
    categories: itemKeys.map((_, i) => trained(i)),
  };
  if (facts === null || facts.items.length === 0) return out;
  const known = new Map(facts.items.map((item) => [item.item, item]));
  const margins = new Float64Array(n).fill(Number.NaN);
  itemKeys.forEach((key, i) => {
    const item = known.get(key);
    if (!item) return;
    out.active[i] = item.active ? 1 : 0;
    out.promoted[i] = item.promoted ? 1 : 0;
    if (item.stock !== null) out.stock[i] = item.stock;
    if (item.price !== null) out.price[i] = item.price;
    if (item.margin !== null) margins[i] = item.margin;
    if (item.category !== null) out.categories[i] = item.category.split('>').map((part) => part.trim()).filter(Boolean);
  });
  const given = margins.filter((m) => !Number.isNaN(m));
  const mean = given.reduce((s, m) => s + m, 0) / Math.max(1, given.length);
  const deviation = Math.sqrt(given.reduce((s, m) => s + (m - mean) ** 2, 0) / Math.max(1, given.length));
  if (deviation > 0) margins.forEach((m, i) => (out.margin[i] = Number.isNaN(m) ? 0 : (m - mean) / deviation));
  return out;
}
