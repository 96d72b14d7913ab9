import * as tf from '@tensorflow/tfjs-core';
import type { Layer } from './layer';

/** (x − mean)/√(variance + ε)·gain + shift over the last axis. @source Ba, Kiros, Hinton 2016 @shape x: [..., width] */
export function layerNorm({ name, width, epsilon = 1e-5 }: { name: string; width: number; epsilon?: number }): Layer {
  const gain = { name: `${name}/gain`, shape: [width], init: new Float32Array(width).fill(1), decay: 0 };
  const shift = { name: `${name}/shift`, shape: [width], init: new Float32Array(width), decay: 0 };
  return {
    variables: [gain, shift],
    apply: (ctx, x) => {
      const centred = tf.sub(x, tf.mean(x, -1, true));
      const variance = tf.mean(tf.square(centred), -1, true);
      const normal = tf.div(centred, tf.sqrt(tf.add(variance, epsilon)));
      return tf.add(tf.mul(normal, ctx.v[gain.name]!), ctx.v[shift.name]!);
    },
  };
}
