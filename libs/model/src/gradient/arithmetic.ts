import * as tf from '@tensorflow/tfjs-core';
import type { GradConfig, Tensor } from '@tensorflow/tfjs-core';
import { ofPair, unbroadcast } from './define';

const asFloat = (mask: Tensor): Tensor => tf.cast(mask, 'float32');

/** dA = dY·Bᵀ and so on for the four transposition cases; batch axes that were broadcast are summed. */
const matMulGradient: GradConfig = {
  kernelName: 'BatchMatMul',
  inputsToSave: ['a', 'b'],
  gradFunc: (dyIn, saved, attrs) => {
    const dy = dyIn as Tensor;
    const [a, b] = saved as [Tensor, Tensor];
    const { transposeA, transposeB } = attrs as unknown as { transposeA: boolean; transposeB: boolean };
    const sumBatch = (g: Tensor, like: Tensor): Tensor => {
      if (tf.util.arraysEqual(g.shape, like.shape)) return g;
      const axes = tf.broadcast_util.getReductionAxes(like.shape.slice(0, -2), g.shape.slice(0, -2));
      return tf.reshape(axes.length > 0 ? tf.sum(g, axes) : g, like.shape);
    };
    const mm = (x: Tensor, y: Tensor, tx: boolean, ty: boolean) => tf.matMul(x, y, tx, ty);
    return {
      a: () => sumBatch(transposeA ? mm(b, dy, transposeB, true) : mm(dy, b, false, !transposeB), a),
      b: () => sumBatch(transposeB ? mm(dy, a, true, transposeA) : mm(a, dy, !transposeA, false), b),
    };
  },
};

export const arithmeticGradients: GradConfig[] = [
  matMulGradient,
  ofPair('Add', (dy) => [() => dy, () => dy]),
  // The sum over broadcast axes comes before the sign: it leaves fewer numbers to negate.
  {
    kernelName: 'Sub',
    inputsToSave: ['a', 'b'],
    gradFunc: (dy, saved) => ({ a: () => unbroadcast(dy as Tensor, saved[0]!.shape), b: () => tf.neg(unbroadcast(dy as Tensor, saved[1]!.shape)) }),
  },
  ofPair('Multiply', (dy, a, b) => [() => tf.mul(dy, tf.cast(b, 'float32')), () => tf.mul(dy, tf.cast(a, 'float32'))]),
  ofPair('RealDiv', (dy, a, b) => [
    () => tf.div(dy, tf.cast(b, 'float32')),
    () => tf.neg(tf.div(tf.mul(dy, tf.cast(a, 'float32')), tf.square(tf.cast(b, 'float32')))),
  ]),
  ofPair('FloorDiv', (dy, a, b) => [() => tf.zerosLike(tf.mul(dy, a)), () => tf.zerosLike(tf.mul(dy, b))]),
  ofPair('Mod', (dy, a, b) => [() => dy, () => tf.neg(tf.mul(dy, tf.floor(tf.div(a, b))))]),
  ofPair('SquaredDifference', (dy, a, b) => [() => tf.mul(dy, tf.mul(tf.sub(a, b), 2)), () => tf.mul(dy, tf.mul(tf.sub(b, a), 2))]),
  // Ties give the whole gradient to `a`, as TensorFlow does.
  ofPair('Maximum', (dy, a, b) => [() => tf.mul(dy, asFloat(tf.greaterEqual(a, b))), () => tf.mul(dy, asFloat(tf.less(a, b)))]),
  ofPair('Minimum', (dy, a, b) => [() => tf.mul(dy, asFloat(tf.lessEqual(a, b))), () => tf.mul(dy, asFloat(tf.greater(a, b)))]),
  ofPair('Pow', (dy, a, b) => [
    () => tf.mul(dy, tf.mul(tf.cast(b, 'float32'), tf.pow(a, tf.sub(b, 1)))),
    () => {
      // The logarithm of what is not positive counts as 0: the limit of x^y·log x at 0.
      const positive = tf.greater(a, 0);
      const safe = tf.where(positive, tf.log(tf.where(positive, a, tf.onesLike(a))), tf.zerosLike(a));
      return tf.mul(dy, tf.mul(tf.pow(a, b), safe));
    },
  ]),
  ofPair('Atan2', (dy, a, b) => {
    const square = () => tf.add(tf.square(a), tf.square(b));
    return [() => tf.mul(dy, tf.div(b, square())), () => tf.neg(tf.mul(dy, tf.div(a, square())))];
  }),
  {
    kernelName: 'AddN',
    saveAllInputs: true,
    gradFunc: (dy, saved) => Object.fromEntries(saved.map((_, i) => [i, () => tf.clone(dy as Tensor)])),
  },
];
