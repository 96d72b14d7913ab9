import * as tf from '@tensorflow/tfjs-core';
import type { Tensor } from '@tensorflow/tfjs-core';
import type { VariableSpec } from '../engine/training-engine';
import type { Layer } from './layer';

const EPSILON = 1e-5;

/** Sums all axes but the last. */
const overRows = (t: Tensor): Tensor => tf.sum(t, t.shape.slice(0, -1).map((_, i) => i));

function standardised(x: Tensor, epsilon: number): { normal: Tensor; inverse: Tensor } {
  const centred = tf.sub(x, tf.mean(x, -1, true));
  const inverse = tf.rsqrt(tf.add(tf.mean(tf.square(centred), -1, true), epsilon));
  return { normal: tf.mul(centred, inverse), inverse };
}

/** What the gradient `g` of the normalised `n` says about the input, where every row of `g` sums to 0: (g − n·mean(g·n))/deviation. */
const throughDeviation = (g: Tensor, n: Tensor, inverse: Tensor): Tensor => tf.mul(tf.sub(g, tf.mul(n, tf.mean(tf.mul(g, n), -1, true))), inverse);

/**
 * The gradient in closed form, with half the operations of the chain:
 * dx = (g − mean(g) − n·mean(g·n))/deviation, where g = dy·gain and n is the normalised x (whose mean is 0, so that mean(g·n) needs no centring).
 */
function normalise(x: Tensor, gain: Tensor, shift: Tensor, epsilon: number): Tensor {
  const op = tf.customGrad((...args) => {
    const [input, scale, offset, save] = args as unknown as [Tensor, Tensor, Tensor, tf.GradSaveFunc];
    const { normal, inverse } = standardised(input, epsilon);
    save([normal, inverse, scale]);
    return {
      value: tf.add(tf.mul(normal, scale), offset),
      gradFunc: (dy: Tensor, saved: Tensor[]) => {
        const [n, inv, factor] = saved as [Tensor, Tensor, Tensor];
        const g = tf.mul(dy, factor);
        return [throughDeviation(tf.sub(g, tf.mean(g, -1, true)), n, inv), overRows(tf.mul(dy, n)), overRows(dy)];
      },
    };
  });
  return op(x, gain, shift);
}

/** (x − mean)/deviation of each row, for a reader whose weights are centred: its gradient then is centred as well, and that pass is spared. */
const normaliseCentred = tf.customGrad((...args) => {
  const [input, save] = args as unknown as [Tensor, tf.GradSaveFunc];
  const { normal, inverse } = standardised(input, EPSILON);
  save([normal, inverse]);
  return { value: normal, gradFunc: (dy: Tensor, saved: Tensor[]) => throughDeviation(dy, saved[0]!, saved[1]!) };
}) as (x: Tensor) => Tensor;

function variablesOf(name: string, width: number): [gain: VariableSpec, shift: VariableSpec] {
  return [
    { name: `${name}/gain`, shape: [width], init: new Float32Array(width).fill(1), decay: 0 },
    { name: `${name}/shift`, shape: [width], init: new Float32Array(width), decay: 0 },
  ];
}

/** (x − mean)/√(variance + ε)·gain + shift over the last axis. @source Ba, Kiros, Hinton 2016 @shape x: [..., width] */
export function layerNorm({ name, width, epsilon = EPSILON }: { name: string; width: number; epsilon?: number }): Layer {
  const [gain, shift] = variablesOf(name, width);
  return {
    variables: [gain, shift],
    apply: (ctx, x) => normalise(x, ctx.v[gain.name]!, ctx.v[shift.name]!, epsilon),
  };
}

/**
 * Layer norm in front of weights, with its gain and shift taken into them: LN(x)·W + b = n·(gain ⊙ W) + (shift·W + b). What would be passes over
 * every row, forward and back, becomes a few operations on the weights. As the rows of n sum to 0, the columns of gain ⊙ W may be centred.
 * @source Ba, Kiros, Hinton 2016 @shape x: [..., width], kernel: [width, units], bias: [units] → a function of part of the kernel to [rows, units]
 */
export function normIntoDense(name: string, width: number) {
  const [gain, shift] = variablesOf(name, width);
  return {
    variables: [gain, shift],
    apply(v: Record<string, Tensor>, x: Tensor): (kernel: Tensor, bias: Tensor) => Tensor {
      const normal = tf.reshape(normaliseCentred(x), [-1, width]) as tf.Tensor2D;
      return (kernel, bias) => {
        const scaled = tf.mul(kernel, tf.reshape(v[gain.name]!, [width, 1]));
        const centred = tf.sub(scaled, tf.mean(scaled, 0, true)) as tf.Tensor2D;
        const offset = tf.add(tf.reshape(tf.matMul(tf.reshape(v[shift.name]!, [1, width]) as tf.Tensor2D, kernel as tf.Tensor2D), [-1]), bias);
        return tf.add(tf.matMul(normal, centred), offset);
      };
    },
  };
}
