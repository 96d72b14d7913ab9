/** head: the most popular items that take the first half of all interactions; middle: the next 30 %; tail: the rest; new: never seen in training. */
export const POPULARITY_GROUPS = ['head', 'middle', 'tail', 'new'] as const;
export type PopularityGroup = (typeof POPULARITY_GROUPS)[number];

const HEAD_SHARE = 0.5;
const MIDDLE_SHARE = 0.8;

/** @param itemPopularity training interactions of every item @shape [catalogue] → [catalogue] */
export function popularityGroups(itemPopularity: ArrayLike<number>): PopularityGroup[] {
  const order = Array.from(itemPopularity, (_, i) => i).sort((a, b) => itemPopularity[b]! - itemPopularity[a]! || a - b);
  const total = order.reduce((sum, i) => sum + itemPopularity[i]!, 0);
  const groups = new Array<PopularityGroup>(order.length).fill('new');
  let before = 0;
  for (const i of order) {
    if (itemPopularity[i]! === 0) break;
    groups[i] = before < HEAD_SHARE * total ? 'head' : before < MIDDLE_SHARE * total ? 'middle' : 'tail';
    before += itemPopularity[i]!;
  }
  return groups;
}
