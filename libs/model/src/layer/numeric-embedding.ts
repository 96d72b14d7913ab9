import * as tf from '@tensorflow/tfjs-core';
import type { Tensor } from '@tensorflow/tfjs-core';
import { AppError } from '@bellwether/contracts';
import { initialize } from '../random/initializers';
import type { Xoshiro128 } from '../random/xoshiro';
import type { VariableSpec } from '../engine/training-engine';
import type { Layer } from './layer';

/** Outside the first and the last bin the line goes on; a finite bound, since 0·∞ is NaN. */
const FAR = 1e30;

/** A dense layer of its own for each feature. @shape x: [B, F, in], kernel: [F, in, out] → [B, F, out] */
function perFeature(x: Tensor, kernel: Tensor): Tensor {
  return tf.transpose(tf.matMul(tf.transpose(x, [1, 0, 2]), kernel), [1, 0, 2]);
}

export type PleOptions = {
  name: string;
  /** Increasing bin edges of each feature, at least two; found on the training part only. */
  edges: number[][];
  width: number;
  /** `B` adds a linear term and starts the bins at 0 (TabM's default). */
  version?: 'A' | 'B';
  lrScale?: number;
};

type Bins = { left: Float32Array; inverse: Float32Array; low: Float32Array; high: Float32Array; count: number };

/** @shape each: [F, T]; features with fewer bins are padded with ones that stay 0 */
function binTables(edges: number[][]): Bins {
  const count = Math.max(...edges.map((e) => e.length - 1));
  const size = edges.length * count;
  const bins: Bins = { left: new Float32Array(size), inverse: new Float32Array(size), low: new Float32Array(size), high: new Float32Array(size).fill(1), count };
  edges.forEach((e, f) => {
    const last = e.length - 2;
    for (let t = 0; t <= last; t++) {
      const at = f * count + t;
      const span = e[t + 1]! - e[t]!;
      if (!(span > 0)) throw new AppError({ code: 'PARAMS_INVALID', message: `Bin edges must increase; feature ${f} has ${e[t]} then ${e[t + 1]}.`, fix: 'Drop repeated quantiles, and features that are constant.' });
      bins.left[at] = e[t]!;
      bins.inverse[at] = 1 / span;
      if (t === 0) bins.low[at] = -FAR;
      if (t === last) bins.high[at] = FAR;
    }
  });
  return bins;
}

/**
 * Piecewise linear encoding of numbers, with a linear layer for each feature.
 * @source Gorishniy et al. 2022; version B: TabM, 2024 @shape x: [B, F] → [B, F·width]
 */
export function piecewiseLinearEmbedding({ name, edges, width, version = 'A', lrScale }: PleOptions, random: Xoshiro128): Layer {
  const features = edges.length;
  const bins = binTables(edges);
  const uniform = (size: number, fanIn: number) => initialize('uniform-fan-in', size, fanIn, 1, random);
  const kernel: VariableSpec = { name: `${name}/bins`, shape: [features, bins.count, width], lrScale, init: version === 'B' ? new Float32Array(features * bins.count * width) : uniform(features * bins.count * width, bins.count) };
  const bias: VariableSpec = { name: `${name}/bias`, shape: [features, width], init: uniform(features * width, 1), decay: 0, lrScale };
  const slope: VariableSpec = { name: `${name}/slope`, shape: [features, width], init: uniform(features * width, 1), lrScale };
  const table = (values: Float32Array): Tensor => tf.tensor2d(values, [features, bins.count]);
  return {
    variables: version === 'B' ? [kernel, bias, slope] : [kernel, bias],
    apply: (ctx, x) => {
      const column = tf.expandDims(x, 2);
      const raw = tf.mul(tf.sub(column, table(bins.left)), table(bins.inverse));
      const encoded = tf.minimum(tf.maximum(raw, table(bins.low)), table(bins.high));
      let y = tf.add(perFeature(encoded, ctx.v[kernel.name]!), ctx.v[bias.name]!);
      if (version === 'B') y = tf.add(y, tf.mul(column, ctx.v[slope.name]!));
      return tf.reshape(y, [-1, features * width]);
    },
  };
}

export type PbldOptions = { name: string; features: number; frequencies?: number; width?: number; /** standard deviation of the frequencies, default 0.1 */ deviation?: number; lrScale?: number };

/**
 * Periodic embedding with bias, linear layer and the number itself (PBLD): `[x, W·cos(2π·x·w + b) + c]`.
 * @source RealMLP, Holzmüller et al. 2024 @shape x: [B, F] → [B, F·(width + 1)]
 */
export function periodicEmbedding({ name, features, frequencies = 16, width = 3, deviation = 0.1, lrScale }: PbldOptions, random: Xoshiro128): Layer {
  const variable = (part: string, shape: number[], init: Float32Array, decay?: number): VariableSpec => ({ name: `${name}/${part}`, shape, init, lrScale, decay });
  const n = features * frequencies;
  const w = variable('frequency', [features, frequencies], initialize('normal', n, 1, 1, random).map((v) => v * deviation));
  const phase = variable('phase', [features, frequencies], new Float32Array(n).map(() => (2 * random.uniform() - 1) * Math.PI), 0);
  const kernel = variable('kernel', [features, frequencies, width], initialize('uniform-fan-in', n * width, frequencies, width, random));
  const bias = variable('bias', [features, width], initialize('uniform-fan-in', features * width, frequencies, width, random), 0);
  return {
    variables: [w, phase, kernel, bias],
    apply: (ctx, x) => {
      const column = tf.expandDims(x, 2);
      const waves = tf.cos(tf.add(tf.mul(tf.mul(column, 2 * Math.PI), ctx.v[w.name]!), ctx.v[phase.name]!));
      const y = tf.add(perFeature(waves, ctx.v[kernel.name]!), ctx.v[bias.name]!);
      return tf.reshape(tf.concat([column, y], 2), [-1, features * (width + 1)]);
    },
  };
}
