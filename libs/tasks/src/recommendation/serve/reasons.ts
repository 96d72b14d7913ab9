import type { RecommendationReason } from '@bellwether/contracts';
import type { ItemMatrix } from '../members/item-matrix';
import { likeWhich, type AlignedCatalogue } from './catalogue';
import type { PlacementScores } from './placement-scores';
import type { Recommender } from './recommender';

const MOST_REASONS = 3;
const LEAST_SHARE = 0.05;

type Weighed = { kind: RecommendationReason['kind']; item: number | null; weight: number };

/**
 * What speaks for each item of a list, strongest first. Matrix members tell which event of the history they follow from; the network sees the whole
 * history at once, and its part is told with the newest event. @returns one list of reasons an item
 */
export function reasonsFor(r: Recommender, items: readonly number[], scored: PlacementScores, catalogue: AlignedCatalogue, boosts: { margin: number; promotion: number }): RecommendationReason[][] {
  const found: Weighed[][] = items.map(() => []);
  if (scored.parts.length > 0) historyReasons(scored, items, found);
  else items.forEach((item, k) => found[k]!.push(...plainReasons(r, item, scored, catalogue)));
  items.forEach((item, k) => {
    const total = found[k]!.reduce((s, w) => s + w.weight, 0) || 1;
    if (boosts.promotion > 0 && catalogue.promoted[item] === 1) found[k]!.push({ kind: 'promotion', item: null, weight: (total * boosts.promotion) / (1 + boosts.promotion) });
    if (boosts.margin > 0 && catalogue.margin[item]! > 0) found[k]!.push({ kind: 'margin', item: null, weight: (total * boosts.margin) / (2 + boosts.margin) });
  });
  return found.map((all) => told(r, all));
}

function plainReasons({ similar, state }: Recommender, item: number, { reason, anchors }: PlacementScores, catalogue: AlignedCatalogue): Weighed[] {
  if (anchors.length === 0) return [{ kind: reason, item: reason === 'again' ? item : null, weight: 1 }];
  const found = reason === 'together' ? besideIn(state.together, 'together', anchors, item) : [];
  if (found.length > 0) return found;
  const alike = besideIn(similar, 'similar', anchors, item);
  if (alike.length > 0) return alike;
  const like = likeWhich(catalogue, anchors, item);
  return [like === null ? { kind: 'popular', item: null, weight: 1 } : { kind: 'alike', item: like, weight: 1 }];
}

const besideIn = (matrix: ItemMatrix, kind: RecommendationReason['kind'], anchors: readonly number[], item: number): Weighed[] => anchors.flatMap((a) => {
  for (let at = matrix.start[a]!; at < matrix.start[a + 1]!; at++) if (matrix.other[at] === item && matrix.weight[at]! > 0) return [{ kind, item: a, weight: matrix.weight[at]! }];
  return [];
});

function historyReasons({ parts, history }: PlacementScores, items: readonly number[], found: Weighed[][]): void {
  const last = history.items.length - 1;
  const byItem = items.map(() => new Map<number, number>());
  const add = (k: number, from: number, weight: number): void => void byItem[k]!.set(from, (byItem[k]!.get(from) ?? 0) + weight);
  for (const { member, raw, mean, scale } of parts) {
    const worth = items.map((item) => (raw[item]! - mean) * scale);
    // the list at once: a member walks what it knows of the history one time, not once for each item
    const events = worth.some((w) => w > 0) ? member.explain(history, items) : null;
    worth.forEach((w, k) => {
      if (w <= 0) return;
      if (events) events[k]!.forEach((value, p) => value > 0 && add(k, history.items[p]!, value * scale));
      else if (member.id === 'popular' || member.id === 'recent') found[k]!.push({ kind: 'popular', item: null, weight: w });
      else if (last >= 0) add(k, history.items[last]!, w);
    });
  }
  byItem.forEach((from, k) => {
    for (const [item, weight] of from) found[k]!.push({ kind: 'history', item, weight });
    if (found[k]!.length === 0) found[k]!.push({ kind: 'rest', item: null, weight: 1 });
  });
}

/** Reasons of one kind and item as one, by their share of all that speaks for the item. */
function told({ state }: Recommender, all: readonly Weighed[]): RecommendationReason[] {
  const sums = new Map<string, Weighed>();
  for (const w of all) {
    const key = `${w.kind} ${w.item}`;
    const before = sums.get(key);
    sums.set(key, before ? { ...before, weight: before.weight + w.weight } : w);
  }
  const total = all.reduce((s, w) => s + w.weight, 0);
  const ordered = [...sums.values()].sort((a, b) => b.weight - a.weight).map((w) => ({ kind: w.kind, item: w.item === null ? null : state.itemKeys[w.item]!, share: total === 0 ? 0 : w.weight / total }));
  return ordered.filter((w, k) => k === 0 || w.share >= LEAST_SHARE).slice(0, MOST_REASONS);
}
