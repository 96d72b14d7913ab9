import * as tf from '@tensorflow/tfjs-core';
import type { Tensor } from '@tensorflow/tfjs-core';
import type { StepContext, TrainingProgram } from '../engine/training-engine';
import { dense } from '../layer/dense';
import { dropout } from '../layer/dropout';
import { sequential, type Layer } from '../layer/layer';
import { quantileHead } from '../layer/quantile-head';
import { Xoshiro128 } from '../random/xoshiro';
import { horizonInputs, horizonProgram, type HorizonOptions } from './horizon-program';

export type NhitsOptions = HorizonOptions & { hidden?: number; /** one stack each: steps that are pooled into one at its input */ pools?: number[]; /** one stack each: steps of the horizon that share one knot */ strides?: number[] };

/** Means of `pool` neighbouring steps as one product: constant, so no kernel of its own is needed. @shape [length, ceil(length / pool)] */
function poolMatrix(length: number, pool: number): { values: Float32Array; width: number } {
  const width = Math.ceil(length / pool);
  const values = new Float32Array(length * width);
  for (let t = 0; t < length; t++) {
    const k = Math.floor(t / pool);
    values[t * width + k] = 1 / (Math.min(length, (k + 1) * pool) - k * pool);
  }
  return { values, width };
}

/** Linear interpolation from knots to steps. @shape [knots, length] */
function knotMatrix(length: number, stride: number): { values: Float32Array; knots: number } {
  const knots = Math.max(1, Math.ceil(length / stride));
  const values = new Float32Array(knots * length);
  for (let t = 0; t < length; t++) {
    const at = knots === 1 || length === 1 ? 0 : (t * (knots - 1)) / (length - 1);
    const low = Math.min(knots - 1, Math.floor(at));
    const high = Math.min(knots - 1, low + 1);
    values[low * length + t]! += 1 - (at - low);
    values[high * length + t]! += at - low;
  }
  return { values, knots };
}

type Stack = { variables: Layer['variables']; apply(ctx: StepContext, residual: Tensor, context: Tensor | null): { /** null from the last stack: nothing comes after it */ backcast: Tensor | null; forecast: Tensor } };

/** One stack: pooled past and context to knots of a backcast and of each quantity forecast. */
function stack(name: string, o: { lookback: number; horizon: number; context: number; hidden: number; pool: number; stride: number; width: number; rate: number; last: boolean }, random: Xoshiro128): Stack {
  const pooled = poolMatrix(o.lookback, o.pool);
  const back = knotMatrix(o.lookback, o.pool);
  const ahead = knotMatrix(o.horizon, o.stride);
  const body = sequential([
    dense({ name: `${name}/1`, inputs: pooled.width + o.context, units: o.hidden, activation: 'relu' }, random), dropout(o.rate),
    dense({ name: `${name}/2`, inputs: o.hidden, units: o.hidden, activation: 'relu' }, random),
  ]);
  const backcast = o.last ? null : dense({ name: `${name}/backcast`, inputs: o.hidden, units: back.knots, init: 'glorot-uniform' }, random);
  const forecast = dense({ name: `${name}/forecast`, inputs: o.hidden, units: ahead.knots * o.width, init: 'glorot-uniform' }, random);
  return {
    variables: [...body.variables, ...(backcast?.variables ?? []), ...forecast.variables],
    apply: (ctx, residual, context) => {
      const seen = tf.matMul(residual as tf.Tensor2D, tf.tensor2d(pooled.values, [o.lookback, pooled.width]));
      const h = body.apply(ctx, context === null ? seen : tf.concat([seen, context], 1));
      const knots = tf.reshape(tf.transpose(tf.reshape(forecast.apply(ctx, h), [-1, ahead.knots, o.width]), [0, 2, 1]), [-1, ahead.knots]);
      const steps = tf.matMul(knots as tf.Tensor2D, tf.tensor2d(ahead.values, [ahead.knots, o.horizon]));
      return {
        backcast: backcast === null ? null : tf.matMul(backcast.apply(ctx, h) as tf.Tensor2D, tf.tensor2d(back.values, [back.knots, o.lookback])),
        forecast: tf.transpose(tf.reshape(steps, [-1, o.width, o.horizon]), [0, 2, 1]),
      };
    },
  };
}

/**
 * N-HiTS: stacks that each explain a part of the past at a rate of their own, coarse first, and add what it means for the horizon by interpolated knots.
 * @source Challu et al., "N-HiTS", 2023. Differs: each stack forecasts a vector a step, read by one head of quantiles and a mean; covariates of the horizon reach every stack.
 */
export function nhitsProgram(options: NhitsOptions): TrainingProgram {
  const { lookback, horizon, covariates, hidden = 256, pools = [4, 2, 1], strides = [4, 2, 1], dropout: rate = 0.1, levels } = options;
  const random = Xoshiro128.fromSeed(options.seed);
  const inputs = horizonInputs(options, random);
  const width = 8;
  const context = inputs.staticWidth + horizon * covariates;
  const stacks = pools.map((pool, i) => stack(`stack-${i + 1}`, { lookback, horizon, context, hidden, pool: Math.min(pool, lookback), stride: Math.min(strides[i] ?? 1, horizon), width, rate, last: i === pools.length - 1 }, random));
  const perStep = width + covariates;
  const head = quantileHead({ name: 'head', inputs: perStep, levels: levels.length }, random);
  const forward = (ctx: StepContext) => {
    const parts: Tensor[] = [];
    const statics = inputs.statics(ctx);
    if (statics !== null) parts.push(statics);
    const ahead = covariates > 0 ? tf.slice(ctx.x['covariates']!, [0, lookback * covariates], [-1, horizon * covariates]) : null;
    if (ahead !== null) parts.push(ahead);
    const told = parts.length === 0 ? null : parts.length === 1 ? parts[0]! : tf.concat(parts, 1);
    // the last level is taken off and given back, so that stacks see shapes (the paper's naive level)
    const last = tf.slice(ctx.x['past']!, [0, lookback - 1], [-1, 1]);
    let residual = tf.sub(ctx.x['past']!, last);
    let sum: Tensor | null = null;
    for (const s of stacks) {
      const { backcast, forecast } = s.apply(ctx, residual, told);
      if (backcast !== null) residual = tf.sub(residual, backcast);
      sum = sum === null ? forecast : tf.add(sum, forecast);
    }
    const x = tf.reshape(sum!, [-1, width]);
    const level = tf.reshape(tf.matMul(last as tf.Tensor2D, tf.ones([1, horizon])), [-1, 1]);
    return head.apply(ctx, ahead === null ? x : tf.concat([x, tf.reshape(ahead, [-1, covariates])], 1), level);
  };
  return horizonProgram(options, inputs, [...stacks.flatMap((s) => s.variables), ...head.variables], forward);
}
