import { AppError, type MetricEstimate, type MetricSpec, type PairedDifference } from '@bellwether/contracts';
import { column, percentileInterval, type BootstrapOptions } from './binary-bootstrap';
import type { PairedOptions } from './binary-paired';
import { combineParts, FORECAST_KEYS, FORECAST_PARTS, forecastParts, type ForecastSeries } from './forecast-measure';
import { FORECAST_METRICS } from './forecast-specs';
import { seededRandom, type SeededRandom } from './seeded-random';

/** Fewer series than this and an interval would pretend to know more than it does. */
const MIN_SERIES = 8;

/** Draws whole series with replacement: days of one product go together. The returned array is reused. */
function seriesResampler(n: number, random: SeededRandom): () => Uint16Array {
  const counts = new Uint16Array(n);
  return () => {
    counts.fill(0);
    for (let i = 0; i < n; i++) counts[random.below(n)]! += 1;
    return counts;
  };
}

const finite = (value: number): number | null => (Number.isFinite(value) ? value : null);

/**
 * Every forecast metric with a percentile-bootstrap interval over series.
 * @throws AppError INPUT_INVALID for forecasts of another shape than what came
 */
export function estimateForecast(series: readonly ForecastSeries[], options: BootstrapOptions = {}): Record<string, MetricEstimate> {
  const { replicates = 1000, seed = 1, level = 0.95 } = options;
  const parts = forecastParts(series);
  const width = FORECAST_KEYS.length;
  const point = new Float64Array(width);
  combineParts(parts, null, point);
  const draws = series.length >= MIN_SERIES && replicates > 0 ? new Float64Array(replicates * width) : null;
  if (draws !== null) {
    const resample = seriesResampler(series.length, seededRandom(seed));
    for (let r = 0; r < replicates; r++) combineParts(parts, resample(), draws.subarray(r * width, (r + 1) * width));
  }
  let points = 0;
  for (let i = 0; i < series.length; i++) points += parts[i * FORECAST_PARTS.length]!;
  return Object.fromEntries(FORECAST_KEYS.map((key, k) => {
    const interval = draws === null || Number.isNaN(point[k]!) ? null : percentileInterval(column(draws, k, width), level);
    return [key, { value: finite(point[k]!), lo: interval?.lo ?? null, hi: interval?.hi ?? null, n: points }];
  }));
}

/**
 * Difference candidate - baseline on the series that both forecast, each replicate drawing one set of series for both.
 * A bias is better when it is nearer to zero, coverage when it is nearer to 80 %: those two are compared by their distance.
 * @throws AppError METRIC_NAME_INVALID
 */
export function pairedForecasts(candidate: readonly ForecastSeries[], baseline: readonly ForecastSeries[], options: PairedOptions = {}): PairedDifference[] {
  const { metrics = FORECAST_KEYS, replicates = 1000, seed = 1, level = 0.95 } = options;
  const specs = metrics.map(specOf);
  const { mine, theirs, refusal, note } = alignSeries(candidate, baseline);
  if (refusal !== null) return specs.map((s) => ({ metric: s.key, candidate: null, baseline: null, difference: null, lo: null, hi: null, n: mine.length, replicates: 0, verdict: 'not-comparable', note: refusal }));
  const parts = [forecastParts(mine), forecastParts(theirs)] as const;
  const width = FORECAST_KEYS.length;
  const [a, b] = [new Float64Array(width), new Float64Array(width)];
  combineParts(parts[0], null, a);
  combineParts(parts[1], null, b);
  const draws = new Float64Array(replicates * width);
  const other = new Float64Array(width);
  const resample = seriesResampler(mine.length, seededRandom(seed));
  for (let r = 0; r < replicates; r++) {
    const counts = resample();
    const row = draws.subarray(r * width, (r + 1) * width);
    combineParts(parts[0], counts, row);
    combineParts(parts[1], counts, other);
    for (let k = 0; k < width; k++) row[k] = distance(FORECAST_KEYS[k]!, row[k]!) - distance(FORECAST_KEYS[k]!, other[k]!);
  }
  return specs.map((spec) => {
    const k = FORECAST_KEYS.indexOf(spec.key as (typeof FORECAST_KEYS)[number]);
    const interval = percentileInterval(column(draws, k, width), level);
    const base = { metric: spec.key, candidate: finite(a[k]!), baseline: finite(b[k]!), n: mine.length, replicates };
    const difference = distance(spec.key, a[k]!) - distance(spec.key, b[k]!);
    if (!Number.isFinite(difference) || interval === null) return { ...base, difference: null, lo: null, hi: null, verdict: 'not-comparable', note: `${spec.title.en} is undefined on these series` };
    const verdict = interval.lo <= 0 && interval.hi >= 0 ? 'noise' : interval.hi < 0 ? 'better' : 'worse';
    return { ...base, difference, lo: interval.lo, hi: interval.hi, verdict, note };
  });
}

/** Every metric as something that is better when smaller. */
const distance = (key: string, value: number): number => (key.startsWith('bias') ? Math.abs(value) : key === 'coverage_80' ? Math.abs(value - 0.8) : value);

function specOf(key: string): MetricSpec {
  const spec = FORECAST_METRICS.find((s) => s.key === key);
  if (spec === undefined) throw new AppError({ code: 'METRIC_NAME_INVALID', message: `expected one of ${FORECAST_KEYS.join(', ')}, received ${JSON.stringify(key)}`, fix: 'ask for a metric that forecasts are measured by' });
  return spec;
}

function alignSeries(candidate: readonly ForecastSeries[], baseline: readonly ForecastSeries[]): { mine: ForecastSeries[]; theirs: ForecastSeries[]; refusal: string | null; note: string | null } {
  const others = new Map(baseline.map((s) => [s.id, s]));
  const mine = candidate.filter((s) => others.has(s.id));
  const theirs = mine.map((s) => others.get(s.id)!);
  const differ = mine.filter((s, i) => s.actual.length !== theirs[i]!.actual.length || Array.from(s.actual).some((y, t) => !Object.is(y, theirs[i]!.actual[t]!))).length;
  const most = Math.max(candidate.length, baseline.length);
  const refusal = mine.length < MIN_SERIES ? `only ${mine.length} series were forecast by both (at least ${MIN_SERIES} are needed)` : differ > 0 ? `${differ} of the shared series were measured on other days: use the same dataset version, origin and horizon` : null;
  return { mine, theirs, refusal, note: mine.length === most ? null : `on the ${mine.length} series that both forecast (candidate ${candidate.length}, baseline ${baseline.length})` };
}
