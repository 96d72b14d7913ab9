import * as tf from '@tensorflow/tfjs-core';
import type { GradConfig, NamedAttrMap, Tensor } from '@tensorflow/tfjs-core';

type Saved = { saved: Tensor[]; attrs: Record<string, unknown> };

/** Sums a gradient over the axes along which its input was broadcast. */
export function unbroadcast(gradient: Tensor, shape: number[]): Tensor {
  const axes = tf.broadcast_util.getReductionAxes(shape, gradient.shape);
  const summed = axes.length > 0 ? tf.sum(gradient, axes) : gradient;
  return tf.util.arraysEqual(summed.shape, shape) ? summed : tf.reshape(summed, shape);
}

/** One input `x`, which the gradient reads again. */
export function ofInput(kernelName: string, gradient: (dy: Tensor, x: Tensor, attrs: Record<string, unknown>) => Tensor, input = 'x'): GradConfig {
  return {
    kernelName,
    inputsToSave: [input],
    gradFunc: (dy: Tensor | Tensor[], saved: Tensor[], attrs: NamedAttrMap) => ({ [input]: () => gradient(dy as Tensor, saved[0]!, attrs as Record<string, unknown>) }),
  };
}

/** The gradient reads the output, so the input need not be kept. */
export function ofOutput(kernelName: string, gradient: (dy: Tensor, y: Tensor, attrs: Record<string, unknown>) => Tensor, input = 'x'): GradConfig {
  return {
    kernelName,
    outputsToSave: [true],
    gradFunc: (dy: Tensor | Tensor[], saved: Tensor[], attrs: NamedAttrMap) => ({ [input]: () => gradient(dy as Tensor, saved[0]!, attrs as Record<string, unknown>) }),
  };
}

/** Two inputs `a` and `b` that may broadcast. */
export function ofPair(kernelName: string, gradients: (dy: Tensor, a: Tensor, b: Tensor) => [() => Tensor, () => Tensor]): GradConfig {
  return {
    kernelName,
    inputsToSave: ['a', 'b'],
    gradFunc: (dy: Tensor | Tensor[], saved: Tensor[]) => {
      const [a, b] = saved as [Tensor, Tensor];
      const [da, db] = gradients(dy as Tensor, a, b);
      return { a: () => unbroadcast(da(), a.shape), b: () => unbroadcast(db(), b.shape) };
    },
  };
}

export type { Saved };
