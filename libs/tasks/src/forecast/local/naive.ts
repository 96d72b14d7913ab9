import type { LocalFit } from './exponential-smoothing';

/** Repeats the last season; the last value where the history is shorter than one. */
export function seasonalNaive(y: Float64Array, horizon: number, season: number): LocalFit {
  const m = y.length >= season ? season : 1;
  return {
    mean: Float64Array.from({ length: horizon }, (_, h) => y[y.length - m + (h % m)] ?? 0),
    residuals: Float64Array.from({ length: Math.max(0, y.length - m) }, (_, i) => y[i + m]! - y[i]!),
  };
}

/** Mean of the last `window` steps. */
export function movingAverage(y: Float64Array, horizon: number, window: number): LocalFit {
  const w = Math.min(window, y.length);
  const residuals = new Float64Array(Math.max(0, y.length - w));
  let sum = 0;
  for (let t = 0; t < y.length; t++) {
    if (t >= w) {
      residuals[t - w] = y[t]! - sum / w;
      sum -= y[t - w]!;
    }
    sum += y[t]!;
  }
  return { mean: new Float64Array(horizon).fill(w === 0 ? 0 : sum / w), residuals };
}
