import * as tf from '@tensorflow/tfjs-core';
import { initialize } from '../random/initializers';
import type { Xoshiro128 } from '../random/xoshiro';
import { activate } from './activation';
import type { ActivationName } from './activation';
import { multiHeadAttention } from './attention';
import type { AttentionOptions } from './attention';
import { dense } from './dense';
import { dropout } from './dropout';
import { feedForward } from './feed-forward';
import { layerNorm } from './layer-norm';
import { sequential } from './layer';
import type { Layer } from './layer';

/** x + f(x). @source He et al. 2016 */
export function residual(inner: Layer): Layer {
  return { variables: inner.variables, apply: (ctx, x) => tf.add(x, inner.apply(ctx, x)) };
}

/** a ⊙ f(b), where a and b are two halves of one dense layer (GLU, ReGLU, SwiGLU). @source Shazeer 2020 @shape [..., inputs] → [..., units] */
export function gated({ name, inputs, units, activation = 'sigmoid' }: { name: string; inputs: number; units: number; activation?: ActivationName }, random: Xoshiro128): Layer {
  const both = dense({ name, inputs, units: 2 * units, init: 'glorot-uniform' }, random);
  return {
    variables: both.variables,
    apply: (ctx, x) => {
      const [value, gate] = tf.split(both.apply(ctx, x), 2, -1);
      return tf.mul(value!, activate(activation, gate!));
    },
  };
}

/** Normalise, dense, dropout, dense, with the input added: a residual block for rows. @shape [B, width] → [B, width] */
export function residualBlock({ name, width, hidden = width, activation = 'relu', rate = 0 }: { name: string; width: number; hidden?: number; activation?: ActivationName; rate?: number }, random: Xoshiro128): Layer {
  return residual(sequential([
    layerNorm({ name: `${name}/norm`, width }),
    dense({ name: `${name}/up`, inputs: width, units: hidden, activation }, random),
    dropout(rate),
    dense({ name: `${name}/down`, inputs: hidden, units: width }, random),
  ]));
}

export type TransformerBlockOptions = AttentionOptions & { hidden?: number; activation?: ActivationName; rate?: number };

/** Pre-norm transformer block. @source Xiong et al. 2020 @shape [B, T, width] → [B, T, width] */
export function transformerBlock(options: TransformerBlockOptions, random: Xoshiro128): Layer {
  const { name, width, hidden = 4 * width, activation = 'gelu', rate = 0 } = options;
  return sequential([
    residual(sequential([multiHeadAttention({ ...options, name: `${name}/attention`, norm: `${name}/norm-1` }, random), dropout(rate)])),
    residual(sequential([feedForward({ name, width, hidden, activation, norm: `${name}/norm-2` }, random), dropout(rate)])),
  ]);
}

/** A learned factor for each column (init 1). @source RealMLP, Holzmüller et al. 2024 @shape [B, width] → [B, width] */
export function columnScale({ name, width, lrScale }: { name: string; width: number; lrScale?: number }): Layer {
  const scale = { name: `${name}/scale`, shape: [width], init: new Float32Array(width).fill(1), lrScale, decay: 0 };
  return { variables: [scale], apply: (ctx, x) => tf.mul(x, ctx.v[scale.name]!) };
}

/** Learned positions, added. @shape [B, T, width] → [B, T, width] */
export function positions({ name, length, width }: { name: string; length: number; width: number }, random: Xoshiro128): Layer {
  const table = { name: `${name}/positions`, shape: [length, width], init: initialize('normal', length * width, 1, 1, random).map((v) => v * 0.02) };
  return { variables: [table], apply: (ctx, x) => tf.add(x, ctx.v[table.name]!) };
}
