import { meanRank } from '@bellwether/metrics';
import { historyOf, type Cases } from './cases';
import type { History, Sequences } from './sequences';

const DEPTH = 10;

/** Validation lists, and whether items of the history are ranked. */
export type GainOptions = { log: Sequences; valid: Cases; removeHistory: boolean; /** lists looked at, evenly over the customers */ most: number; signal?: AbortSignal };

/** Adds the scores of a setting for one history. @shape into: [items] */
export type Scorer = (history: History, into: Float32Array) => void;

/**
 * What each setting earns on validation lists: the sum of 1 / log₂(1 + rank) of what came next within the first ten of the full ranking.
 * A target that a setting says nothing of, a score of 0, earns nothing.
 * @shape returns [settings]
 */
export function validationGains({ log, valid, removeHistory, most, signal }: GainOptions, settings: readonly Scorer[]): number[] {
  const count = Math.min(most, valid.customer.length);
  const gains = settings.map(() => 0);
  const scores = new Float32Array(log.items);
  const removed = new Uint8Array(log.items);
  for (let k = 0; k < count; k++) {
    if ((k & 63) === 0) signal?.throwIfAborted();
    const l = Math.floor((k * valid.customer.length) / count);
    const history = historyOf(log, valid, l);
    if (removeHistory) for (const i of history.items) removed[i] = 1;
    settings.forEach((score, s) => {
      scores.fill(0);
      score(history, scores);
      for (let t = valid.targetStart[l]!; t < valid.targetStart[l + 1]!; t++) {
        const target = log.item[valid.event[t]!]!;
        const rank = scores[target] === 0 ? Number.POSITIVE_INFINITY : meanRank(scores, target, removed);
        if (rank <= DEPTH) gains[s]! += 1 / Math.log2(1 + rank);
      }
    });
    if (removeHistory) for (const i of history.items) removed[i] = 0;
  }
  return gains;
}
