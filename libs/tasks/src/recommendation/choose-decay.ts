import { meanRank } from '@bellwether/metrics';
import { historyOf, type Cases } from './cases';
import { addScores, type ItemMatrix } from './members/item-matrix';
import type { Sequences } from './sequences';

const DECAYS = [0.3, 0.45, 0.6, 0.8, 1];
const MOST_LISTS = 1500;
const DEPTH = 10;

/** The recency decay with the highest NDCG@10 on validation lists. */
export function chooseDecay(matrix: ItemMatrix, log: Sequences, valid: Cases, removeHistory: boolean, signal?: AbortSignal): number {
  const count = Math.min(MOST_LISTS, valid.customer.length);
  const gains = DECAYS.map(() => 0);
  const scores = new Float32Array(log.items);
  const removed = new Uint8Array(log.items);
  for (let k = 0; k < count; k++) {
    if ((k & 63) === 0) signal?.throwIfAborted();
    const l = Math.floor((k * valid.customer.length) / count);
    const history = historyOf(log, valid, l);
    removed.fill(0);
    if (removeHistory) for (const i of history.items) removed[i] = 1;
    DECAYS.forEach((decay, d) => {
      scores.fill(0);
      addScores(matrix, history, decay, scores);
      for (let t = valid.targetStart[l]!; t < valid.targetStart[l + 1]!; t++) {
        const rank = meanRank(scores, log.item[valid.event[t]!]!, removed);
        if (rank <= DEPTH) gains[d]! += 1 / Math.log2(1 + rank);
      }
    });
  }
  return DECAYS[gains.indexOf(Math.max(...gains))]!;
}
