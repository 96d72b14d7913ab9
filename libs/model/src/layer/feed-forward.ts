import * as tf from '@tensorflow/tfjs-core';
import type { Tensor, Tensor2D } from '@tensorflow/tfjs-core';
import type { Xoshiro128 } from '../random/xoshiro';
import { activate } from './activation';
import type { ActivationName } from './activation';
import { dense } from './dense';
import type { Layer } from './layer';
import { normIntoDense } from './layer-norm';

/**
 * √2·gelu(√2·s) = s·(1 + erf s). The two factors belong to weights before and after it, where they cost nothing. The gradient is written
 * out: (1 + erf s) + s·(2/√π)·exp(−s²).
 */
const scaledGelu = tf.customGrad((sIn, saveIn) => {
  const s = sIn as Tensor;
  const save = saveIn as tf.GradSaveFunc;
  const below = tf.add(tf.erf(s), 1);
  save([s, below]);
  return {
    value: tf.mul(s, below),
    gradFunc: (dy: Tensor, saved: Tensor[]) => {
      const [at, share] = saved as [Tensor, Tensor];
      const density = tf.exp(tf.sub(Math.log(2 / Math.sqrt(Math.PI)), tf.square(at)));
      return tf.mul(dy, tf.add(share, tf.mul(at, density)));
    },
  };
}) as (s: Tensor) => Tensor;

export type FeedForwardOptions = { name: string; width: number; hidden: number; activation: ActivationName; /** name of a layer norm of the input */ norm: string };

/** f(LN(x)·W₁ + b₁)·W₂ + b₂ @source Vaswani et al. 2017 @shape [..., width] → [..., width] */
export function feedForward({ name, width, hidden, activation, norm }: FeedForwardOptions, random: Xoshiro128): Layer {
  const fold = normIntoDense(norm, width);
  const up = dense({ name: `${name}/up`, inputs: width, units: hidden, activation }, random);
  const down = dense({ name: `${name}/down`, inputs: hidden, units: width }, random);
  // gelu in the scale of erf: see scaledGelu
  const scale = activation === 'gelu' ? Math.SQRT1_2 : 1;
  const act = activation === 'gelu' ? scaledGelu : (h: Tensor) => activate(activation, h);
  return {
    variables: [...fold.variables, ...up.variables, ...down.variables],
    apply: (ctx, x) => {
      const [kernel, bias, kernel2, bias2] = [`${name}/up/kernel`, `${name}/up/bias`, `${name}/down/kernel`, `${name}/down/bias`].map((n) => ctx.v[n]!) as [Tensor, Tensor, Tensor, Tensor];
      const h = act(fold.apply(ctx.v, x)(tf.mul(kernel, scale), tf.mul(bias, scale)));
      return tf.reshape(tf.add(tf.matMul(h as Tensor2D, tf.mul(kernel2, scale) as Tensor2D), bias2), x.shape);
    },
  };
}
