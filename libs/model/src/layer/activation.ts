import * as tf from '@tensorflow/tfjs-core';
import type { Tensor } from '@tensorflow/tfjs-core';
import type { InitializerName } from '../random/initializers';

export const ACTIVATIONS = ['linear', 'relu', 'sigmoid', 'tanh', 'selu', 'elu', 'gelu', 'silu', 'mish', 'softplus', 'leaky-relu', 'relu6'] as const;
export type ActivationName = (typeof ACTIVATIONS)[number];

export function activate(name: ActivationName, x: Tensor): Tensor {
  switch (name) {
    case 'linear': return x;
    case 'relu': return tf.relu(x);
    case 'sigmoid': return tf.sigmoid(x);
    case 'tanh': return tf.tanh(x);
    case 'selu': return tf.selu(x);
    case 'elu': return tf.elu(x);
    case 'gelu': return gelu(x);
    case 'silu': return tf.mul(x, tf.sigmoid(x));
    case 'mish': return tf.mul(x, tf.tanh(tf.softplus(x)));
    case 'softplus': return tf.softplus(x);
    case 'leaky-relu': return tf.leakyRelu(x, 0.01);
    case 'relu6': return tf.relu6(x);
  }
}

/** x·Φ(x), exact. Its gradient Φ(x) + x·φ(x) is written out: through the chain it would take twice the operations. */
const gelu = tf.customGrad((xIn, saveIn) => {
  const x = xIn as Tensor;
  const save = saveIn as tf.GradSaveFunc;
  const scaled = tf.mul(x, Math.SQRT1_2);
  const below = tf.mul(tf.add(tf.erf(scaled), 1), 0.5);
  save([scaled, below]);
  return {
    value: tf.mul(x, below),
    gradFunc: (dy: Tensor, saved: Tensor[]) => {
      // with s = x/√2: x·φ(x) = s·exp(−s² − ½·log π)
      const [s, share] = saved as [Tensor, Tensor];
      const density = tf.exp(tf.sub(-0.5 * Math.log(Math.PI), tf.square(s)));
      return tf.mul(dy, tf.add(share, tf.mul(s, density)));
    },
  };
}) as (x: Tensor) => Tensor;

/** The first weights that keep the variance through this activation. */
export function initializerFor(name: ActivationName): InitializerName {
  if (name === 'selu') return 'lecun-normal';
  return name === 'linear' || name === 'sigmoid' || name === 'tanh' ? 'glorot-uniform' : 'he-normal';
}
