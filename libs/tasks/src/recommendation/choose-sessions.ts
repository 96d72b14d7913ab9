import { sessionIndex, sessionsOf, type SessionIndex, type SessionSettings, type SessionState } from './members/session-knn';
import type { Sequences } from './sequences';
import { validationGains, type GainOptions } from './validation-gain';

const MOST_LISTS = 2000;
const ROUNDS = 2;
/** Where the search begins, and what is kept where there are no validation lists. Chosen on sessions before the last week of Diginetica's training file. */
export const SESSION_DEFAULTS: SessionSettings = { gapDays: 0, itemDecay: 2.5, ageDays: 120, stepDecay: 5, backward: 0.7, again: false };
const TRIED = { ageDays: [7, 30, 120, 0], itemDecay: [0.7, 1.4, 2.5, 5], stepDecay: [1, 2.5, 5, 15], backward: [0.3, 0.7, 1] } as const;
/** Sessions are a customer's whole sequence, or end with a day's pause. */
const GAPS = [0, 1];

/** Sessions with the settings of the highest NDCG@10 on validation lists: one setting after another, until nothing improves. */
export function chooseSessions(fit: Sequences, lists: Omit<GainOptions, 'most'>): SessionState {
  const judge = (index: SessionIndex, settings: SessionSettings): number => validationGains({ ...lists, most: MOST_LISTS }, [(history, into) => void index.score(history, settings, into)])[0]!;
  let best: { state: SessionState; index: SessionIndex; gain: number } | null = null;
  for (const gapDays of GAPS) {
    const sessions = sessionsOf(fit, gapDays);
    if (best && sessions.minute.length === best.state.minute.length) continue;
    const index = sessionIndex(sessions, fit.items);
    for (const again of lists.removeHistory ? [false] : [true, false]) {
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
