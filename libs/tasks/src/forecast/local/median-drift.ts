import type { LocalFit } from './exponential-smoothing';

const WINDOW = 13;
const LEVEL_STEPS = 3;
const DAMPING = 0.98;

/**
 * The recent level, moving on by the median of the recent steps. A median step forgets a break that a fitted trend would carry on for ever,
 * which makes it a good member for totals.
 */
export function medianDrift(y: Float64Array, horizon: number): LocalFit {
  const n = y.length;
  const steps = Float64Array.from({ length: Math.min(WINDOW, Math.max(0, n - 1)) }, (_, k) => y[n - 1 - k]! - y[n - 2 - k]!).sort();
  const slope = steps.length === 0 ? 0 : (steps[Math.floor((steps.length - 1) / 2)]! + steps[Math.ceil((steps.length - 1) / 2)]!) / 2;
  const recent = y.subarray(Math.max(0, n - LEVEL_STEPS));
  const level = n === 0 ? 0 : recent.reduce((a, b) => a + b, 0) / recent.length + (slope * (recent.length - 1)) / 2;
  const most = 5 * y.reduce((a, b) => Math.max(a, b), 0);
  let damped = 0;
  const mean = Float64Array.from({ length: horizon }, () => {
    damped = damped * DAMPING + DAMPING;
    return Math.min(most, Math.max(0, level + slope * damped));
  });
  return { mean, residuals: Float64Array.from({ length: Math.max(0, n - 1) }, (_, t) => y[t + 1]! - y[t]! - slope) };
}
