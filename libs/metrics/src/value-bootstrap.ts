import { AppError, type MetricEstimate, type MetricSpec, type PairedDifference } from '@bellwether/contracts';
import { column, percentileInterval, type BootstrapOptions } from './binary-bootstrap';
import type { PairedOptions } from './binary-paired';
import { groupResampler } from './ratio-bootstrap';
import { VALUE_KEYS, valueMeter, type ValueKey, type ValueRows } from './value-measure';
import { VALUE_METRICS } from './value-specs';

/** Fewer rows than this and an interval would pretend to know more than it does. */
const LEAST_ROWS = 20;

const finite = (value: number): number | null => (Number.isFinite(value) ? value : null);

/**
 * Every metric of an expected value with a percentile-bootstrap interval over rows. Coverage and width are null without intervals.
 * @throws AppError INPUT_INVALID for values that are not finite
 */
export function estimateValue(rows: ValueRows, options: BootstrapOptions = {}): Record<string, MetricEstimate> {
  const { replicates = 1000, seed = 1, level = 0.95 } = options;
  const meter = valueMeter(rows);
  const width = VALUE_KEYS.length;
  const point = new Float64Array(width);
  meter.measure(null, point);
  const draws = new Float64Array((meter.rows >= LEAST_ROWS ? replicates : 0) * width);
  const resample = groupResampler(meter.rows, seed);
  for (let at = 0; at < draws.length; at += width) meter.measure(resample(), draws.subarray(at, at + width));
  return Object.fromEntries(VALUE_KEYS.map((key, k): [string, MetricEstimate] => {
    const interval = Number.isNaN(point[k]!) ? null : percentileInterval(column(draws, k, width), level);
    return [key, { value: finite(point[k]!), lo: interval?.lo ?? null, hi: interval?.hi ?? null, n: meter.rows }];
  }));
}

/** Rows with what was said of them, known by their place in the source file; `extra` may hold low, high, observed and brier. */
export type SaidRows = { rowIndex: ArrayLike<number>; y: ArrayLike<number>; score: ArrayLike<number>; extra?: Record<string, ArrayLike<number>> };

/** Every metric as something whose sign says better: totals by their distance from 1, coverage by its distance from 80%. */
const distance = (key: string, value: number): number => (key === 'total_ratio' ? Math.abs(value - 1) : key === 'coverage_80' ? Math.abs(value - 0.8) : value);

/**
 * Difference candidate - baseline with an interval: each replicate draws one set of rows and measures both on it.
 * Totals and coverage are compared by their distance from what they should be.
 * @throws AppError METRIC_NAME_INVALID
 */
export function pairedValues(candidate: SaidRows, baseline: SaidRows, options: PairedOptions = {}): PairedDifference[] {
  const { metrics = VALUE_KEYS, replicates = 1000, seed = 1, level = 0.95 } = options;
  const specs = metrics.map(specOf);
  const { mine, theirs, differ, note } = aligned(candidate, baseline);
  const n = mine.y.length;
  const refusal = n < LEAST_ROWS ? `only ${n} rows were measured by both (at least ${LEAST_ROWS} are needed): use the same dataset version, split and seed` : differ > 0 ? `${differ} of the shared rows have another value: the two runs did not see the same data` : null;
  if (refusal !== null) return specs.map((s) => ({ metric: s.key, candidate: null, baseline: null, difference: null, lo: null, hi: null, n, replicates: 0, verdict: 'not-comparable', note: refusal }));
  const width = VALUE_KEYS.length;
  const meters = [valueMeter(mine), valueMeter(theirs)] as const;
  const points = [new Float64Array(width), new Float64Array(width)] as const;
  meters.forEach((m, i) => m.measure(null, points[i]!));
  const draws = new Float64Array(replicates * width);
  const other = new Float64Array(width);
  const resample = groupResampler(n, seed);
  for (let r = 0; r < replicates; r++) {
    const counts = resample();
    const row = draws.subarray(r * width, (r + 1) * width);
    meters[0].measure(counts, row);
    meters[1].measure(counts, other);
    for (let k = 0; k < width; k++) row[k] = distance(VALUE_KEYS[k]!, row[k]!) - distance(VALUE_KEYS[k]!, other[k]!);
  }
  return specs.map((spec) => {
    const k = VALUE_KEYS.indexOf(spec.key as ValueKey);
    const [a, b] = [points[0][k]!, points[1][k]!];
    const known = { metric: spec.key, candidate: finite(a), baseline: finite(b), n, replicates };
    const difference = distance(spec.key, a) - distance(spec.key, b);
    const interval = percentileInterval(column(draws, k, width), level);
    if (!Number.isFinite(difference) || interval === null) return { ...known, difference: null, lo: null, hi: null, verdict: 'not-comparable', note: `${spec.title.en} is undefined on these rows` };
    const up = spec.better === 'higher';
    const verdict = interval.lo <= 0 && interval.hi >= 0 ? 'noise' : interval.lo > 0 === up ? 'better' : 'worse';
    return { ...known, difference, lo: interval.lo, hi: interval.hi, verdict, note };
  });
}

function specOf(key: string): MetricSpec {
  const spec = VALUE_METRICS.find((s) => s.key === key);
  if (spec === undefined) throw new AppError({ code: 'METRIC_NAME_INVALID', message: `expected one of ${VALUE_KEYS.join(', ')}, received ${JSON.stringify(key)}`, fix: 'ask for a metric that expected values are measured by' });
  return spec;
}

function aligned(candidate: SaidRows, baseline: SaidRows): { mine: ValueRows; theirs: ValueRows; differ: number; note: string | null } {
  const place = new Map(Array.from(baseline.rowIndex, (row, i) => [row, i]));
  const pairs = Array.from(candidate.rowIndex, (row, i): [number, number] => [i, place.get(row) ?? -1]).filter(([, at]) => at >= 0);
  const side = (rows: SaidRows, which: 0 | 1): ValueRows => {
    const take = (values: ArrayLike<number> | undefined): Float64Array | null => (values === undefined ? null : Float64Array.from(pairs, (p) => values[p[which]]!));
    return { y: take(rows.y)!, score: take(rows.score)!, low: take(rows.extra?.low), high: take(rows.extra?.high), observed: take(rows.extra?.observed), brier: take(rows.extra?.brier) };
  };
  const [mine, theirs] = [side(candidate, 0), side(baseline, 1)];
  const most = Math.max(candidate.rowIndex.length, baseline.rowIndex.length);
  return {
    mine, theirs, differ: pairs.filter(([a, b]) => candidate.y[a] !== baseline.y[b]).length,
    note: pairs.length === most ? null : `on the ${pairs.length} rows that both were measured on (candidate ${candidate.rowIndex.length}, baseline ${baseline.rowIndex.length})`,
  };
}
