import type { MetricEstimate } from '@bellwether/contracts';
import { BINARY_KEYS, binaryMeter } from './binary-measure';
import { rankBinary, type BinaryRanking } from './binary-ranking';
import { seededRandom, type SeededRandom } from './seeded-random';

export type BootstrapOptions = {
  /** 1,000 by default; 0 gives values without intervals */
  replicates?: number;
  seed?: number;
  /** two-sided coverage, 0.95 by default */
  level?: number;
};

/** Below this many rows of a class an interval would pretend to know more than it does. */
const MIN_CLASS_ROWS = 5;

/**
 * Every binary metric with a stratified percentile-bootstrap interval: positives and negatives are drawn apart, so each replicate keeps the base rate.
 * The calibration error of a resample is biased upwards (noise adds to |gap|); its interval is moved down by the measured bias.
 * @param threshold threshold of the `_best` metrics, chosen on validation rows
 * @throws AppError INPUT_INVALID for labels or scores out of range
 */
export function estimateBinary(y: ArrayLike<number>, score: ArrayLike<number>, threshold: number | null, options: BootstrapOptions = {}): Record<string, MetricEstimate> {
  const { replicates = 1000, seed = 1, level = 0.95 } = options;
  const ranking = rankBinary(y, score);
  const meter = binaryMeter(ranking, threshold);
  const width = BINARY_KEYS.length;
  const point = new Float64Array(width);
  meter.measure(null, point);
  const draws = hasBothClasses(ranking) && replicates > 0 ? new Float64Array(replicates * width) : null;
  if (draws !== null) {
    const resample = stratifiedResampler(y, seededRandom(seed));
    for (let r = 0; r < replicates; r++) meter.measure(resample(), draws.subarray(r * width, (r + 1) * width));
  }
  const out: Record<string, MetricEstimate> = {};
  BINARY_KEYS.forEach((key, k) => {
    const value = point[k]!;
    const interval = draws === null || !Number.isFinite(value) ? null : percentileInterval(column(draws, k, width), level);
    out[key] = estimate(value, key === 'ece' ? withoutBias(interval, value) : interval, ranking.n);
  });
  if (threshold !== null) out.best_threshold = estimate(threshold, null, ranking.n);
  out.base_rate = estimate(ranking.n > 0 ? ranking.positives / ranking.n : Number.NaN, null, ranking.n);
  return out;
}

type Interval = { lo: number; hi: number; mean: number };

const estimate = (value: number, interval: Interval | null, n: number): MetricEstimate => ({
  value: Number.isFinite(value) ? value : null, lo: interval?.lo ?? null, hi: interval?.hi ?? null, n,
});

const hasBothClasses = (ranking: BinaryRanking): boolean => ranking.positives >= MIN_CLASS_ROWS && ranking.n - ranking.positives >= MIN_CLASS_ROWS;

function withoutBias(interval: Interval | null, value: number): Interval | null {
  if (interval === null) return null;
  const bias = interval.mean - value;
  return { lo: Math.max(0, Math.min(value, interval.lo - bias)), hi: Math.max(value, interval.hi - bias), mean: value };
}

/** The replicates of one metric, undefined ones left out. */
export function column(draws: Float64Array, k: number, width: number): Float64Array {
  const values = new Float64Array(draws.length / width);
  let count = 0;
  for (let at = k; at < draws.length; at += width) if (!Number.isNaN(draws[at]!)) values[count++] = draws[at]!;
  return values.subarray(0, count);
}

/** Percentiles with linear interpolation; null when there is nothing to take them of. */
export function percentileInterval(values: Float64Array, level: number): Interval | null {
  if (values.length === 0) return null;
  const sorted = values.slice().sort();
  const tail = (1 - level) / 2;
  let sum = 0;
  for (const v of sorted) sum += v;
  return { lo: quantileOfSorted(sorted, tail), hi: quantileOfSorted(sorted, 1 - tail), mean: sum / sorted.length };
}

/** Linear interpolation between the two nearest order statistics (numpy's default). */
export function quantileOfSorted(sorted: ArrayLike<number>, q: number): number {
  const at = q * (sorted.length - 1);
  const low = Math.floor(at);
  const high = Math.min(sorted.length - 1, low + 1);
  return sorted[low]! + (sorted[high]! - sorted[low]!) * (at - low);
}

/** Draws row counts with replacement within each class. The returned array is reused. */
export function stratifiedResampler(y: ArrayLike<number>, random: SeededRandom): () => Uint16Array {
  const rows: [Int32Array, Int32Array] = [indicesOf(y, 0), indicesOf(y, 1)];
  const counts = new Uint16Array(y.length);
  return () => {
    counts.fill(0);
    for (const stratum of rows) for (let i = 0; i < stratum.length; i++) counts[stratum[random.below(stratum.length)]!]! += 1;
    return counts;
  };
}

function indicesOf(y: ArrayLike<number>, label: number): Int32Array {
  const found: number[] = [];
  for (let i = 0; i < y.length; i++) if (y[i] === label) found.push(i);
  return Int32Array.from(found);
}
