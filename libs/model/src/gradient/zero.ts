import * as tf from '@tensorflow/tfjs-core';
import type { GradConfig, Tensor } from '@tensorflow/tfjs-core';

/** By a kernel, not by values: recorded, it then costs nothing however large the shape is. */
const zerosOf = (shape: number[]): Tensor => tf.fill(shape, 0);

/** Piecewise constant: no gradient passes. */
const unary = (kernelName: string): GradConfig => ({ kernelName, gradFunc: (dy) => ({ x: () => tf.zerosLike(dy as Tensor) }) });

const comparison = (kernelName: string): GradConfig => ({
  kernelName,
  inputsToSave: ['a', 'b'],
  gradFunc: (_dy, saved) => ({ a: () => zerosOf(saved[0]!.shape), b: () => zerosOf(saved[1]!.shape) }),
});

export const zeroGradients: GradConfig[] = [
  ...['Floor', 'Ceil', 'Round', 'Sign', 'Step', 'ZerosLike', 'OnesLike'].map(unary),
  ...['Greater', 'GreaterEqual', 'Less', 'LessEqual', 'Equal', 'NotEqual'].map(comparison),
  { kernelName: 'ArgMax', inputsToSave: ['x'], gradFunc: (_dy, saved) => ({ x: () => zerosOf(saved[0]!.shape) }) },
  { kernelName: 'ArgMin', inputsToSave: ['x'], gradFunc: (_dy, saved) => ({ x: () => zerosOf(saved[0]!.shape) }) },
  { kernelName: 'OneHot', inputsToSave: ['indices'], gradFunc: (_dy, saved) => ({ indices: () => zerosOf(saved[0]!.shape) }) },
];
