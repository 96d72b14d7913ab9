import { FORECAST_LEVELS } from '@bellwether/metrics';
import type { SeriesForecast } from './series';

/** Forecasts of one member over all backtests, in the same order as `actual`. */
export type MemberBacktests = { name: string; forecasts: SeriesForecast[] };

/** Weighted mean of members, level by level: quantiles averaged this way stay in order. */
export function blendForecasts(forecasts: readonly SeriesForecast[], weights: readonly number[]): SeriesForecast {
  const mix = (of: (f: SeriesForecast) => Float64Array): Float64Array => {
    const out = new Float64Array(of(forecasts[0]!).length);
    forecasts.forEach((f, m) => of(f).forEach((v, h) => (out[h]! += weights[m]! * v)));
    return out;
  };
  return { mean: mix((f) => f.mean), quantiles: FORECAST_LEVELS.map((_, k) => mix((f) => f.quantiles[k]!)) };
}

/** Quantile loss of the levels plus the squared error of the mean over the level of the panel: both parts of a forecast decide its weight. */
function lossOf(members: readonly MemberBacktests[], actual: readonly Float64Array[], weights: readonly number[]): number {
  let [pinball, squared, volume, n] = [0, 0, 0, 0];
  actual.forEach((y, i) => {
    const f = blendForecasts(members.map((m) => m.forecasts[i]!), weights);
    for (let h = 0; h < y.length; h++) {
      if (Number.isNaN(y[h]!)) continue;
      FORECAST_LEVELS.forEach((level, k) => {
        const d = y[h]! - f.quantiles[k]![h]!;
        pinball += 2 * Math.max(level * d, (level - 1) * d) / FORECAST_LEVELS.length;
      });
      squared += (y[h]! - f.mean[h]!) ** 2;
      volume += Math.abs(y[h]!);
      n++;
    }
  });
  return volume === 0 ? 0 : pinball / volume + 0.25 * (Math.sqrt(squared / n) / (volume / n));
}

/**
 * Weights on the simplex by greedy selection with replacement, starting from the best member: few picks do not overfit a handful of origins.
 * @source Caruana, Niculescu-Mizil, Crew & Ksikes, "Ensemble selection from libraries of models", 2004
 */
export function fitBlend(members: readonly MemberBacktests[], actual: readonly Float64Array[], picks = 12): number[] {
  const counts = members.map(() => 0);
  let best = Number.POSITIVE_INFINITY;
  let kept = [...counts];
  for (let pick = 1; pick <= picks; pick++) {
    const tried = members.map((_, m) => lossOf(members, actual, counts.map((c, k) => (c + (k === m ? 1 : 0)) / pick)));
    const m = tried.indexOf(Math.min(...tried));
    counts[m]!++;
    if (tried[m]! < best - 1e-9) {
      best = tried[m]!;
      kept = counts.map((c) => c / pick);
    }
  }
  return kept;
}
