import type { LocalFit } from './exponential-smoothing';
import { minimise } from './minimise';

/** Multiplicative seasonal indices by ratio to a centred moving average; ones where the season is not significant or a ratio is undefined. */
function seasonalIndices(y: Float64Array, season: number): Float64Array {
  const ones = new Float64Array(season).fill(1);
  if (season < 2 || y.length < 2 * season + 1 || y.some((v) => v <= 0) || !seasonalBySign(y, season)) return ones;
  const sums = new Float64Array(season);
  const seen = new Float64Array(season);
  const half = Math.floor(season / 2);
  for (let t = half; t + half < y.length; t++) {
    let trend = 0;
    for (let k = -half; k <= half; k++) trend += y[t + k]! * (season % 2 === 0 && Math.abs(k) === half ? 0.5 : 1);
    sums[t % season]! += y[t]! / (trend / season);
    seen[t % season]! += 1;
  }
  const raw = sums.map((v, k) => (seen[k] === 0 ? 1 : v / seen[k]!));
  const mean = raw.reduce((a, b) => a + b, 0) / season;
  return raw.map((v) => v / mean);
}

/** Is the autocorrelation at the season's lag significant at 90 %? (The test of the M3 and M4 Theta entries.) */
function seasonalBySign(y: Float64Array, season: number): boolean {
  const n = y.length;
  const mean = y.reduce((a, b) => a + b, 0) / n;
  const variance = y.reduce((a, b) => a + (b - mean) ** 2, 0);
  if (variance === 0) return false;
  const r = (lag: number): number => {
    let c = 0;
    for (let t = lag; t < n; t++) c += (y[t]! - mean) * (y[t - lag]! - mean);
    return c / variance;
  };
  let squares = 0;
  for (let lag = 1; lag < season; lag++) squares += r(lag) ** 2;
  return Math.abs(r(season)) > 1.645 * Math.sqrt((1 + 2 * squares) / n);
}

/**
 * The Theta method: simple exponential smoothing with half the drift of a straight line.
 * @source Assimakopoulos & Nikolopoulos 2000, in the form of Hyndman & Billah, "Unmasking the Theta method", 2003
 */
export function theta(y: Float64Array, horizon: number, season: number): LocalFit {
  const n = y.length;
  const indices = seasonalIndices(y, season);
  const x = y.map((v, t) => v / indices[t % season]!);
  let sxt = 0;
  for (let t = 0; t < n; t++) sxt += x[t]! * (t - (n - 1) / 2);
  const slope = n > 2 ? sxt / ((n * (n * n - 1)) / 12) : 0;
  const errors = new Float64Array(n);
  const smooth = (alpha: number): { sse: number; level: number } => {
    let level = x.subarray(0, Math.min(n, 4)).reduce((a, b) => a + b, 0) / Math.min(n, 4);
    let sse = 0;
    for (let t = 0; t < n; t++) {
      const e = x[t]! - level;
      errors[t] = e * indices[t % season]!;
      sse += e * e;
      level += alpha * e;
    }
    return { sse, level };
  };
  const alpha = minimise((w) => smooth(w[0]!).sse, [0.3], [0.01], [0.99], 40).x[0]!;
  const { level } = smooth(alpha);
  const most = 5 * y.reduce((a, b) => Math.max(a, b), 0);
  const mean = Float64Array.from({ length: horizon }, (_, h) => {
    const drift = (slope / 2) * (h + (1 - (1 - alpha) ** n) / alpha);
    return Math.min(most, Math.max(0, (level + drift) * indices[(n + h) % season]!));
  });
  return { mean, residuals: errors.slice() };
}
