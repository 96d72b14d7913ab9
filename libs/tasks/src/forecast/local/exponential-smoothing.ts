import { minimise } from './minimise';

/** A fitted local forecast: the path ahead and the one-step errors it made on the way. */
export type LocalFit = { mean: Float64Array; /** one-step errors inside the history */ residuals: Float64Array };

type Shape = { trend: boolean; season: number };
type State = { level: number; slope: number; seasonal: Float64Array };

/** Additive errors, damped additive trend, additive season: each part may be absent. */
function run(y: Float64Array, shape: Shape, w: Float64Array, start: State, clip: number, residuals: Float64Array | null): { sse: number; state: State } {
  const [alpha, beta, gamma, phi] = [w[0]!, shape.trend ? w[1]! : 0, shape.season > 1 ? w[w.length - 1]! : 0, shape.trend ? w[2]! : 0];
  const { season } = shape;
  const seasonal = start.seasonal.slice();
  let { level, slope } = start;
  let sse = 0;
  for (let t = 0; t < y.length; t++) {
    const s = season > 1 ? seasonal[t % season]! : 0;
    const before = level + phi * slope;
    const e = y[t]! - before - s;
    // one break must not decide which weights fit all the rest
    sse += Math.min(e * e, 2.25 * clip * clip);
    if (residuals !== null) residuals[t] = e;
    level = before + alpha * e;
    // a break moves the level, not the trend
    slope = phi * slope + beta * alpha * Math.max(-clip, Math.min(clip, e));
    if (season > 1) seasonal[t % season] = s + gamma * (1 - alpha) * e;
  }
  return { sse, state: { level, slope, seasonal } };
}

function firstState(y: Float64Array, { season }: Shape): State {
  const first = Math.min(y.length, Math.max(season > 1 ? 2 * season : 0, 8));
  let level = 0;
  for (let t = 0; t < first; t++) level += y[t]! / first;
  const seasonal = new Float64Array(season > 1 ? season : 0);
  const seen = new Float64Array(seasonal.length);
  for (let t = 0; season > 1 && t < first; t++) {
    seasonal[t % season]! += y[t]! - level;
    seen[t % season]! += 1;
  }
  for (let k = 0; k < seasonal.length; k++) seasonal[k] = seen[k] === 0 ? 0 : seasonal[k]! / seen[k]!;
  return { level, slope: 0, seasonal };
}

/** How far a step usually goes: the median absolute difference, as a standard deviation. */
function stepScale(y: Float64Array): number {
  const steps = Float64Array.from({ length: Math.max(0, y.length - 1) }, (_, t) => Math.abs(y[t + 1]! - y[t]!)).sort();
  const middle = steps[Math.floor(steps.length / 2)] ?? 0;
  return middle > 0 ? 1.4826 * middle : Number.POSITIVE_INFINITY;
}

const candidates = (n: number, season: number): Shape[] => [
  { trend: false, season: 1 },
  ...(n >= 12 ? [{ trend: true, season: 1 }] : []),
  ...(season > 1 && n >= 2 * season + 2 ? [{ trend: false, season }, ...(n >= 3 * season ? [{ trend: true, season }] : [])] : []),
];

/**
 * ETS(A,N|Ad,N|A) chosen by AICc. A forecast that runs away is held within [0, 5 x the largest sale seen]: local methods explode on short histories.
 * @source Hyndman, Koehler, Ord & Snyder, "Forecasting with Exponential Smoothing", 2008. Differs: first states are averages, not estimated; errors are clipped
 * before they reach the trend (Gelper, Fried & Croux, "Robust forecasting with exponential and Holt-Winters smoothing", 2010).
 */
export function exponentialSmoothing(y: Float64Array, horizon: number, season: number): LocalFit {
  const n = y.length;
  const clip = 2 * stepScale(y);
  let best: { shape: Shape; w: Float64Array; aicc: number } | null = null;
  for (const shape of candidates(n, season)) {
    const start = firstState(y, shape);
    const box = [[0.01, 0.99, 0.2], ...(shape.trend ? [[0.001, 0.5, 0.05], [0.8, 0.98, 0.95]] : []), ...(shape.season > 1 ? [[0.001, 0.5, 0.1]] : [])];
    const { x, value } = minimise((w) => run(y, shape, w, start, clip, null).sse, box.map((b) => b[2]!), box.map((b) => b[0]!), box.map((b) => b[1]!), 60);
    const k = box.length + 1 + (shape.trend ? 1 : 0) + (shape.season > 1 ? shape.season : 0);
    const aicc = n * Math.log(value / n + 1e-12) + 2 * k + (n - k - 1 > 0 ? (2 * k * (k + 1)) / (n - k - 1) : 1e9);
    if (best === null || aicc < best.aicc) best = { shape, w: x, aicc };
  }
  const { shape, w } = best!;
  const residuals = new Float64Array(n);
  const { state } = run(y, shape, w, firstState(y, shape), clip, residuals);
  const phi = shape.trend ? w[2]! : 0;
  const most = 5 * y.reduce((a, b) => Math.max(a, b), 0);
  let damped = 0;
  const mean = Float64Array.from({ length: horizon }, (_, h) => {
    damped = damped * phi + phi;
    return Math.min(most, Math.max(0, state.level + damped * state.slope + (shape.season > 1 ? state.seasonal[(n + h) % shape.season]! : 0)));
  });
  return { mean, residuals };
}
