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
    // exact: x·Φ(x)
    case 'gelu': return tf.mul(tf.mul(x, 0.5), tf.add(tf.erf(tf.mul(x, Math.SQRT1_2)), 1));
    case 'silu': return tf.mul(x, tf.sigmoid(x));
    case 'mish': return tf.mul(x, tf.tanh(tf.softplus(x)));
    case 'softplus': return tf.softplus(x);
    case 'leaky-relu': return tf.leakyRelu(x, 0.01);
    case 'relu6': return tf.relu6(x);
  }
}

/** The first weights that keep the variance through this activation. */
export function initializerFor(name: ActivationName): InitializerName {
  if (name === 'selu') return 'lecun-normal';
  return name === 'linear' || name === 'sigmoid' || name === 'tanh' ? 'glorot-uniform' : 'he-normal';
}
