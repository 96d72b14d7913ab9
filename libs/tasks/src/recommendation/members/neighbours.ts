import { itemCounts, type Sequences } from '../sequences';
import { itemMatrixBuilder, type ItemMatrix } from './item-matrix';
import { pairSums } from './pair-counts';

/** Entries kept of each row: beyond them nothing changes within the first hundred places. */
const TOP = 400;
const DAY_MS = 86_400_000;

/** Cosine of the customers of two items, with shrinkage: C_ij / (√(n_i·n_j) + shrink). @source QUALITY 2.4; Deshpande and Karypis 2004 */
export function itemKnn(s: Sequences, options: { shrink: number }): ItemMatrix {
  const counts = itemCounts(s);
  const rows = itemMatrixBuilder(s.items, TOP);
  pairSums(s, Number.MAX_SAFE_INTEGER, () => 1, (item, touched, count, sums) => rows.add(item, touched, count, (other) => sums[other]! / (Math.sqrt(counts[item]! * counts[other]!) + options.shrink)));
  return rows.build();
}

export type CovisitationOptions = { /** events on either side that count */ reach: number; /** pairs further apart in time do not count @unit days */ withinDays: number; /** weight of what came before, against 1 for what came after */ backward: number; /** exponent of the other's popularity that its weight is divided by */ damping: number };

/** What is seen or bought near an item, nearer counts more: 1 / (1 + log₂ gap). @source QUALITY 2.4; OTTO baselines */
export function covisitation(s: Sequences, options: CovisitationOptions): ItemMatrix {
  const counts = itemCounts(s);
  const damped = counts.map((n) => Math.max(1, n) ** -options.damping);
  const rows = itemMatrixBuilder(s.items, TOP);
  const within = options.withinDays * DAY_MS;
  const weight = (gap: number, ms: number): number => (Math.abs(ms) > within ? 0 : (gap < 0 ? options.backward : 1) / (1 + Math.log2(Math.abs(gap))));
  pairSums(s, options.reach, weight, (item, touched, count, sums) => rows.add(item, touched, count, (other) => (sums[other]! * damped[other]!) / Math.max(1, counts[item]!)));
  return rows.build();
}

/** The chance that one item follows another at once, shrunk for rare ones. */
export function markov(s: Sequences, options: { shrink: number }): ItemMatrix {
  const rows = itemMatrixBuilder(s.items, TOP);
  pairSums(s, 1, (gap) => (gap === 1 ? 1 : 0), (item, touched, count, sums) => {
    let total = options.shrink;
    for (let t = 0; t < count; t++) total += sums[touched[t]!]!;
    rows.add(item, touched, count, (other) => sums[other]! / total);
  });
  return rows.build();
}
