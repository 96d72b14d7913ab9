import { exponentialSmoothing } from '../local/exponential-smoothing';
import { medianDrift } from '../local/median-drift';
import { movingAverage, seasonalNaive } from '../local/naive';
import { theta } from '../local/theta';

/** Members for a total: smooth enough that a trend can be told from noise. */
const MEMBERS = {
  ets: exponentialSmoothing,
  theta,
  'median-drift': (y: Float64Array, h: number) => medianDrift(y, h),
  'moving-average': (y: Float64Array, h: number) => movingAverage(y, h, 8),
  'seasonal-naive': seasonalNaive,
} as const;

/** Origins a third of the horizon apart: the nearest sees the newest habits, the farthest the whole horizon. */
const ORIGINS = 3;

export type TotalForecast = { mean: Float64Array; /** of the whole horizon, as a share of it, from the origins it was chosen on */ relativeError: number; weights: Record<string, number> };

/**
 * A total's forecast: members weighted by how well each said the whole horizon at earlier origins.
 * @param y the total up to the origin, without unknown steps
 */
export function forecastTotal(y: Float64Array, horizon: number, season: number): TotalForecast {
  const origins = Array.from({ length: ORIGINS }, (_, k) => y.length - Math.max(1, Math.round((horizon * (k + 1)) / ORIGINS))).filter((o) => o >= Math.max(8, horizon / 2));
  const errors = Object.entries(MEMBERS).map(([name, member]) => {
    const relative = origins.map((o) => {
      const steps = Math.min(horizon, y.length - o);
      const came = sum(y.subarray(o, o + steps));
      return came === 0 ? 0 : sum(member(y.slice(0, o), horizon, season).mean.subarray(0, steps)) / came - 1;
    });
    return { name, member, squared: relative.length === 0 ? 1 : relative.reduce((a, e) => a + e * e, 0) / relative.length };
  });
  // a floor: a member that was right by chance must not take everything
  const weight = errors.map((e) => 1 / (e.squared + 1e-4) ** 2);
  const total = weight.reduce((a, b) => a + b, 0);
  const mean = new Float64Array(horizon);
  errors.forEach((e, i) => {
    const path = e.member(y, horizon, season).mean;
    for (let h = 0; h < horizon; h++) mean[h]! += (weight[i]! / total) * path[h]!;
  });
  return { mean, relativeError: Math.sqrt(errors.reduce((a, e, i) => a + (weight[i]! / total) * e.squared, 0)), weights: Object.fromEntries(errors.map((e, i) => [e.name, weight[i]! / total])) };
}

const sum = (values: Float64Array): number => values.reduce((a, b) => a + b, 0);
