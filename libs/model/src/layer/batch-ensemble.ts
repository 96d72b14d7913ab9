import * as tf from '@tensorflow/tfjs-core';
import { initialize } from '../random/initializers';
import type { Xoshiro128 } from '../random/xoshiro';
import type { VariableSpec } from '../engine/training-engine';
import { activate } from './activation';
import type { ActivationName } from './activation';
import type { Layer } from './layer';

/** ±1, at random. */
const signs = (size: number, random: Xoshiro128): Float32Array => new Float32Array(size).map(() => (random.uniform() < 0.5 ? -1 : 1));

export type AdapterOptions = { name: string; members: number; width: number; init?: 'signs' | 'normal' | 'ones'; /** Runs of columns that share one draw of `normal`, such as the dimensions of one feature's embedding. */ sections?: number[] };

/**
 * Turns one row into one for each member by a factor of its own: the only part that members of TabM-mini do not share.
 * @source Gorishniy et al., TabM, 2024 @shape [B, width] → [B, members, width]
 */
export function ensembleAdapter({ name, members, width, init = 'signs', sections }: AdapterOptions, random: Xoshiro128): Layer {
  const values = init === 'signs' ? signs(members * width, random) : new Float32Array(members * width).fill(1);
  if (init === 'normal') {
    const runs = sections ?? Array<number>(width).fill(1);
    for (let k = 0, at = 0; k < members; k++) {
      for (const run of runs) {
        values.fill(random.normal(), at, at + run);
        at += run;
      }
    }
  }
  const r: VariableSpec = { name: `${name}/adapter`, shape: [members, width], init: values };
  return { variables: [r], apply: (ctx, x) => tf.mul(tf.expandDims(x, 1), ctx.v[r.name]!) };
}

export type EnsembleDenseOptions = { name: string; members: number; inputs: number; units: number; activation?: ActivationName };

/** Shared weights between two factors of each member: ((x ⊙ r)·W) ⊙ s + b. @source Wen et al., BatchEnsemble, 2020 @shape [B, K, inputs] → [B, K, units] */
export function batchEnsemble({ name, members, inputs, units, activation = 'linear' }: EnsembleDenseOptions, random: Xoshiro128): Layer {
  const kernel: VariableSpec = { name: `${name}/kernel`, shape: [inputs, units], init: initialize('uniform-fan-in', inputs * units, inputs, units, random) };
  const r: VariableSpec = { name: `${name}/in`, shape: [members, inputs], init: signs(members * inputs, random) };
  const s: VariableSpec = { name: `${name}/out`, shape: [members, units], init: new Float32Array(members * units).fill(1) };
  const b: VariableSpec = { name: `${name}/bias`, shape: [members, units], init: initialize('uniform-fan-in', members * units, inputs, units, random), decay: 0 };
  return {
    variables: [kernel, r, s, b],
    apply: (ctx, x) => {
      const flat = tf.reshape(tf.mul(x, ctx.v[r.name]!), [-1, inputs]);
      const y = tf.reshape(tf.matMul(flat as tf.Tensor2D, ctx.v[kernel.name] as tf.Tensor2D), [-1, members, units]);
      return activate(activation, tf.add(tf.mul(y, ctx.v[s.name]!), ctx.v[b.name]!));
    },
  };
}

/** A dense layer of its own for each member. @shape [B, K, inputs] → [B, K, units] */
export function memberDense({ name, members, inputs, units }: Omit<EnsembleDenseOptions, 'activation'>, random: Xoshiro128): Layer {
  const kernel: VariableSpec = { name: `${name}/kernel`, shape: [members, inputs, units], init: initialize('uniform-fan-in', members * inputs * units, inputs, units, random) };
  const bias: VariableSpec = { name: `${name}/bias`, shape: [members, 1, units], init: initialize('uniform-fan-in', members * units, inputs, units, random), decay: 0 };
  return {
    variables: [kernel, bias],
    apply: (ctx, x) => tf.transpose(tf.add(tf.matMul(tf.transpose(x, [1, 0, 2]), ctx.v[kernel.name]!), ctx.v[bias.name]!), [1, 0, 2]),
  };
}
