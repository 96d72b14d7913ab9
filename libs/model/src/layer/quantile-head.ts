import * as tf from '@tensorflow/tfjs-core';
import type { Tensor } from '@tensorflow/tfjs-core';
import type { StepContext, VariableSpec } from '../engine/training-engine';
import type { Xoshiro128 } from '../random/xoshiro';
import { dense } from './dense';

/** A distribution as quantiles that cannot cross, and a mean of its own. @shape quantiles: [N, levels], mean: [N] */
export type Distribution = { quantiles: Tensor; mean: Tensor };

/** Small first distances between levels: softplus(-2) is 0.13. */
const FIRST_DISTANCE = -2;

/**
 * The middle level is free; each level further out adds a positive distance, so no level can pass another. The mean is positive, with parameters of its own:
 * the median of slow movers is zero while their mean is not.
 * @param levels an odd number
 */
export function quantileHead({ name, inputs, levels }: { name: string; inputs: number; levels: number }, random: Xoshiro128): { variables: VariableSpec[]; apply(ctx: StepContext, x: Tensor, shift: Tensor): Distribution } {
  const half = (levels - 1) / 2;
  const middle = dense({ name: `${name}/middle`, inputs, units: 1, init: 'glorot-uniform' }, random);
  const away = dense({ name: `${name}/away`, inputs, units: 2 * half, init: 'glorot-uniform', biasInit: FIRST_DISTANCE }, random);
  const mean = dense({ name: `${name}/mean`, inputs, units: 1, init: 'glorot-uniform' }, random);
  // one product adds the distances up: below the middle from the inside out, above it alike
  const sums = new Float32Array(2 * half * levels);
  for (let k = 0; k < half; k++) {
    for (let level = 0; level <= half - 1 - k; level++) sums[k * levels + level] = -1;
    for (let level = half + 1 + k; level < levels; level++) sums[(half + k) * levels + level] = 1;
  }
  return {
    variables: [...middle.variables, ...away.variables, ...mean.variables],
    /** @param shift added to the middle and to the mean before it is made positive. @shape x: [N, inputs], shift: [N, 1] */
    apply: (ctx, x, shift) => {
      const centre = tf.add(middle.apply(ctx, x), shift);
      const distances = tf.softplus(away.apply(ctx, x));
      const quantiles = tf.add(tf.matMul(distances as tf.Tensor2D, tf.tensor2d(sums, [2 * half, levels])), centre);
      return { quantiles, mean: tf.reshape(tf.softplus(tf.add(mean.apply(ctx, x), shift)), [-1]) };
    },
  };
}
