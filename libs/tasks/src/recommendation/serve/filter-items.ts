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
  const hidden = new Set(filters.hide);
  const wanted = new Set(filters.categories);
  const unwanted = new Set(filters.hideCategories);
  const bought = hideBought(r, filters.alreadyBought, placement) ? new Set(history.items) : null;
  const ruleOf = (i: number): keyof Removed | null => {
    if (catalogue.active[i] === 0) return 'withdrawn';
    if (hidden.has(r.state.itemKeys[i]!)) return 'hidden';
    if (filters.inStock && catalogue.stock[i]! <= 0) return 'stock';
    const own = catalogue.categories[i]!;
    if ((wanted.size > 0 && !own.some((c) => wanted.has(c))) || (unwanted.size > 0 && own.some((c) => unwanted.has(c))) || only?.[i] === 0) return 'category';
    const price = catalogue.price[i]!;
    if ((filters.priceMin !== null && price < filters.priceMin) || (filters.priceMax !== null && price > filters.priceMax)) return 'price';
    return bought?.has(i) ? 'bought' : null;
  };
  for (let i = 0; i < scores.length; i++) {
    if (scores[i] === Number.NEGATIVE_INFINITY) continue;
    const rule = ruleOf(i);
    if (rule === null) continue;
    scores[i] = Number.NEGATIVE_INFINITY;
    removed[rule]++;
  }
  return removed;
}

const hideBought = ({ state }: Recommender, filter: RecommendationRules['filters']['alreadyBought'], placement: Placement): boolean =>
  filter === 'hide' ? placement !== 'buy-again' : filter === 'auto' && state.removeHistory && placement !== 'buy-again';
