import type { GbdtParams } from './gbdt-types';
import { lambdaRank } from './lambda-rank';
import type { BoostingObjective } from './objective-types';

const { abs, exp, log, max, min } = Math;

export const sigmoid = (z: number): number => (z >= 0 ? 1 / (1 + exp(-z)) : exp(z) / (1 + exp(z)));

function weightedMean(y: Float64Array, weight: Float64Array | null, of: (value: number, row: number) => number): number {
  let sum = 0;
  let total = 0;
  for (let i = 0; i < y.length; i++) {
    const w = weight === null ? 1 : weight[i]!;
    sum += w * of(y[i]!, i);
    total += w;
  }
  return sum / total;
}

const logistic: BoostingObjective = {
  start({ y, weight }) {
    const rate = min(1 - 1e-6, max(1e-6, weightedMean(y, weight, (v) => v)));
    return log(rate / (1 - rate));
  },
  gradients({ y, weight }, margin, pairs) {
    for (let i = 0; i < y.length; i++) {
      const z = margin[i]!;
      const p = 1 / (1 + exp(-z));
      const w = weight === null ? 1 : weight[i]!;
      pairs[2 * i] = w * (p - y[i]!);
      pairs[2 * i + 1] = w * max(1e-16, p * (1 - p));
    }
  },
  loss({ y, weight }, margin) {
    let sum = 0;
    let total = 0;
    for (let i = 0; i < y.length; i++) {
      const z = margin[i]!;
      const w = weight === null ? 1 : weight[i]!;
      sum += w * ((z > 0 ? z : 0) - z * y[i]! + log(1 + exp(-abs(z))));
      total += w;
    }
    return sum / total;
  },
};

const squared: BoostingObjective = {
  start: ({ y, weight }) => weightedMean(y, weight, (v) => v),
  gradients({ y, weight }, margin, pairs) {
    for (let i = 0; i < y.length; i++) {
      const w = weight === null ? 1 : weight[i]!;
      pairs[2 * i] = w * (margin[i]! - y[i]!);
      pairs[2 * i + 1] = w;
    }
  },
  loss: ({ y, weight }, margin) => weightedMean(y, weight, (v, i) => (margin[i]! - v) ** 2),
};

function weightedQuantile(values: Float64Array, weight: Float64Array | null, level: number): number {
  if (weight === null) return values.sort()[min(values.length - 1, Math.floor(level * values.length))]!;
  const order = Int32Array.from(values.keys()).sort((a, b) => values[a]! - values[b]!);
  const aim = level * weight.reduce((a, b) => a + b, 0);
  let reached = 0;
  for (const i of order) {
    reached += weight[i]!;
    if (reached >= aim) return values[i]!;
  }
  return values[order[order.length - 1]!]!;
}

const quantile = (level: number): BoostingObjective => ({
  start({ y }) {
    const sorted = y.slice().sort();
    return sorted[min(sorted.length - 1, Math.floor(level * sorted.length))]!;
  },
  gradients({ y, weight }, margin, pairs) {
    for (let i = 0; i < y.length; i++) {
      const w = weight === null ? 1 : weight[i]!;
      pairs[2 * i] = w * (margin[i]! >= y[i]! ? 1 - level : -level);
      pairs[2 * i + 1] = w;
    }
  },
  loss: ({ y, weight }, margin) => weightedMean(y, weight, (v, i) => (v >= margin[i]! ? level * (v - margin[i]!) : (1 - level) * (margin[i]! - v))),
  // the gradient has one size however far a row is away: each leaf steps to the quantile of what its rows still miss (LightGBM's RenewTreeOutput)
  renew: ({ y, weight }, margin, rows) => weightedQuantile(Float64Array.from(rows, (i) => y[i]! - margin[i]!), weight === null ? null : Float64Array.from(rows, (i) => weight[i]!), level),
});

/** LightGBM's `poisson_max_delta_step`: a curvature larger by its exponential keeps leaves of rare events from leaping. */
const POISSON_DELTA = 0.7;

/** Counts. Log link: the prediction is exp(margin). */
const poisson: BoostingObjective = {
  start: ({ y, weight }) => log(max(1e-9, weightedMean(y, weight, (v) => v))),
  gradients({ y, weight }, margin, pairs) {
    for (let i = 0; i < y.length; i++) {
      const w = weight === null ? 1 : weight[i]!;
      pairs[2 * i] = w * (exp(margin[i]!) - y[i]!);
      pairs[2 * i + 1] = w * exp(margin[i]! + POISSON_DELTA);
    }
  },
  loss: ({ y, weight }, margin) => weightedMean(y, weight, (v, i) => exp(margin[i]!) - v * margin[i]!),
};

/** Log link: the prediction is exp(margin). */
const tweedie = (power: number): BoostingObjective => ({
  start: ({ y, weight }) => log(max(1e-9, weightedMean(y, weight, (v) => v))),
  gradients({ y, weight }, margin, pairs) {
    for (let i = 0; i < y.length; i++) {
      const w = weight === null ? 1 : weight[i]!;
      const a = exp((1 - power) * margin[i]!);
      const b = exp((2 - power) * margin[i]!);
      pairs[2 * i] = w * (-y[i]! * a + b);
      pairs[2 * i + 1] = w * (-y[i]! * (1 - power) * a + (2 - power) * b);
    }
  },
  loss: ({ y, weight }, margin) => weightedMean(y, weight, (v, i) => (-v * exp((1 - power) * margin[i]!)) / (1 - power) + exp((2 - power) * margin[i]!) / (2 - power)),
});

export function objectiveOf(params: GbdtParams): BoostingObjective {
  switch (params.objective) {
    case 'logistic': return logistic;
    case 'squared': return squared;
    case 'quantile': return quantile(params.quantile);
    case 'poisson': return poisson;
    case 'tweedie': return tweedie(params.tweediePower);
    case 'lambdarank': return lambdaRank(params);
  }
}
