import { AppError } from '@bellwether/contracts';

/**
 * Where held-out items stood in full rankings of a catalogue. One list is one ranking made for one customer; it may hold several held-out items.
 * Ranks among a sample of the catalogue are refused: they order models differently (BERT4Rec on MovieLens-1M: NDCG@10 .15 in full, .60 against 100 sampled items).
 * @source Krichene and Rendle, "On sampled metrics for item recommendation", 2020
 */
export type RankedLists = {
  /** rank of each held-out item from 1, ties at their mean rank @shape [targets] */
  rank: Float64Array;
  /** list of each held-out item, ascending @shape [targets] */
  list: Int32Array;
  /** training interactions of each held-out item @shape [targets] */
  popularity: Float64Array;
  /** whom each list was made for: the unit of every bootstrap @shape [lists] */
  customer: Int32Array;
  /** items that were ranked, and items of the history that were taken out before @shape [lists] */
  candidates: Int32Array;
  removed: Int32Array;
  /** first items of each list, -1 where it ended @shape [lists, depth] */
  top: Int32Array;
  depth: number;
  /** training interactions of every item @shape [catalogue] */
  itemPopularity: Float64Array;
};

/** @throws AppError INPUT_INVALID when an item that was not taken out was not ranked, or a rank cannot be one */
export function checkFullRanking(lists: RankedLists): void {
  const catalogue = lists.itemPopularity.length;
  lists.candidates.forEach((ranked, l) => {
    if (ranked + lists.removed[l]! !== catalogue)
      throw new AppError({ code: 'INPUT_INVALID', message: `expected ranks among the whole catalogue (${catalogue} items, ${lists.removed[l]} of them taken out as history), received ranks among ${ranked} in list ${l}: sampled metrics are refused`, fix: 'rank every item that is not in the removed history' });
  });
  lists.rank.forEach((rank, t) => {
    if (!(rank >= 1 && rank <= lists.candidates[lists.list[t]!]!)) throw new AppError({ code: 'INPUT_INVALID', message: `expected a rank between 1 and ${lists.candidates[lists.list[t]!]}, received ${rank}`, fix: 'a held-out item must be among the ranked ones: do not take it out as history' });
  });
}

/**
 * Rank of an item by its score among all that are not removed: 1 + those above + half of those that tie.
 * @param removed 1 where an item is taken out, null: nothing is @shape scores, removed: [catalogue]
 */
export function meanRank(scores: ArrayLike<number>, item: number, removed: Uint8Array | null): number {
  const own = scores[item]!;
  let above = 0;
  let equal = 0;
  for (let i = 0; i < scores.length; i++) {
    const s = scores[i]!;
    if (s < own || (removed !== null && removed[i] === 1)) continue;
    if (s > own) above++;
    else if (i !== item) equal++;
  }
  return 1 + above + equal / 2;
}

/** A view in which each held-out item is a list of its own: for segments by what was held out. */
export function listPerTarget(lists: RankedLists): RankedLists {
  const { list, depth } = lists;
  const take = (values: Int32Array): Int32Array => Int32Array.from(list, (l) => values[l]!);
  const top = new Int32Array(list.length * depth);
  list.forEach((l, t) => top.set(lists.top.subarray(l * depth, (l + 1) * depth), t * depth));
  return { ...lists, list: Int32Array.from(list, (_, t) => t), customer: take(lists.customer), candidates: take(lists.candidates), removed: take(lists.removed), top };
}
