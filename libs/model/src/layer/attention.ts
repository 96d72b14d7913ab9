import * as tf from '@tensorflow/tfjs-core';
import type { Tensor } from '@tensorflow/tfjs-core';
import { AppError } from '@bellwether/contracts';
import type { StepContext } from '../engine/training-engine';
import type { Xoshiro128 } from '../random/xoshiro';
import { dense } from './dense';
import type { Layer } from './layer';
import { normIntoDense } from './layer-norm';

export type AttentionOptions = {
  name: string;
  width: number;
  heads: number;
  causal?: boolean;
  /** dropped share of the attention weights */
  dropout?: number;
  /** Name of an input [B, T] that is 1 for real positions and 0 for padding. */
  mask?: string;
  /** Name of an int32 input [B, T]: positions see only those of their own segment, so that several sequences share a row. */
  segments?: string;
  /** Name of a layer norm of the input; left out: the input is taken as it comes. */
  norm?: string;
};

/** Large enough to vanish after softmax, small enough to stay finite in float32. */
const BLOCKED = -1e9;

/** 0 where a position may look, BLOCKED where it may not. @shape [T, T] */
function causalMask(length: number): Tensor {
  const values = new Float32Array(length * length);
  for (let i = 0; i < length; i++) values.fill(BLOCKED, i * length + i + 1, (i + 1) * length);
  return tf.tensor2d(values, [length, length]);
}

/** 0 between positions of one segment, BLOCKED between others. @shape segments: int32 [B, T] → [B, T, T] */
function segmentMask(segments: Tensor): Tensor {
  const same = tf.cast(tf.equal(tf.expandDims(segments, 2), tf.expandDims(segments, 1)), 'float32');
  return tf.mul(tf.sub(1, same), BLOCKED);
}

const plain = (x: Tensor) => (kernel: Tensor, bias: Tensor): Tensor => tf.add(tf.matMul(x as tf.Tensor2D, kernel as tf.Tensor2D), bias);

/**
 * Multi-head self-attention: softmax(Q·Kᵀ/√d)·V.
 * @source Vaswani et al. 2017 @shape x: [B, T, width] → [B, T, width]
 */
export function multiHeadAttention(options: AttentionOptions, random: Xoshiro128): Layer {
  const { name, width, heads, causal = false, dropout = 0 } = options;
  if (width % heads !== 0) throw new AppError({ code: 'PARAMS_INVALID', message: `The width must be a multiple of the heads; ${width} and ${heads} came.`, fix: 'Use for example width 64 with 2 heads.' });
  const depth = width / heads;
  const project = dense({ name: `${name}/qkv`, inputs: width, units: 3 * width, init: 'glorot-uniform' }, random);
  const merge = dense({ name: `${name}/out`, inputs: width, units: width, init: 'glorot-uniform' }, random);
  const norm = options.norm === undefined ? null : normIntoDense(options.norm, width);
  const apply = (ctx: StepContext, x: Tensor): Tensor => {
    const [rows, length] = x.shape as [number, number];
    const input = norm ? norm.apply(ctx.v, x) : plain(tf.reshape(x, [-1, width]));
    // The weights are split, not what they make: there is less of them. The queries' are scaled, not the scores, for the same reason.
    const kernels = tf.split(ctx.v[`${name}/qkv/kernel`]!, 3, 1);
    const biases = tf.split(ctx.v[`${name}/qkv/bias`]!, 3);
    const scale = 1 / Math.sqrt(depth);
    const [q, k, v] = kernels.map((kernel, i) => {
      const projected = i === 0 ? input(tf.mul(kernel, scale), tf.mul(biases[i]!, scale)) : input(kernel, biases[i]!);
      return tf.transpose(tf.reshape(projected, [rows, length, heads, depth]), [0, 2, 1, 3]);
    }) as [Tensor, Tensor, Tensor];
    let scores = tf.matMul(q, k, false, true) as Tensor;
    if (causal) scores = tf.add(scores, causalMask(length));
    if (options.mask) scores = tf.add(scores, tf.reshape(tf.mul(tf.sub(1, ctx.x[options.mask]!), BLOCKED), [rows, 1, 1, length]));
    if (options.segments) scores = tf.add(scores, tf.expandDims(segmentMask(ctx.x[options.segments]!), 1));
    const weights = ctx.dropout(tf.softmax(scores), dropout);
    const mixed = tf.transpose(tf.matMul(weights, v), [0, 2, 1, 3]);
    return merge.apply(ctx, tf.reshape(mixed, [rows, length, width]));
  };
  return { variables: [...(norm?.variables ?? []), ...project.variables, ...merge.variables], apply };
}

export type MixtureOptions = { name: string; width: number; /** name of the int32 input [B, T] that says which positions belong together */ segments: string; dropout?: number };

/**
 * Causal attention that answers with what went in: states say how much each position counts, and the answer is that mean of the items' own vectors,
 * so that it stays among the vectors that it is compared with.
 * Departs from CORE in a softmax over pairs of positions, so that every position of a row learns.
 * @source Hou et al. 2022 (CORE) @shape states, items: [B, T, width] → [B, T, width]
 */
export function itemMixture({ name, width, segments, dropout = 0 }: MixtureOptions, random: Xoshiro128): { variables: Layer['variables']; apply(ctx: StepContext, states: Tensor, items: Tensor): Tensor } {
  const project = dense({ name: `${name}/qk`, inputs: width, units: 2 * width, init: 'glorot-uniform' }, random);
  return {
    variables: project.variables,
    apply: (ctx, states, items) => {
      const [queries, keys] = tf.split(project.apply(ctx, states), 2, 2) as [Tensor, Tensor];
      const scores = tf.matMul(tf.mul(queries, 1 / Math.sqrt(width)), keys, false, true) as Tensor;
      const seen = tf.add(tf.add(scores, causalMask(states.shape[1]!)), segmentMask(ctx.x[segments]!));
      return tf.matMul(ctx.dropout(tf.softmax(seen), dropout), items) as Tensor;
    },
  };
}
