import { meanRank } from '@bellwether/metrics';
import { historyOf, type Cases } from './cases';
import { sessionIndex, sessionsOf, type SessionIndex, type SessionSettings, type SessionState } from './members/session-knn';
import type { Sequences } from './sequences';

const MOST_LISTS = 2000;
const ROUNDS = 2;
const DEPTH = 10;
/** Where the search begins, and what is kept where there are no validation lists. Chosen on sessions before the last week of Diginetica's training file. */
export const SESSION_DEFAULTS: SessionSettings = { gapDays: 0, itemDecay: 2.5, ageDays: 120, stepDecay: 5, backward: 0.7, again: false };
const TRIED = { ageDays: [7, 30, 120, 0], itemDecay: [0.7, 1.4, 2.5, 5], stepDecay: [1, 2.5, 5, 15], backward: [0.3, 0.7, 1] } as const;
/** Sessions are a customer's whole sequence, or end with a day's pause. */
const GAPS = [0, 1];

/** Sessions with the settings of the highest NDCG@10 on validation lists: one setting after another, until nothing improves. */
export function chooseSessions(fit: Sequences, log: Sequences, valid: Cases, removeHistory: boolean, signal?: AbortSignal): SessionState {
  const judge = judgeOf(log, valid, removeHistory, signal);
  let best: { state: SessionState; index: SessionIndex; gain: number } | null = null;
  for (const gapDays of GAPS) {
    const sessions = sessionsOf(fit, gapDays);
    if (best && sessions.minute.length === best.state.minute.length) continue;
    const index = sessionIndex(sessions, fit.items);
    for (const again of removeHistory ? [false] : [true, false]) {
      const settings = { ...SESSION_DEFAULTS, gapDays, again };
      const gain = judge(index, settings);
      if (!best || gain > best.gain) best = { state: { ...sessions, settings }, index, gain };
    }
  }
  let { settings } = best!.state;
  let { gain } = best!;
  for (let round = 0; round < ROUNDS; round++) {
    const before = gain;
    for (const key of Object.keys(TRIED) as (keyof typeof TRIED)[]) {
      for (const value of TRIED[key]) {
        if (settings[key] === value) continue;
        const trial = { ...settings, [key]: value };
        const reached = judge(best!.index, trial);
        if (reached > gain) [settings, gain] = [trial, reached];
      }
    }
    if (gain <= before) break;
  }
  return { ...best!.state, settings };
}

/** Sum of the gains of the lists that settings would give. */
function judgeOf(log: Sequences, valid: Cases, removeHistory: boolean, signal?: AbortSignal): (index: SessionIndex, settings: SessionSettings) => number {
  const count = Math.min(MOST_LISTS, valid.customer.length);
  const scores = new Float32Array(log.items);
  const removed = new Uint8Array(log.items);
  return (index, settings) => {
    let gain = 0;
    for (let k = 0; k < count; k++) {
      if ((k & 63) === 0) signal?.throwIfAborted();
      const l = Math.floor((k * valid.customer.length) / count);
      const history = historyOf(log, valid, l);
      removed.fill(0);
      if (removeHistory) for (const i of history.items) removed[i] = 1;
      scores.fill(0);
      index.score(history, settings, scores);
      for (let t = valid.targetStart[l]!; t < valid.targetStart[l + 1]!; t++) {
        const target = log.item[valid.event[t]!]!;
        const rank = scores[target] === 0 ? Number.POSITIVE_INFINITY : meanRank(scores, target, removed);
        if (rank <= DEPTH) gain += 1 / Math.log2(1 + rank);
      }
    }
    return gain;
  };
}
