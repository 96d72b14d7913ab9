import { tweedieDeviance } from '@bellwether/metrics';
import { mean } from './prepare';

/** A member that is worse than the best by more than so many standard errors of the difference is left out. */
const ERRORS = 2;

/**
 * Equal weights, which add up to 1, for the members that the rows that choose cannot tell from the best; none for the others.
 *
 * Weights fitted to the loss follow the noise of a few thousand rows: on the three months before the last of the bundled sample and of CDNOW, weights picked greedily
 * (Caruana et al., 2004) explained less than these, and at times handed everything to one member. Members are compared as if each had said the total that came: whether a season
 * lies above or below another is seen once in rows that are mostly one month, and says nothing of who tells customers apart. Where values lie below zero the loss is squared error, unscaled.
 * @param scores @shape [members][rows]
 */
export function weighMembers(y: Float64Array, scores: readonly Float64Array[], negative: boolean): number[] {
  if (scores.length === 1) return [1];
  const floor = 1e-4 * mean(y);
  const losses = scores.map((said) => {
    const level = mean(y) / mean(said);
    const scale = negative || !(level > 0 && Number.isFinite(level)) ? 1 : level;
    return y.map((v, i) => (negative ? (said[i]! - v) ** 2 : tweedieDeviance(v, Math.max(floor, scale * said[i]!))));
  });
  const best = losses.reduce((least, l) => (mean(l) < mean(least) ? l : least));
  const kept = losses.map((l) => {
    const worse = l.map((v, i) => v - best[i]!);
    const by = mean(worse);
    return by <= ERRORS * Math.sqrt(worse.reduce((sum, v) => sum + (v - by) ** 2, 0)) / y.length;
  });
  const many = kept.filter(Boolean).length;
  return kept.map((k) => (k ? 1 / many : 0));
}
