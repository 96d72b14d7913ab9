/** How far apart two steps are, and after how many the pattern repeats. */
export const FREQUENCIES = {
  day: { season: 7, perYear: 365.25 },
  week: { season: 52, perYear: 52.18 },
  month: { season: 12, perYear: 12 },
} as const;
export type Frequency = keyof typeof FREQUENCIES;

/**
 * One product's sales in equal steps up to the origin.
 * `y` may hold NaN (not sold yet, a gap in the log); where `censored` is 1 the shelf was empty and `y` is only a lower bound of demand.
 */
export type Series = {
  id: string;
  /** @shape [history] @unit units a step */
  y: Float64Array;
  /** @shape [history] */
  censored: Uint8Array | null;
};

/** What a forecaster says of one series. @unit units a step */
export type SeriesForecast = {
  /** @shape [horizon] */
  mean: Float64Array;
  /** one array a level of FORECAST_LEVELS, never crossing. @shape [levels][horizon] */
  quantiles: Float64Array[];
};

/** Demand that was seen whole: steps that are neither unknown nor cut short by an empty shelf. */
export function observed(series: Series): Float64Array {
  const { y, censored } = series;
  return y.filter((v, t) => !Number.isNaN(v) && (censored === null || censored[t] === 0));
}

/** First step that is known: a product's life begins there. */
export function firstKnown(y: Float64Array): number {
  const at = y.findIndex((v) => !Number.isNaN(v));
  return at < 0 ? y.length : at;
}

/**
 * The history a smoothing method runs over: from the first known step on, with unknown and censored steps filled by the level around them.
 * A censored step keeps its sales where they are above that level: they are a lower bound.
 */
export function filled(series: Series): Float64Array {
  const from = firstKnown(series.y);
  const out = series.y.slice(from);
  const known = observed(series);
  let level = known.length === 0 ? 0 : known.subarray(0, Math.min(8, known.length)).reduce((a, b) => a + b, 0) / Math.min(8, known.length);
  for (let t = 0; t < out.length; t++) {
    const cut = series.censored !== null && series.censored[from + t] === 1;
    if (Number.isNaN(out[t]!)) out[t] = level;
    else if (cut) out[t] = Math.max(out[t]!, level);
    else level += 0.2 * (out[t]! - level);
  }
  return out;
}
