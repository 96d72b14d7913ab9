import { AppError } from '@bellwether/contracts';

const { abs, exp, log, max, min, sqrt } = Math;

/** Rows of inputs with what came. @shape x: [rows, width] row-major, y: [rows] not below zero, weight: [rows] above zero; all one when left out */
export type GlmSet = { x: Float32Array; y: Float64Array; weight?: Float64Array };

export type GlmOptions = {
  train: GlmSet;
  /** chooses the strength of the penalty, or the strength that was chosen before: the path then ends there */
  valid: GlmSet | { lambda: number };
  width: number;
  /** variance ~ mean ** power: 1 is Poisson, between 1 and 2 compound Poisson-gamma (Tweedie) */
  power: number;
  /** share of the penalty that is L1; the rest is L2 */
  l1Share: number;
  /** strengths that are tried, from the one at which nothing is left */
  strengths?: number;
  signal?: AbortSignal;
  /** after each strength: mean deviance, up to a constant of the data */
  onStrength?(at: { index: number; strengths: number; trainLoss: number; validLoss: number }): void;
};

/** Log link: the prediction is exp(intercept + weights · x). @shape weights: [width] */
export type GlmModel = { intercept: number; weights: Float64Array; lambda: number };

/** Margins further than this from the mean are not followed: a single outlier must not blow up. */
const MOST_MARGIN = 12;
const PATH_END = 1e-4;
const MOST_OUTER = 8;
const MOST_SWEEPS = 30;
const TOLERANCE = 1e-5;
/** To a strength that is known the path is only the way there. */
const STEPS_TO_CHOSEN = 8;
/** Strengths in a row that do not help before the path ends. */
const PATIENCE = 5;

/** What moves while a path is walked. */
type State = { beta: Float64Array; intercept: number; eta: Float64Array; /** far from the mean is cut here */ low: number; high: number };

/** @shape [rows] */
export function glmMargins({ intercept, weights }: Pick<GlmModel, 'intercept' | 'weights'>, x: Float32Array): Float64Array {
  const width = weights.length;
  const out = new Float64Array(x.length / max(1, width)).fill(intercept);
  for (let i = 0, at = 0; i < out.length; i++) for (let k = 0; k < width; k++, at++) out[i]! += weights[k]! * x[at]!;
  return out;
}

/** Mean Tweedie (or Poisson) deviance up to a constant of the data, halved; each row as often as it weighs. */
function deviance({ y, weight }: Omit<GlmSet, 'x'>, eta: Float64Array, power: number, low: number, high: number): number {
  let sum = 0;
  for (let i = 0; i < y.length; i++) {
    const m = min(high, max(low, eta[i]!));
    sum += (weight?.[i] ?? 1) * (power === 1 ? exp(m) - y[i]! * m : exp((2 - power) * m) / (2 - power) - (y[i]! * exp((1 - power) * m)) / (1 - power));
  }
  return sum / y.length;
}

const soft = (v: number, by: number): number => (v > by ? v - by : v < -by ? v + by : 0);

/** Columns of their own, standardised: the penalty must treat inputs alike. */
function standardised({ x, y }: GlmSet, width: number): { columns: Float64Array[]; centre: Float64Array; scale: Float64Array } {
  const n = y.length;
  const [centre, scale] = [new Float64Array(width), new Float64Array(width)];
  const columns = Array.from({ length: width }, (_, k) => {
    const c = Float64Array.from({ length: n }, (__, i) => x[i * width + k]!);
    centre[k] = c.reduce((a, b) => a + b, 0) / n;
    scale[k] = sqrt(c.reduce((a, b) => a + (b - centre[k]!) ** 2, 0) / n);
    return scale[k]! > 1e-9 ? c.map((v) => (v - centre[k]!) / scale[k]!) : c.fill(0);
  });
  return { columns, centre, scale };
}

/** One weighted least-squares problem by cyclic coordinate descent; `z` is what is left to explain. Changes `state`. */
function descend(columns: readonly Float64Array[], state: State, z: Float64Array, w: Float64Array, penalty: { l1: number; l2: number }): void {
  const n = z.length;
  const total = w.reduce((a, b) => a + b, 0);
  const curvature = columns.map((c) => { let s = 0; for (let i = 0; i < n; i++) s += w[i]! * c[i]! * c[i]!; return s / n; });
  let active = columns.map((_, k) => k);
  for (let sweep = 0; sweep < MOST_SWEEPS; sweep++) {
    let moved = 0;
    let left = 0;
    for (let i = 0; i < n; i++) left += w[i]! * z[i]!;
    const shift = left / total;
    state.intercept += shift;
    for (let i = 0; i < n; i++) z[i]! -= shift;
    for (const k of active) {
      const c = columns[k]!;
      if (curvature[k]! < 1e-15) continue;
      let g = 0;
      for (let i = 0; i < n; i++) g += w[i]! * c[i]! * z[i]!;
      const old = state.beta[k]!;
      const next = soft(g / n + curvature[k]! * old, penalty.l1) / (curvature[k]! + penalty.l2);
      if (next === old) continue;
      state.beta[k] = next;
      for (let i = 0; i < n; i++) z[i]! -= (next - old) * c[i]!;
      moved = max(moved, curvature[k]! * (next - old) ** 2);
    }
    if (moved < TOLERANCE * TOLERANCE * (total / n)) {
      // what has settled is looked at whole once more
      if (active.length === columns.length) return;
      active = columns.map((_, k) => k);
    } else if (sweep === 0) active = active.filter((k) => state.beta[k] !== 0);
  }
}

/** Penalised iteratively reweighted least squares at one strength, from where the last one ended; a step that makes it worse is halved. */
function fitAt(columns: readonly Float64Array[], set: Omit<GlmSet, 'x'>, power: number, state: State, penalty: { l1: number; l2: number }): void {
  const { y, weight } = set;
  const n = y.length;
  const cost = (): number => deviance(set, state.eta, power, state.low, state.high) + state.beta.reduce((a, b) => a + penalty.l1 * abs(b) + 0.5 * penalty.l2 * b * b, 0);
  let before = cost();
  for (let outer = 0; outer < MOST_OUTER; outer++) {
    const [w, z] = [new Float64Array(n), new Float64Array(n)];
    for (let i = 0; i < n; i++) {
      const mu = exp(min(state.high, max(state.low, state.eta[i]!)));
      w[i] = (weight?.[i] ?? 1) * mu ** (2 - power);
      z[i] = (y[i]! - mu) / mu;
    }
    const old = { beta: state.beta.slice(), intercept: state.intercept, eta: state.eta.slice() };
    descend(columns, state, z, w, penalty);
    state.eta.fill(state.intercept);
    columns.forEach((c, k) => { const b = state.beta[k]!; if (b !== 0) for (let i = 0; i < n; i++) state.eta[i]! += b * c[i]!; });
    let after = cost();
    for (let halving = 0; !(after <= before) && halving < 12; halving++) {
      state.beta.forEach((b, k) => (state.beta[k] = (b + old.beta[k]!) / 2));
      state.intercept = (state.intercept + old.intercept) / 2;
      state.eta.forEach((e, i) => (state.eta[i] = (e + old.eta[i]!) / 2));
      after = cost();
    }
    if (before - after < TOLERANCE * (abs(before) + TOLERANCE)) return;
    before = after;
  }
}

/** Even steps on the logarithm, from where nothing is left to a share of it, or to the strength that was chosen before. */
function strengthAt(s: number, { largest, chosen, strengths }: { largest: number; chosen: number | null; strengths: number }): number {
  const end = chosen === null ? PATH_END : min(1, chosen / largest);
  return s === strengths - 1 && chosen !== null ? chosen : largest * end ** (s / max(1, strengths - 1));
}

/**
 * Generalised linear model of a count or an amount with a logarithmic link and an elastic-net penalty: a path of strengths, each begun where the last ended,
 * and the strength that serves the validation rows best.
 * @throws AppError INPUT_INVALID for values below zero, RUN_CANCELLED
 * @source Friedman, Hastie and Tibshirani, "Regularization paths for generalized linear models via coordinate descent", 2010; Qian, Yang and Zou, "Tweedie's compound Poisson model with grouped elastic net", 2016
 */
export async function fitGlm(options: GlmOptions): Promise<GlmModel> {
  const { train, valid, width, power, l1Share } = options;
  const chosen = 'lambda' in valid ? valid.lambda : null;
  const strengths = chosen === null ? (options.strengths ?? 25) : STEPS_TO_CHOSEN;
  const below = train.y.findIndex((v) => !(v >= 0));
  if (below >= 0) throw new AppError({ code: 'INPUT_INVALID', message: `expected values of at least zero, received ${train.y[below]}`, fix: 'use squared error for a target that can lie below zero' });
  const { columns, centre, scale } = standardised(train, width);
  const weightOf = (i: number): number => train.weight?.[i] ?? 1;
  const mean = max(1e-9, train.y.reduce((a, b, i) => a + weightOf(i) * b, 0) / train.y.reduce((a, _, i) => a + weightOf(i), 0));
  const start = log(mean);
  const state: State = { beta: new Float64Array(width), intercept: start, eta: new Float64Array(train.y.length).fill(start), low: start - MOST_MARGIN, high: start + MOST_MARGIN };
  // at this strength the first input would come in
  const largest = columns.reduce((most, c) => { let g = 0; for (let i = 0; i < c.length; i++) g += weightOf(i) * c[i]! * (train.y[i]! - mean) * mean ** (1 - power); return max(most, abs(g) / c.length); }, 1e-9) / max(0.05, l1Share);
  let best: (GlmModel & { loss: number }) | null = null;
  for (let s = 0, worse = 0; s < strengths && worse < PATIENCE; s++) {
    if (options.signal?.aborted) throw new AppError({ code: 'RUN_CANCELLED', message: 'the run was cancelled', fix: 'start it again when you want it' });
    const lambda = strengthAt(s, { largest, chosen, strengths });
    fitAt(columns, train, power, state, { l1: lambda * l1Share, l2: lambda * (1 - l1Share) });
    const weights = state.beta.map((b, k) => (scale[k]! > 1e-9 ? b / scale[k]! : 0));
    const intercept = state.intercept - weights.reduce((sum, b, k) => sum + b * centre[k]!, 0);
    const trainLoss = deviance(train, state.eta, power, state.low, state.high);
    const validLoss = 'lambda' in valid ? trainLoss : deviance(valid, glmMargins({ intercept, weights }, valid.x), power, state.low, state.high);
    options.onStrength?.({ index: s, strengths, trainLoss, validLoss });
    if (best === null || chosen !== null || validLoss < best.loss) [best, worse] = [{ intercept, weights, lambda, loss: validLoss }, 0];
    else worse++;
    await new Promise((resolve) => setImmediate(resolve));
  }
  return { intercept: best!.intercept, weights: best!.weights, lambda: best!.lambda };
}
