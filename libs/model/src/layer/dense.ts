import * as tf from '@tensorflow/tfjs-core';
import { initialize } from '../random/initializers';
import type { InitializerName } from '../random/initializers';
import type { Xoshiro128 } from '../random/xoshiro';
import type { VariableSpec } from '../engine/training-engine';
import { activate, initializerFor } from './activation';
import type { ActivationName } from './activation';
import type { Layer } from './layer';

export type DenseOptions = {
  name: string;
  inputs: number;
  units: number;
  activation?: ActivationName;
  bias?: boolean;
  init?: InitializerName;
  biasInit?: number;
  /** multiplies the learning rate of both variables */
  lrScale?: number;
};

/** y = f(x·W + b). The bias takes no weight decay. @shape x: [..., inputs] → [..., units] */
export function dense(options: DenseOptions, random: Xoshiro128): Layer {
  const { name, inputs, units, activation = 'linear', bias = true, lrScale } = options;
  const kernel: VariableSpec = {
    name: `${name}/kernel`,
    shape: [inputs, units],
    init: initialize(options.init ?? initializerFor(activation), inputs * units, inputs, units, random),
    lrScale,
  };
  const offset: VariableSpec = { name: `${name}/bias`, shape: [units], init: new Float32Array(units).fill(options.biasInit ?? 0), decay: 0, lrScale };
  return {
    variables: bias ? [kernel, offset] : [kernel],
    apply: (ctx, x) => {
      const flat = x.rank === 2 ? x : tf.reshape(x, [-1, inputs]);
      let y = tf.matMul(flat as tf.Tensor2D, ctx.v[kernel.name] as tf.Tensor2D) as tf.Tensor;
      if (bias) y = tf.add(y, ctx.v[offset.name]!);
      y = activate(activation, y);
      return x.rank === 2 ? y : tf.reshape(y, [...x.shape.slice(0, -1), units]);
    },
  };
}
