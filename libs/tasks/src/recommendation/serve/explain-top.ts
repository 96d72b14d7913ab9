import type { History } from '../sequences';
import { largest } from '../standardise';
import { blendScores } from './blend-scores';
import type { Recommender } from './recommender';

export type ItemContribution = { feature: string; value: string; contribution: number };

/** Newest events that the network is asked without, one at a time. */
const MOST_OCCLUDED = 50;

/** What each item of the history, and popularity, add to the score of the best item: exact for the simple members, by leaving events out for the network. */
export async function explainTop(r: Recommender, history: History): Promise<ItemContribution[]> {
  const { state } = r;
  const blended = await blendScores(r, history);
  const size = state.itemKeys.length;
  const known = new Set(history.items);
  const open = state.removeHistory ? blended.scores.map((s, i) => (known.has(i) ? Number.NEGATIVE_INFINITY : s)) : blended.scores;
  const top = largest(open, 1)[0];
  const sums = new Map<string, number>();
  const add = (name: string, value: number): void => void sums.set(name, (sums.get(name) ?? 0) + value);
  if (top !== undefined) {
    for (const { member, raw, mean, scale } of blended.parts) {
      const events = member.explain(history, [top])?.[0];
      if (events) events.forEach((value, p) => add(state.itemKeys[history.items[p]!]!, value * scale));
      else if (member.id === 'popular' || member.id === 'recent') add('popularity', (raw[top]! - mean) * scale);
      else {
        const from = Math.max(0, history.items.length - MOST_OCCLUDED);
        const places = Array.from({ length: history.items.length - from }, (_, k) => from + k);
        const without = places.map((p): History => ({ ...history, items: history.items.filter((_, q) => q !== p), times: history.times.filter((_, q) => q !== p) }));
        const scores = new Float32Array(without.length * size);
        await member.score(without, scores);
        places.forEach((p, k) => add(state.itemKeys[history.items[p]!]!, (raw[top]! - scores[k * size + top]!) * scale));
      }
    }
  }
  blended.release();
  return [...sums].map(([feature, contribution]) => ({ feature, value: state.itemKeys[top!]!, contribution })).sort((a, b) => Math.abs(b.contribution) - Math.abs(a.contribution));
}
