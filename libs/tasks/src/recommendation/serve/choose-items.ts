import type { RecommendationRules } from '@bellwether/contracts';
import { largest } from '../standardise';
import { narrowest, type AlignedCatalogue } from './catalogue';
import type { Recommender } from './recommender';

/** Items that variety chooses among. */
const DIVERSE_POOL = 100;
/** How alike two items of one category count. */
const SAME_CATEGORY = 0.7;

/** Adds what the shop wants beside relevance, in standard deviations of the scores that can be ranked. */
export function boost(scores: Float32Array, catalogue: AlignedCatalogue, { margin, promotion }: RecommendationRules['boosts']): void {
  if (margin === 0 && promotion === 0) return;
  let n = 0;
  let sum = 0;
  let squares = 0;
  for (const s of scores) {
    if (s === Number.NEGATIVE_INFINITY) continue;
    n++;
    sum += s;
    squares += s * s;
  }
  const deviation = Math.sqrt(Math.max(0, squares / Math.max(1, n) - (sum / Math.max(1, n)) ** 2)) || 1;
  for (let i = 0; i < scores.length; i++) scores[i]! += deviation * (margin * catalogue.margin[i]! + promotion * catalogue.promoted[i]!);
}

/** The list, best first, and the next best behind it. */
export type Chosen = { list: number[]; next: number[] };

/**
 * Takes the best, kept apart from each other as far as is asked for: each next item is worth its score less its likeness to what is chosen.
 * @param next how many of the next best are wanted
 * @source Carbonell and Goldstein, "The use of MMR", 1998
 */
export function chooseItems(r: Recommender, scores: Float32Array, catalogue: AlignedCatalogue, rules: Pick<RecommendationRules, 'diversity' | 'maxPerCategory'>, limit: number, next: number): Chosen {
  const plain = rules.diversity === 0 && rules.maxPerCategory === null;
  const order = Array.from(largest(scores, plain ? limit + next : Math.max(DIVERSE_POOL, limit * 4) + next));
  if (plain) return { list: order.slice(0, limit), next: order.slice(limit, limit + next) };
  const list = varied(r, scores, catalogue, rules, order, limit);
  const taken = new Set(list);
  return { list, next: order.filter((i) => !taken.has(i)).slice(0, next) };
}

function varied(r: Recommender, scores: Float32Array, catalogue: AlignedCatalogue, { diversity, maxPerCategory }: Pick<RecommendationRules, 'diversity' | 'maxPerCategory'>, order: readonly number[], limit: number): number[] {
  const pool = order.slice(0, Math.max(DIVERSE_POOL, limit * 4));
  const [top, bottom] = [scores[pool[0]!] ?? 0, scores[pool.at(-1)!] ?? 0];
  const relevance = pool.map((i) => (top === bottom ? 1 : (scores[i]! - bottom) / (top - bottom)));
  const likeness = pool.map(() => 0);
  const perCategory = new Map<string, number>();
  const category = pool.map((i) => narrowest(catalogue.categories[i]!));
  const left = new Set(pool.keys());
  const list: number[] = [];
  while (list.length < limit && left.size > 0) {
    let best = -1;
    let value = Number.NEGATIVE_INFINITY;
    for (const k of left) {
      if (maxPerCategory !== null && category[k] !== null && (perCategory.get(category[k]!) ?? 0) >= maxPerCategory) continue;
      const v = (1 - diversity) * relevance[k]! - diversity * likeness[k]!;
      if (v > value) [best, value] = [k, v];
    }
    if (best < 0) break;
    left.delete(best);
    list.push(pool[best]!);
    if (category[best] !== null) perCategory.set(category[best]!, (perCategory.get(category[best]!) ?? 0) + 1);
    if (diversity > 0) for (const k of left) likeness[k] = Math.max(likeness[k]!, alike(r, pool[best]!, pool[k]!, category[best] !== null && category[best] === category[k]));
  }
  return list;
}

function alike({ similar }: Recommender, a: number, b: number, sameCategory: boolean): number {
  let weight = 0;
  const most = similar.weight[similar.start[a]!] ?? 0;
  for (let at = similar.start[a]!; at < similar.start[a + 1]!; at++) if (similar.other[at] === b) weight = similar.weight[at]!;
  return Math.max(sameCategory ? SAME_CATEGORY : 0, most > 0 ? weight / most : 0);
}
