import * as tf from '@tensorflow/tfjs-core';
import type { Tensor } from '@tensorflow/tfjs-core';
import type { StepContext } from '../engine/training-engine';
import type { Xoshiro128 } from '../random/xoshiro';
import { multiHeadAttention } from './attention';
import { gated } from './blocks';
import { dense } from './dense';
import { dropout } from './dropout';
import { layerNorm } from './layer-norm';
import { sequential } from './layer';
import type { Layer } from './layer';

export type SequenceBlockOptions = {
  name: string;
  width: number;
  heads: number;
  /** of a sequence, several of which may share a row */
  length: number;
  /** name of the int32 input [B, T] that says which positions belong together */
  segments: string;
  rate?: number;
  hidden?: number;
};

/**
 * Pre-norm block whose residual branches pass a sigmoid gate of their input: x + σ(W·x) ⊙ f(LN x), with SwiGLU in place of the feed-forward.
 * @source eSASRec (Tikhonovich et al. 2025); LiGR (Borisyuk et al. 2024) @shape [B, T, width] → [B, T, width]
 */
export function ligrBlock(options: SequenceBlockOptions, random: Xoshiro128): Layer {
  const { name, width, heads, segments, rate = 0, hidden = 4 * width } = options;
  const gateOf = (part: string) => dense({ name: `${name}/${part}-gate`, inputs: width, units: width, activation: 'sigmoid' }, random);
  const branch = (part: string, inner: Layer): Layer => {
    const gate = gateOf(part);
    return { variables: [...gate.variables, ...inner.variables], apply: (ctx, x) => tf.add(x, tf.mul(gate.apply(ctx, x), inner.apply(ctx, x))) };
  };
  return sequential([
    branch('attention', sequential([multiHeadAttention({ name: `${name}/attention`, width, heads, causal: true, segments, dropout: rate, norm: `${name}/norm-1` }, random), dropout(rate)])),
    branch('forward', sequential([layerNorm({ name: `${name}/norm-2`, width }), gated({ name: `${name}/up`, inputs: width, units: hidden, activation: 'silu' }, random), dense({ name: `${name}/down`, inputs: hidden, units: width }, random), dropout(rate)])),
  ]);
}

/** Buckets of log-time: the last holds gaps of 2^32 s and more. @source Zhai et al. 2024 (HSTU), log(Δ)/0.301 */
const TIME_BUCKETS = 48;

export type HstuBlockOptions = SequenceBlockOptions & { /** name of a float32 input [B, T], the time of each position @unit s; absent: no time bias */ times?: string };

/** |t_i − t_j| in buckets that grow with the logarithm. @shape times: [B, T] → int32 [B, T, T] */
function timeBuckets(times: Tensor): Tensor {
  const gap = tf.abs(tf.sub(tf.expandDims(times, 2), tf.expandDims(times, 1)));
  return tf.cast(tf.minimum(tf.floor(tf.div(tf.log(tf.maximum(gap, 1)), 0.693)), TIME_BUCKETS - 1), 'int32');
}

/** Where i may look at j: not later, and of the same segment. @shape segments: int32 [B, T] → [B, T, T] */
function allowed(segments: Tensor, length: number): Tensor {
  const lower = Float32Array.from({ length: length * length }, (_, at) => (at % length <= Math.floor(at / length) ? 1 : 0));
  return tf.mul(tf.cast(tf.equal(tf.expandDims(segments, 2), tf.expandDims(segments, 1)), 'float32'), tf.tensor3d(lower, [1, length, length]));
}

/** i − j + length − 1, row after row. @shape [T, T] */
const distances = (length: number): Int32Array => Int32Array.from({ length: length * length }, (_, at) => Math.floor(at / length) - (at % length) + length - 1);

/**
 * Pointwise attention without softmax, biased by place and by time: x + W·(u ⊙ LN(A·v)), A = SiLU(q·kᵀ + place + time) / T.
 * One head a block; what is mixed is normalised, so the number of positions looked at does not matter.
 * @source Zhai et al., "Actions speak louder than words", 2024 @shape [B, T, width] → [B, T, width]
 */
export function hstuBlock(options: HstuBlockOptions, random: Xoshiro128): Layer {
  const { name, width, length, segments, times, rate = 0 } = options;
  const norm = layerNorm({ name: `${name}/norm`, width });
  const project = dense({ name: `${name}/uqkv`, inputs: width, units: 4 * width, activation: 'silu', init: 'glorot-uniform' }, random);
  const mixedNorm = layerNorm({ name: `${name}/mixed-norm`, width });
  const merge = dense({ name: `${name}/out`, inputs: width, units: width, init: 'glorot-uniform' }, random);
  const place = { name: `${name}/place-bias`, shape: [2 * length - 1, 1], init: new Float32Array(2 * length - 1) };
  const time = { name: `${name}/time-bias`, shape: [TIME_BUCKETS, 1], init: new Float32Array(TIME_BUCKETS) };
  const apply = (ctx: StepContext, x: Tensor): Tensor => {
    const rows = x.shape[0]!;
    const [u, q, k, v] = tf.split(project.apply(ctx, norm.apply(ctx, x)), 4, 2) as [Tensor, Tensor, Tensor, Tensor];
    let scores = tf.add(tf.matMul(q, k, false, true), tf.reshape(tf.gather(ctx.v[place.name]!, tf.tensor1d(distances(length), 'int32')), [1, length, length]));
    if (times) scores = tf.add(scores, tf.reshape(tf.gather(ctx.v[time.name]!, tf.reshape(timeBuckets(ctx.x[times]!), [-1]) as tf.Tensor1D), [rows, length, length]));
    const weights = tf.mul(tf.mul(tf.mul(scores, tf.sigmoid(scores)), 1 / length), allowed(ctx.x[segments]!, length));
    const mixed = mixedNorm.apply(ctx, tf.matMul(weights, v));
    return tf.add(x, merge.apply(ctx, ctx.dropout(tf.mul(u, mixed), rate)));
  };
  return { variables: [...norm.variables, ...project.variables, ...mixedNorm.variables, ...merge.variables, place, ...(times ? [time] : [])], apply };
}
