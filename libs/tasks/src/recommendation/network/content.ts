import type { ItemContent } from '@bellwether/model';
import type { ItemAttributes } from '../attributes';
import { textHash } from '../cases';

const PRICE_BANDS = 10;
const TEXT_SLOTS = 1024;
const WORDS_PER_ITEM = 8;

/**
 * Feature ids of every item: a slot for each level of its categories, one for its price band, hashed ones for its words.
 * @returns null when nothing is known of any item
 */
export function itemContent({ categories, price, text }: ItemAttributes, contentOnly: number): ItemContent | null {
  const items = price.length;
  const bands = priceBands(price);
  const words = text.some((t) => t !== null);
  const perItem = categories.length + (bands ? 1 : 0) + (words ? WORDS_PER_ITEM : 0);
  if (perItem === 0) return null;
  const features = new Int32Array((items + 1) * perItem);
  let slot = 1;
  let column = 0;
  for (const { levels, of } of categories) {
    of.forEach((level, i) => (features[(i + 1) * perItem + column] = level < 0 ? 0 : slot + level));
    slot += levels.length;
    column++;
  }
  if (bands) {
    bands.forEach((band, i) => (features[(i + 1) * perItem + column] = band < 0 ? 0 : slot + band));
    slot += PRICE_BANDS;
    column++;
  }
  if (words) {
    text.forEach((t, i) => wordSlots(t).forEach((w, k) => (features[(i + 1) * perItem + column + k] = slot + w)));
    slot += TEXT_SLOTS;
  }
  return { features, perItem, vocabulary: slot - 1, contentOnly };
}

/** Deciles of the known prices; null where fewer than two differ. */
function priceBands(price: Float64Array): Int32Array | null {
  const known = price.filter((p) => !Number.isNaN(p)).sort();
  if (known.length === 0 || known[0] === known.at(-1)) return null;
  const cuts = Array.from({ length: PRICE_BANDS - 1 }, (_, k) => known[Math.floor(((k + 1) * known.length) / PRICE_BANDS)]!);
  return Int32Array.from(price, (p) => (Number.isNaN(p) ? -1 : cuts.filter((c) => p >= c).length));
}

/** Words and, for scripts without spaces, pairs of characters, as slots; the first few that differ. */
function wordSlots(text: string | null): number[] {
  if (text === null) return [];
  const words = text.toLowerCase().match(/[\p{L}\p{N}]+/gu) ?? [];
  const parts = words.flatMap((w) => (/[\u3040-\u30ff\u4e00-\u9fff\uac00-\ud7af]/u.test(w) ? Array.from({ length: Math.max(1, w.length - 1) }, (_, i) => w.slice(i, i + 2)) : [w]));
  return [...new Set(parts.map((w) => textHash(w) % TEXT_SLOTS))].slice(0, WORDS_PER_ITEM);
}
