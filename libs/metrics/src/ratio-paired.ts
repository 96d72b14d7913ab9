import type { MetricSpec, PairedDifference } from '@bellwether/contracts';
import { percentileInterval } from './binary-bootstrap';
import { verdictOf } from './paired-verdict';
import { groupResampler, ratiosOf, sumByGroup, type RatioColumns } from './ratio-bootstrap';

/**
 * Differences candidate - baseline of ratios over the same rows in the same order: each replicate draws one set of groups and measures both on it.
 * @param note said with every difference, for example on which rows they were measured
 */
export function pairedRatios(candidate: RatioColumns, baseline: RatioColumns, specs: readonly MetricSpec[], options: { replicates: number; seed: number; level?: number; note?: string | null }): PairedDifference[] {
  const { replicates, seed, level = 0.95, note = null } = options;
  const sums = [sumByGroup(candidate), sumByGroup(baseline)] as const;
  const { width, groups, rows } = sums[0];
  const points = [new Float64Array(width), new Float64Array(width)] as const;
  sums.forEach((s, i) => ratiosOf(s, null, points[i]!));
  const draws = Array.from({ length: width }, () => new Float64Array(replicates));
  const pair = [new Float64Array(width), new Float64Array(width)] as const;
  const resample = groupResampler(groups, seed);
  for (let r = 0; r < replicates; r++) {
    const counts = resample();
    sums.forEach((s, i) => ratiosOf(s, counts, pair[i]!));
    for (let k = 0; k < width; k++) draws[k]![r] = pair[0][k]! - pair[1][k]!;
  }
  return specs.map((spec) => {
    const k = candidate.keys.indexOf(spec.key);
    const base = { metric: spec.key, n: rows };
    if (k < 0) return { ...base, candidate: null, baseline: null, difference: null, lo: null, hi: null, replicates: 0, verdict: 'not-comparable', note: `${spec.title.en} describes a run; it is not compared` };
    const [mine, theirs] = [points[0][k]!, points[1][k]!];
    const known = { ...base, candidate: finite(mine), baseline: finite(theirs), replicates };
    const interval = percentileInterval(draws[k]!.filter((v) => !Number.isNaN(v)), level);
    if (!Number.isFinite(mine - theirs) || interval === null) return { ...known, difference: null, lo: null, hi: null, verdict: 'not-comparable', note: `${spec.title.en} is undefined on these rows` };
    return { ...known, difference: mine - theirs, lo: interval.lo, hi: interval.hi, verdict: verdictOf(spec, interval), note };
  });
}

const finite = (value: number): number | null => (Number.isFinite(value) ? value : null);
