import type { Placement, Recommendation, RecommendationRules } from '@bellwether/contracts';
import type { History } from '../sequences';
import type { AlignedCatalogue } from './catalogue';
import type { Recommender } from './recommender';

export type Removed = Recommendation['removed'];

/**
 * Puts out of the ranking what must not be shown, and counts by which rule. What is not known of an item does not hide it.
 * @param scores −∞ where an item is out @shape [items]
 */
export function filterItems(r: Recommender, scores: Float32Array, catalogue: AlignedCatalogue, rules: RecommendationRules, placement: Placement, history: History, only: Uint8Array | null): Removed {
  const { filters } = rules;
  const removed: Removed = { withdrawn: 0, stock: 0, category: 0, price: 0, bought: 0, hidden: 0 };
  const { withdrawn, soldOut, price, categories } = catalogue;
  const out = (i: number, rule: keyof Removed): void => {
    if (scores[i] === Number.NEGATIVE_INFINITY) return;
    scores[i] = Number.NEGATIVE_INFINITY;
    removed[rule]++;
  };
  // one rule after another, each only where it is set: what walks the whole catalogue costs every list
  for (const i of withdrawn) out(i, 'withdrawn');
  for (const key of filters.hide) {
    const i = r.itemOf.get(key);
    if (i !== undefined) out(i, 'hidden');
  }
  if (filters.inStock) for (const i of soldOut) out(i, 'stock');
  if (filters.categories.length > 0 || filters.hideCategories.length > 0 || only !== null) {
    const wanted = new Set(filters.categories);
    const unwanted = new Set(filters.hideCategories);
    for (let i = 0; i < scores.length; i++) {
      const own = categories[i]!;
      if ((wanted.size > 0 && !own.some((c) => wanted.has(c))) || (unwanted.size > 0 && own.some((c) => unwanted.has(c))) || only?.[i] === 0) out(i, 'category');
    }
  }
  const { priceMin, priceMax } = filters;
  if (priceMin !== null) for (let i = 0; i < scores.length; i++) if (price[i]! < priceMin) out(i, 'price');
  if (priceMax !== null) for (let i = 0; i < scores.length; i++) if (price[i]! > priceMax) out(i, 'price');
  if (hideBought(r, filters.alreadyBought, placement)) for (const i of history.items) out(i, 'bought');
  return removed;
}

const hideBought = ({ state }: Recommender, filter: RecommendationRules['filters']['alreadyBought'], placement: Placement): boolean =>
  filter === 'hide' ? placement !== 'buy-again' : filter === 'auto' && state.removeHistory && placement !== 'buy-again';
