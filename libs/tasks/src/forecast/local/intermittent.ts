import type { LocalFit } from './exponential-smoothing';

/** Smoothing weights tried; the one with the least one-step squared error is kept. */
const WEIGHTS = [0.05, 0.1, 0.2, 0.3];

function best(y: Float64Array, fit: (a: number, residuals: Float64Array) => number, horizon: number): LocalFit {
  let chosen: { rate: number; residuals: Float64Array; sse: number } | null = null;
  for (const a of WEIGHTS) {
    const residuals = new Float64Array(y.length);
    const rate = fit(a, residuals);
    const sse = residuals.reduce((sum, e) => sum + e * e, 0);
    if (chosen === null || sse < chosen.sse) chosen = { rate, residuals, sse };
  }
  return { mean: new Float64Array(horizon).fill(Math.max(0, chosen!.rate)), residuals: chosen!.residuals };
}

/**
 * Croston's method: sizes and gaps of sales smoothed apart, updated when something sells. `sba` takes off its upward bias.
 * @source Croston 1972; Syntetos & Boylan, "The accuracy of intermittent demand estimates", 2005
 */
export function croston(y: Float64Array, horizon: number, sba: boolean): LocalFit {
  const first = y.findIndex((v) => v > 0);
  if (first < 0) return { mean: new Float64Array(horizon), residuals: new Float64Array(y.length) };
  return best(y, (a, residuals) => {
    let size = y[first]!;
    let gap = first + 1;
    let since = 1;
    const factor = sba ? 1 - a / 2 : 1;
    for (let t = 0; t < y.length; t++) {
      residuals[t] = t <= first ? 0 : y[t]! - (factor * size) / gap;
      if (t <= first) continue;
      if (y[t]! > 0) {
        size += a * (y[t]! - size);
        gap += a * (since - gap);
        since = 1;
      } else since++;
    }
    return (factor * size) / gap;
  }, horizon);
}

/**
 * TSB: the chance of a sale is updated at every step, so that a dying product is seen to die.
 * @source Teunter, Syntetos & Babai, "Intermittent demand: linking forecasting to inventory obsolescence", 2011
 */
export function tsb(y: Float64Array, horizon: number): LocalFit {
  const sales = y.filter((v) => v > 0);
  if (sales.length === 0) return { mean: new Float64Array(horizon), residuals: new Float64Array(y.length) };
  return best(y, (a, residuals) => {
    let chance = sales.length / y.length;
    let size = sales.reduce((s, v) => s + v, 0) / sales.length;
    for (let t = 0; t < y.length; t++) {
      residuals[t] = y[t]! - chance * size;
      chance += a * ((y[t]! > 0 ? 1 : 0) - chance);
      if (y[t]! > 0) size += a * (y[t]! - size);
    }
    return chance * size;
  }, horizon);
}
