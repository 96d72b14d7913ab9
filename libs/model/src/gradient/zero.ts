import * as tf from '@tensorflow/tfjs-core';
import type { GradConfig, Tensor } from '@tensorflow/tfjs-core';

/** Piecewise constant: no gradient passes. */
const unary = (kernelName: string): GradConfig => ({ kernelName, gradFunc: (dy) => ({ x: () => tf.zerosLike(dy as Tensor) }) });

const comparison = (kernelName: string): GradConfig => ({
  kernelName,
  inputsToSave: ['a', 'b'],
  gradFunc: (_dy, saved) => ({ a: () => tf.zeros(saved[0]!.shape), b: () => tf.zeros(saved[1]!.shape) }),
});

export const zeroGradients: GradConfig[] = [
  ...['Floor', 'Ceil', 'Round', 'Sign', 'Step', 'ZerosLike', 'OnesLike'].map(unary),
  ...['Greater', 'GreaterEqual', 'Less', 'LessEqual', 'Equal', 'NotEqual'].map(comparison),
  { kernelName: 'ArgMax', inputsToSave: ['x'], gradFunc: (_dy, saved) => ({ x: () => tf.zeros(saved[0]!.shape) }) },
  { kernelName: 'ArgMin', inputsToSave: ['x'], gradFunc: (_dy, saved) => ({ x: () => tf.zeros(saved[0]!.shape) }) },
  { kernelName: 'OneHot', inputsToSave: ['indices'], gradFunc: (_dy, saved) => ({ indices: () => tf.zeros(saved[0]!.shape) }) },
];
