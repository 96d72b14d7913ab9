import { AppError } from '@bellwether/contracts';
import { FORECAST_LEVELS } from '@bellwether/metrics';

/** Variance of a count with the mean m: factor x m + square x m^2. */
export type Spread = { factor: number; square: number };

/** Terms of the negative binomial that are added up at most. */
const MOST_UNITS = 100_000;

/** Counts below which the share FORECAST_LEVELS of a negative binomial lies. @param dispersion (variance - mean) / mean^2 @unit units */
export function negativeBinomialQuantiles(mean: number, dispersion: number): Float64Array {
  if (!(mean >= 0) || !(dispersion > 0)) throw new AppError({ code: 'INPUT_INVALID', message: `expected a mean of zero or more and a dispersion above zero, received ${mean} and ${dispersion}`, fix: 'pass the moments of a count' });
  const out = new Float64Array(FORECAST_LEVELS.length);
  if (mean === 0) return out;
  const size = 1 / dispersion;
  const logMiss = Math.log(mean / (size + mean));
  let log = size * Math.log(size / (size + mean));
  let sum = Math.exp(log);
  let count = 0;
  FORECAST_LEVELS.forEach((level, k) => {
    while (sum < level && count < MOST_UNITS) {
      count++;
      log += Math.log((count - 1 + size) / count) + logMiss;
      sum += Math.exp(log);
    }
    out[k] = count;
  });
  return out;
}

/** Standard normal values at FORECAST_LEVELS. */
const NORMAL = [-1.2816, -0.8416, -0.5244, -0.2533, 0, 0.2533, 0.5244, 0.8416, 1.2816];
/** Above it a count is as good as a lognormal of the same moments, and a hundred times quicker. @unit units */
export const MOST_COUNTED = 200;

export function countQuantiles(mean: number, { factor, square }: Spread): Float64Array {
  if (mean < 1e-9) return new Float64Array(FORECAST_LEVELS.length);
  if (mean <= MOST_COUNTED) return negativeBinomialQuantiles(mean, dispersionOf(mean, { factor, square }));
  const variance = Math.log(1 + factor / mean + square);
  return Float64Array.from(NORMAL, (z) => mean * Math.exp(z * Math.sqrt(variance) - variance / 2));
}

const dispersionOf = (mean: number, { factor, square }: Spread): number => Math.max(1e-4, (factor - 1) / mean + square);

/** How much of a distribution is followed unit by unit. */
const FOLLOWED = 0.9999;

/**
 * The fewest whole units that are enough with any chance. Zero is an answer: of most slow movers nothing will be wanted.
 * @returns null for counts so many that a unit tells nothing, which `countQuantiles` describes
 */
export function countAt(mean: number, spread: Spread): ((level: number) => number) | null {
  if (mean > MOST_COUNTED) return null;
  if (mean < 1e-9) return () => 0;
  const size = 1 / dispersionOf(mean, spread);
  const logMiss = Math.log(mean / (size + mean));
  let log = size * Math.log(size / (size + mean));
  const upTo = [Math.exp(log)];
  while (upTo.at(-1)! < FOLLOWED && upTo.length < MOST_UNITS) {
    log += Math.log((upTo.length - 1 + size) / upTo.length) + logMiss;
    upTo.push(upTo.at(-1)! + Math.exp(log));
  }
  return (level) => {
    let [low, high] = [0, upTo.length - 1];
    while (low < high) {
      const middle = (low + high) >> 1;
      if (upTo[middle]! < level) low = middle + 1;
      else high = middle;
    }
    return low;
  };
}

/** Minus the logarithm of a count's chance, less what does not depend on the spread. */
export function countLoss(mean: number, spread: Spread, came: number): number {
  const m = Math.max(mean, 1e-6);
  const size = 1 / dispersionOf(m, spread);
  let log = size * Math.log(size / (size + m)) + came * Math.log(m / (size + m));
  for (let k = 0; k < came; k++) log += Math.log((k + size) / (k + 1));
  return -log;
}

/** Mean loss over the levels: what a wrong order costs, averaged over what orders are for. */
export function levelLoss(quantiles: ArrayLike<number>, came: number): number {
  let loss = 0;
  FORECAST_LEVELS.forEach((level, k) => {
    const d = came - quantiles[k]!;
    loss += Math.max(level * d, (level - 1) * d) / FORECAST_LEVELS.length;
  });
  return loss;
}

const FACTORS = [1.05, 1.2, 1.4, 1.7, 2.1, 2.7, 3.5];
const SQUARES = [0.003, 0.015, 0.03, 0.06, 0.1, 0.16, 0.25, 0.4, 0.7, 1.2, 2];

/** One spread for all products, as slow movers cannot tell their own: the one with the least loss over all levels, or the likeliest, where sales are counts: most levels of a slow mover are zero for any spread. */
export function fitSpread(means: readonly number[], came: readonly number[], likeliest = false): Spread {
  let best = { loss: Number.POSITIVE_INFINITY, spread: { factor: 1.4, square: 0.1 } };
  for (const factor of FACTORS) for (const square of SQUARES) {
    const spread = { factor, square };
    const loss = means.reduce((sum, m, i) => sum + (likeliest ? countLoss(m, spread, came[i]!) : levelLoss(countQuantiles(m, spread), came[i]!)), 0);
    if (loss < best.loss) best = { loss, spread };
  }
  return best.spread;
}

/** The share of a distribution at or below a value, linear between its levels. */
export function shareBelow(quantiles: ArrayLike<number>, value: number): number {
  const n = FORECAST_LEVELS.length;
  if (value < 0) return 0;
  if (value < quantiles[0]!) return (FORECAST_LEVELS[0]! * value) / quantiles[0]!;
  for (let k = n - 1; k >= 0; k--) {
    if (value < quantiles[k]!) continue;
    if (k < n - 1) {
      const width = quantiles[k + 1]! - quantiles[k]!;
      return FORECAST_LEVELS[k]! + (width > 0 ? (value - quantiles[k]!) / width : 1) * (FORECAST_LEVELS[k + 1]! - FORECAST_LEVELS[k]!);
    }
    // beyond the last level half of what is left goes with each further step as wide as the last two are apart
    const width = Math.max(quantiles[k]! - quantiles[k - 1]!, 1e-9);
    return 1 - (1 - FORECAST_LEVELS[k]!) * 0.5 ** ((value - quantiles[k]!) / width);
  }
  return 0;
}

export type Interval = { low: number; high: number };

/** The shortest run of whole units that holds the share `held`; of equally short ones the one that holds most. */
export function shortestRun(quantiles: ArrayLike<number>, held: number): Interval {
  let high = 0;
  while (shareBelow(quantiles, high) < held && high < MOST_UNITS) high++;
  let best: Interval & { mass: number } = { low: 0, high, mass: shareBelow(quantiles, high) };
  for (let low = 1; ; low++) {
    const below = shareBelow(quantiles, low - 1);
    if (below > 1 - held) break;
    while (shareBelow(quantiles, high) - below < held && high < MOST_UNITS) high++;
    const mass = shareBelow(quantiles, high) - below;
    const [length, before] = [high - low, best.high - best.low];
    if (length < before || (length === before && mass > best.mass)) best = { low, high, mass };
  }
  return { low: best.low, high: best.high };
}
