import type { MetricSpec, PairedDifference } from '@bellwether/contracts';

/** What an interval of candidate - baseline says: noise where it covers zero, or where neither direction is better. */
export function verdictOf(spec: Pick<MetricSpec, 'better'>, interval: { lo: number; hi: number }): PairedDifference['verdict'] {
  if ((interval.lo <= 0 && interval.hi >= 0) || spec.better === 'none') return 'noise';
  return interval.lo > 0 === (spec.better === 'higher') ? 'better' : 'worse';
}
