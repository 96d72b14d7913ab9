import { AppError } from '@bellwether/contracts';
import { z } from 'zod';

/**
 * A monotone map from scores to probabilities: `logit p' = a ln p - b ln(1 - p) + c`.
 * Temperature scaling is the special case a = b, c = 0.
 */
export const calibrationSchema = z.strictObject({ kind: z.enum(['beta', 'temperature']), a: z.number().min(0).max(1e6), b: z.number().min(0).max(1e6), c: z.number().min(-1e6).max(1e6) });
export type Calibration = z.infer<typeof calibrationSchema>;

/** Scores of exactly 0 or 1 would map to infinity. */
export const SCORE_CLIP = 1e-9;
const STEPS = 100;
/** A little ridge: perfectly separated scores have no finite optimum. */
const RIDGE = 1e-6;

const clip = (p: number): number => Math.min(1 - SCORE_CLIP, Math.max(SCORE_CLIP, p));
const sigmoid = (z: number): number => 1 / (1 + Math.exp(-z));

export const calibrate = ({ a, b, c }: Calibration, score: number): number => sigmoid(a * Math.log(clip(score)) - b * Math.log(1 - clip(score)) + c);

/** Solves a symmetric positive definite system by elimination. */
function solve(matrix: number[][], right: number[]): number[] {
  const n = right.length;
  const m = matrix.map((row, i) => [...row, right[i]!]);
  for (let k = 0; k < n; k++) {
    for (let i = k + 1; i < n; i++) {
      const f = m[i]![k]! / m[k]![k]!;
      for (let j = k; j <= n; j++) m[i]![j]! -= f * m[k]![j]!;
    }
  }
  const x = new Array<number>(n).fill(0);
  for (let i = n - 1; i >= 0; i--) x[i] = (m[i]![n]! - m[i]!.slice(i + 1, n).reduce((sum, v, j) => sum + v * x[i + 1 + j]!, 0)) / m[i]![i]!;
  return x;
}

function penalisedLoss(y: ArrayLike<number>, features: readonly Float64Array[], start: readonly number[], w: readonly number[]): number {
  let loss = 0;
  for (let i = 0; i < y.length; i++) {
    const t = features.reduce((sum, f, k) => sum + w[k]! * f[i]!, 0);
    loss += Math.max(t, 0) - t * y[i]! + Math.log1p(Math.exp(-Math.abs(t)));
  }
  return loss + 0.5 * RIDGE * y.length * w.reduce((sum, v, k) => sum + (v - start[k]!) ** 2, 0);
}

/** Logistic regression by Newton's method with step halving, drawn towards `start`. */
function newton(y: ArrayLike<number>, features: readonly Float64Array[], start: readonly number[]): number[] {
  let w = [...start];
  let best = penalisedLoss(y, features, start, w);
  for (let step = 0; step < STEPS; step++) {
    const gradient = w.map((v, k) => RIDGE * y.length * (v - start[k]!));
    const hessian = w.map((_, k) => w.map((__, l) => (k === l ? RIDGE * y.length : 0)));
    for (let i = 0; i < y.length; i++) {
      const p = sigmoid(features.reduce((sum, f, k) => sum + w[k]! * f[i]!, 0));
      for (let k = 0; k < w.length; k++) {
        gradient[k]! += (p - y[i]!) * features[k]![i]!;
        for (let l = 0; l < w.length; l++) hessian[k]![l]! += p * (1 - p) * features[k]![i]! * features[l]![i]!;
      }
    }
    const move = solve(hessian, gradient);
    let size = 1;
    let next = w.map((v, k) => v - move[k]!);
    let loss = penalisedLoss(y, features, start, next);
    while (!(loss <= best) && size > 1e-6) {
      size /= 2;
      next = w.map((v, k) => v - size * move[k]!);
      loss = penalisedLoss(y, features, start, next);
    }
    if (!(loss < best)) break;
    const gained = best - loss;
    w = next;
    best = loss;
    if (gained < 1e-9 * y.length) break;
  }
  return w;
}

/**
 * Fits on rows that did not train the model: out-of-fold predictions, or the validation part.
 * Beta calibration keeps both slopes from falling below zero, so that the ranking stays as it is.
 * @throws AppError TARGET_ONE_CLASS when the rows hold one class only
 * @source Kull, Silva Filho and Flach, "Beta calibration", 2017
 */
export function fitCalibration(kind: Calibration['kind'], y: ArrayLike<number>, score: ArrayLike<number>): Calibration {
  const n = y.length;
  const positives = Array.from(y).reduce((sum, v) => sum + v, 0);
  if (positives === 0 || positives === n) throw new AppError({ code: 'TARGET_ONE_CLASS', message: `expected both outcomes among the ${n} rows that calibrate, received one`, fix: 'give the validation part a larger share, or turn calibration off' });
  const logP = Float64Array.from({ length: n }, (_, i) => Math.log(clip(score[i]!)));
  const logQ = Float64Array.from({ length: n }, (_, i) => -Math.log(1 - clip(score[i]!)));
  if (kind === 'temperature') {
    const [t] = newton(y, [logP.map((v, i) => v + logQ[i]!)], [1]);
    return { kind, a: Math.max(0, t!), b: Math.max(0, t!), c: 0 };
  }
  const ones = new Float64Array(n).fill(1);
  const [a, b, c] = newton(y, [logP, logQ, ones], [1, 1, 0]);
  if (a! >= 0 && b! >= 0) return { kind, a: a!, b: b!, c: c! };
  const [slope, shift] = newton(y, [a! < 0 ? logQ : logP, ones], [1, 0]);
  return { kind, a: a! < 0 ? 0 : Math.max(0, slope!), b: a! < 0 ? Math.max(0, slope!) : 0, c: shift! };
}
