import { FORECAST_LEVELS, seededRandom } from '@bellwether/metrics';
import type { SeriesForecast } from './series';

/** A forecast and what came of it, at an origin that no member had seen. */
export type Backtest = { forecast: SeriesForecast; /** NaN: unknown or censored */ actual: Float64Array };

/** Which nominal level really holds each share of what came: `levels[k]` is asked for in place of FORECAST_LEVELS[k]. */
export type LevelMap = { levels: number[]; /** steps behind it */ n: number };

const MIN_STEPS = 200;
/** A season's turn is not a bias: what is corrected stays within a tenth. */
const MOST_RATIO = 0.1;

/** Units that came over units that were forecast, over all origins. WAPE is won by forecasts that are too low; shelves are emptied by them. */
export function volumeRatioOf(forecasts: readonly SeriesForecast[], actual: readonly Float64Array[]): number {
  let [said, came] = [0, 0];
  forecasts.forEach((f, i) => f.mean.forEach((m, h) => {
    const y = actual[i]![h]!;
    if (Number.isNaN(y)) return;
    said += m;
    came += Math.max(0, y);
  }));
  return said > 0 ? Math.min(1 + MOST_RATIO, Math.max(1 - MOST_RATIO, came / said)) : 1;
}


/** Value of a forecast's distribution at any level: linear between its levels, held at the ends. */
function at(quantiles: readonly Float64Array[], h: number, level: number): number {
  const n = FORECAST_LEVELS.length;
  if (level <= FORECAST_LEVELS[0]!) return Math.max(0, quantiles[0]![h]! * (level / FORECAST_LEVELS[0]!));
  if (level >= FORECAST_LEVELS[n - 1]!) return quantiles[n - 1]![h]! + ((quantiles[n - 1]![h]! - quantiles[n - 2]![h]!) / Math.LN2) * Math.log((1 - FORECAST_LEVELS[n - 1]!) / Math.max(1 - level, 1e-4));
  const k = FORECAST_LEVELS.findIndex((l) => l > level) - 1;
  const share = (level - FORECAST_LEVELS[k]!) / (FORECAST_LEVELS[k + 1]! - FORECAST_LEVELS[k]!);
  return quantiles[k]![h]! + share * (quantiles[k + 1]![h]! - quantiles[k]![h]!);
}

/** Where what came stands in its forecast, in [0, 1]; a value that many levels share (zero, mostly) is drawn evenly between them. */
function place(quantiles: readonly Float64Array[], h: number, y: number, u: number): number {
  let below = 0;
  let upto = 0;
  FORECAST_LEVELS.forEach((level, k) => {
    if (quantiles[k]![h]! < y) below = level;
    if (quantiles[k]![h]! <= y) upto = level;
  });
  const next = FORECAST_LEVELS.find((l) => l > upto) ?? 1;
  if (upto > below) return below + u * (next - below);
  // strictly between two levels: where on the line between them
  const k = FORECAST_LEVELS.findIndex((l) => l > below + 1e-9);
  if (k < 0) return 0.9 + 0.1 * u;
  const low = k === 0 ? 0 : quantiles[k - 1]![h]!;
  const high = quantiles[k]![h]!;
  return below + (high > low ? Math.min(1, (y - low) / (high - low)) : u) * (FORECAST_LEVELS[k]! - below);
}

/**
 * Learns from backtests at which nominal level each share of outcomes lies.
 * @returns null with too few steps to learn it from
 * @source Kuleshov, Fenner & Ermon, "Accurate uncertainties for deep learning using calibrated regression", 2018; ties broken at random
 */
export function fitLevelMap(backtests: readonly Backtest[], seed: number): LevelMap | null {
  const random = seededRandom(seed);
  const places: { at: number; step: number }[] = [];
  const perStep: number[] = [];
  for (const { forecast, actual } of backtests) for (let h = 0; h < actual.length; h++) {
    if (Number.isNaN(actual[h]!)) continue;
    places.push({ at: place(forecast.quantiles, h, Math.max(0, actual[h]!), random.unit()), step: h });
    perStep[h] = (perStep[h] ?? 0) + 1;
  }
  if (places.length < MIN_STEPS) return null;
  places.sort((a, b) => a.at - b.at);
  // near steps are seen from more origins than far ones: each step counts the same, or intervals would be as narrow as near ones are
  const weight = places.map((p) => 1 / perStep[p.step]!);
  const total = weight.reduce((a, b) => a + b, 0);
  let [k, sum] = [0, 0];
  const levels = FORECAST_LEVELS.map((level) => {
    while (k < places.length - 1 && sum + weight[k]! < level * total) sum += weight[k++]!;
    return Math.min(0.999, Math.max(0.001, places[k]!.at));
  });
  return { levels, n: places.length };
}

export function applyLevelMap(map: LevelMap | null, forecast: SeriesForecast): SeriesForecast {
  if (map === null) return forecast;
  return { mean: forecast.mean, quantiles: map.levels.map((level) => Float64Array.from(forecast.mean, (_, h) => at(forecast.quantiles, h, level))) };
}

/**
 * Distribution of totals over some steps, learnt from how far totals came from their forecasts: bins of the forecast mean, each with the ratios that came.
 * Adding up the quantiles of single steps would say too much: bad days do not all come together.
 */
export type TotalsModel = { steps: number; /** upper ends of the bins of the forecast mean total, ascending; the last is Infinity */ edges: number[]; /** sorted ratios of what came over what was forecast, one list a bin */ ratios: Float64Array[] };

const BIN_ROWS = 150;

/**
 * @param steps lead time and review period together
 * @returns null with too few totals to learn from
 */
export function fitTotals(backtests: readonly Backtest[], steps: number): TotalsModel | null {
  const pairs: { mean: number; ratio: number }[] = [];
  for (const { forecast, actual } of backtests) {
    for (let from = 0; from + steps <= actual.length; from += steps) {
      let [said, came] = [0, 0];
      for (let h = from; h < from + steps; h++) {
        said += forecast.mean[h]!;
        came += actual[h]!;
      }
      if (Number.isNaN(came)) continue;
      const mean = Math.max(said, 1e-3);
      pairs.push({ mean, ratio: Math.max(0, came) / mean });
    }
  }
  if (pairs.length < 30) return null;
  pairs.sort((a, b) => a.mean - b.mean);
  const bins = Math.max(1, Math.min(20, Math.floor(pairs.length / BIN_ROWS)));
  const edges: number[] = [];
  const ratios: Float64Array[] = [];
  for (let b = 0; b < bins; b++) {
    const part = pairs.slice(Math.floor((b * pairs.length) / bins), Math.floor(((b + 1) * pairs.length) / bins));
    edges.push(b === bins - 1 ? Number.POSITIVE_INFINITY : part[part.length - 1]!.mean);
    ratios.push(Float64Array.from(part, (p) => p.ratio).sort());
  }
  return { steps, edges, ratios };
}

/** Quantiles of a total at FORECAST_LEVELS, each the conformal order statistic: at least its level of earlier totals lay below. @source Vovk, Gammerman & Shafer 2005 */
export function totalQuantiles(model: TotalsModel, meanTotal: number): Float64Array {
  const mean = Math.max(meanTotal, 1e-3);
  const bin = model.ratios[model.edges.findIndex((edge) => mean <= edge)] ?? model.ratios[model.ratios.length - 1]!;
  return Float64Array.from(FORECAST_LEVELS, (level) => mean * bin[Math.min(bin.length - 1, Math.max(0, Math.ceil((bin.length + 1) * level) - 1))]!);
}
