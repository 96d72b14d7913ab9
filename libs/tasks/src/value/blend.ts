import { tweedieDeviance } from '@bellwether/metrics';
import { mean } from './prepare';

/** Picks, with replacement. @source Caruana et al., "Ensemble selection from libraries of models", 2004 */
const PICKS = 40;

/**
 * Weights that add up to 1 for averaging expected values: each pick adds the member that lowers the loss on rows that no member trained on most, and the best prefix counts.
 * Begun with the average of all, so that a few rows cannot hand everything to one. The loss is the Tweedie deviance, or squared error where values lie below zero.
 * @param scores @shape [members][rows]
 */
export function weighMembers(y: Float64Array, scores: readonly Float64Array[], negative: boolean): number[] {
  if (scores.length === 1) return [1];
  const floor = 1e-4 * mean(y);
  const loss = (said: number, i: number): number => (negative ? (said - y[i]!) ** 2 : tweedieDeviance(y[i]!, Math.max(floor, said)));
  const sum = new Float64Array(y.length);
  for (const s of scores) s.forEach((v, i) => (sum[i]! += v));
  const counts = scores.map(() => 1);
  const total = (extra: Float64Array | null, n: number): number => {
    let t = 0;
    for (let i = 0; i < y.length; i++) t += loss((sum[i]! + (extra === null ? 0 : extra[i]!)) / n, i);
    return t;
  };
  let best = { loss: total(null, scores.length), counts: [...counts] };
  const alone = scores.map((s) => s.reduce((t, v, i) => t + loss(v, i), 0));
  const lowest = alone.reduce((a, b) => Math.min(a, b));
  if (lowest < best.loss) best = { loss: lowest, counts: alone.map((l) => (l === lowest ? 1 : 0)) };
  for (let picked = scores.length; picked < scores.length + PICKS; picked++) {
    const tried = scores.map((s) => total(s, picked + 1));
    const chosen = tried.reduce((at, l, m) => (l < tried[at]! ? m : at), 0);
    scores[chosen]!.forEach((v, i) => (sum[i]! += v));
    counts[chosen]! += 1;
    if (tried[chosen]! < best.loss) best = { loss: tried[chosen]!, counts: [...counts] };
  }
  const all = best.counts.reduce((a, b) => a + b, 0);
  return best.counts.map((c) => c / all);
}
