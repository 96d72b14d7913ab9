import { checkFullRanking, type RankedLists } from './ranked-lists';
import type { RatioColumns } from './ratio-bootstrap';

export const RANKING_DEPTHS = [10, 20] as const;
/** Depth of the metrics about what is shown. */
export const SHOWN_DEPTH = 10;
/** Weight of a held-out item is popularity^-0.5. @source Steck, "Item popularity and recommendation accuracy", 2011 */
const STRATIFICATION = 0.5;

/** Metrics that the ranks alone decide: two runs are compared by these. */
export const RANK_KEYS: readonly string[] = [...RANKING_DEPTHS.flatMap((k) => [`ndcg_${k}`, `hr_${k}`, `recall_${k}`, `mrr_${k}`]), 'mrr', 'recall_10_stratified'];

const discount = (rank: number): number => 1 / Math.log2(1 + rank);

/** Discounted gain of 0, 1, 2, ... right items at the top. */
const IDEAL = Float64Array.from({ length: Math.max(...RANKING_DEPTHS) + 1 }, () => 0);
for (let n = 1; n < IDEAL.length; n++) IDEAL[n] = IDEAL[n - 1]! + discount(n);

type Ranks = Pick<RankedLists, 'rank' | 'list' | 'popularity' | 'customer'>;

/** A row a list: what each metric earned on it. */
export function rankColumns(lists: Ranks): RatioColumns {
  const count = lists.customer.length;
  const column = (): Float64Array => new Float64Array(count);
  const targets = column();
  const best = column().fill(Number.POSITIVE_INFINITY);
  const hits = RANKING_DEPTHS.map(column);
  const gains = RANKING_DEPTHS.map(column);
  const weighted = column();
  const weights = column();
  lists.rank.forEach((rank, t) => {
    const l = lists.list[t]!;
    targets[l]! += 1;
    best[l] = Math.min(best[l]!, rank);
    RANKING_DEPTHS.forEach((k, d) => {
      if (rank > k) return;
      hits[d]![l]! += 1;
      gains[d]![l]! += discount(rank);
    });
    // an item never seen in training counts as one seen once
    const weight = Math.max(1, lists.popularity[t]!) ** -STRATIFICATION;
    weights[l]! += weight;
    if (rank <= SHOWN_DEPTH) weighted[l]! += weight;
  });
  const perDepth = RANKING_DEPTHS.flatMap((k, d) => [
    gains[d]!.map((g, l) => g / IDEAL[Math.min(k, targets[l]!)]!),
    hits[d]!.map((h) => (h > 0 ? 1 : 0)),
    hits[d]!.map((h, l) => h / targets[l]!),
    best.map((rank) => (rank <= k ? 1 / rank : 0)),
  ]);
  return { keys: RANK_KEYS, group: lists.customer, top: [...perDepth, best.map((rank) => 1 / rank), weighted], bottom: [...perDepth.map(() => null), null, weights] };
}

/** The same with what was shown: novelty and popularity lift. @throws AppError INPUT_INVALID unless every list ranks the whole catalogue */
export function rankingColumns(lists: RankedLists): RatioColumns {
  checkFullRanking(lists);
  const base = rankColumns(lists);
  const count = lists.customer.length;
  const total = lists.itemPopularity.reduce((sum, n) => sum + n, 0);
  const targets = new Float64Array(count);
  const chosen = new Float64Array(count);
  lists.rank.forEach((_, t) => {
    targets[lists.list[t]!]! += 1;
    chosen[lists.list[t]!]! += lists.popularity[t]!;
  });
  const [novelty, shown, popularity, chosenMean] = [new Float64Array(count), new Float64Array(count), new Float64Array(count), chosen.map((sum, l) => sum / targets[l]!)];
  for (let l = 0; l < count; l++) {
    for (const item of shownItems(lists, l)) {
      const n = lists.itemPopularity[item]!;
      novelty[l]! -= Math.log2(Math.max(1, n) / Math.max(1, total));
      popularity[l]! += n;
      shown[l]! += 1;
    }
    if (shown[l]! > 0) popularity[l]! /= shown[l]!;
  }
  return { keys: [...base.keys, 'novelty_10', 'popularity_lift_10'], group: base.group, top: [...base.top, novelty, popularity], bottom: [...base.bottom, shown, chosenMean] };
}

/** The first items of a list, without the places beyond its end. */
export function shownItems(lists: Pick<RankedLists, 'top' | 'depth'>, list: number): Int32Array {
  const items = lists.top.subarray(list * lists.depth, list * lists.depth + Math.min(lists.depth, SHOWN_DEPTH));
  const end = items.indexOf(-1);
  return end < 0 ? items : items.subarray(0, end);
}
