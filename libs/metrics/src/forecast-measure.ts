import { AppError } from '@bellwether/contracts';

/** The levels every forecast is made at. */
export const FORECAST_LEVELS = [0.1, 0.2, 0.3, 0.4, 0.5, 0.6, 0.7, 0.8, 0.9] as const;

export type NaiveScale = { absolute: number; squared: number };

/** What was forecast for one series and what came. NaN in `actual` is a day that is not measured: unknown, or the shelf was empty. */
export type ForecastSeries = {
  id: string;
  /** @shape [horizon] @unit units sold */
  actual: ArrayLike<number>;
  /** @shape [horizon] */
  mean: ArrayLike<number>;
  /** one array a level of FORECAST_LEVELS, ascending. @shape [levels][horizon] */
  quantiles: readonly ArrayLike<number>[];
  /** error of the seasonal naive forecast inside the history (`naiveScale`): what MASE and RMSSE divide by */
  scale: NaiveScale;
};

/** Sums of one series: every metric is a ratio or a mean of these, so that a bootstrap over series only adds them up. */
export const FORECAST_PARTS = ['points', 'abs_actual', 'actual', 'abs_error_mean', 'error_mean', 'abs_error_median', 'error_median', 'pinball', 'covered', 'width', 'scaled', 'mase', 'rmsse'] as const;
const P = Object.fromEntries(FORECAST_PARTS.map((name, i) => [name, i])) as Record<(typeof FORECAST_PARTS)[number], number>;

export const FORECAST_KEYS = ['wape', 'bias', 'wape_median', 'bias_median', 'mase', 'rmsse', 'wql', 'coverage_80', 'width_80'] as const;
export type ForecastKey = (typeof FORECAST_KEYS)[number];

/**
 * Mean absolute and mean squared error of the seasonal naive forecast inside the history.
 * @returns NaN for both where the history is too short or never changes: such a series has no scale and is left out of MASE and RMSSE
 * @source Hyndman & Koehler, "Another look at measures of forecast accuracy", 2006
 */
export function naiveScale(history: ArrayLike<number>, season: number): NaiveScale {
  let absolute = 0;
  let squared = 0;
  let n = 0;
  for (let t = season; t < history.length; t++) {
    const d = history[t]! - history[t - season]!;
    if (Number.isNaN(d)) continue;
    absolute += Math.abs(d);
    squared += d * d;
    n++;
  }
  return n === 0 || absolute === 0 ? { absolute: Number.NaN, squared: Number.NaN } : { absolute: absolute / n, squared: squared / n };
}

/** Twice the pinball loss at one level. */
const pinball = (y: number, q: number, level: number): number => 2 * (y >= q ? level * (y - q) : (1 - level) * (q - y));

/**
 * The sums behind every metric, one row a series.
 * @shape [series.length, FORECAST_PARTS.length]
 * @throws AppError INPUT_INVALID for forecasts of another length than what came
 */
export function forecastParts(series: readonly ForecastSeries[]): Float64Array {
  const width = FORECAST_PARTS.length;
  const parts = new Float64Array(series.length * width);
  series.forEach((s, i) => measureSeries(s, parts.subarray(i * width, (i + 1) * width)));
  return parts;
}

function measureSeries(s: ForecastSeries, out: Float64Array): void {
  const h = s.actual.length;
  if (s.mean.length !== h || s.quantiles.length !== FORECAST_LEVELS.length || s.quantiles.some((q) => q.length !== h))
    throw new AppError({ code: 'INPUT_INVALID', message: `expected ${h} steps at ${FORECAST_LEVELS.length} levels for the series ${JSON.stringify(s.id)}, received ${s.mean.length} at ${s.quantiles.length}`, fix: 'forecast the steps that were asked for' });
  const [low, median, high] = [s.quantiles[0]!, s.quantiles[4]!, s.quantiles[8]!];
  let squared = 0;
  for (let t = 0; t < h; t++) {
    const y = s.actual[t]!;
    if (Number.isNaN(y)) continue;
    const e = s.mean[t]! - y;
    const m = median[t]! - y;
    out[P.points]! += 1;
    out[P.abs_actual]! += Math.abs(y);
    out[P.actual]! += y;
    out[P.abs_error_mean]! += Math.abs(e);
    out[P.error_mean]! += e;
    out[P.abs_error_median]! += Math.abs(m);
    out[P.error_median]! += m;
    for (let k = 0; k < FORECAST_LEVELS.length; k++) out[P.pinball]! += pinball(y, s.quantiles[k]![t]!, FORECAST_LEVELS[k]!) / FORECAST_LEVELS.length;
    out[P.covered]! += y >= low[t]! && y <= high[t]! ? 1 : 0;
    out[P.width]! += high[t]! - low[t]!;
    squared += e * e;
  }
  const { scale } = s;
  if (out[P.points] === 0 || Number.isNaN(scale.absolute)) return;
  out[P.scaled] = 1;
  out[P.mase] = out[P.abs_error_median]! / out[P.points]! / scale.absolute;
  out[P.rmsse] = Math.sqrt(squared / out[P.points]! / scale.squared);
}

/**
 * All metrics of some series drawn `counts[i]` times each (null: once).
 * @param into one value a key of FORECAST_KEYS; NaN where undefined
 */
export function combineParts(parts: Float64Array, counts: ArrayLike<number> | null, into: Float64Array): void {
  const width = FORECAST_PARTS.length;
  const sums = new Float64Array(width);
  for (let i = 0; i * width < parts.length; i++) {
    const times = counts === null ? 1 : counts[i]!;
    if (times === 0) continue;
    for (let k = 0; k < width; k++) sums[k]! += times * parts[i * width + k]!;
  }
  const volume = sums[P.abs_actual]!;
  const values: Record<ForecastKey, number> = {
    wape: sums[P.abs_error_mean]! / volume,
    bias: sums[P.error_mean]! / sums[P.actual]!,
    wape_median: sums[P.abs_error_median]! / volume,
    bias_median: sums[P.error_median]! / sums[P.actual]!,
    mase: sums[P.mase]! / sums[P.scaled]!,
    rmsse: sums[P.rmsse]! / sums[P.scaled]!,
    wql: sums[P.pinball]! / volume,
    coverage_80: sums[P.covered]! / sums[P.points]!,
    width_80: sums[P.width]! / volume,
  };
  FORECAST_KEYS.forEach((key, k) => (into[k] = Number.isFinite(values[key]) ? values[key] : Number.NaN));
}
