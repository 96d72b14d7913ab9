import * as tf from '@tensorflow/tfjs-core';
import type { GradConfig, Tensor } from '@tensorflow/tfjs-core';
import { ofInput } from './define';

/** dy with the reduced axes put back as 1, ready to broadcast over x. */
function expanded(dy: Tensor, x: Tensor, axis: unknown): Tensor {
  const axes = tf.util.parseAxisParam(axis as number | number[], x.shape);
  return tf.reshape(dy, x.shape.map((d, i) => (axes.includes(i) ? 1 : d)));
}

const spread = (dy: Tensor, x: Tensor): Tensor => tf.broadcastTo(dy, x.shape);

function extremum(kernelName: string): GradConfig {
  return {
    kernelName,
    inputsToSave: ['x'],
    outputsToSave: [true],
    gradFunc: (dy, saved, attrs) => {
      const [x, y] = saved as [Tensor, Tensor];
      const axis = (attrs as Record<string, unknown>)['reductionIndices'] ?? (attrs as Record<string, unknown>)['axis'];
      return {
        x: () => {
          const hit = tf.cast(tf.equal(x, expanded(y, x, axis)), 'float32');
          return tf.mul(hit, expanded(dy as Tensor, x, axis));
        },
      };
    },
  };
}

export const reductionGradients: GradConfig[] = [
  ofInput('Sum', (dy, x, attrs) => spread(expanded(dy, x, attrs['axis']), x)),
  ofInput('Mean', (dy, x, attrs) => {
    const axes = tf.util.parseAxisParam(attrs['axis'] as number[], x.shape);
    const count = axes.reduce((n, a) => n * x.shape[a]!, 1);
    return spread(tf.mul(expanded(dy, x, attrs['axis']), 1 / count), x);
  }),
  extremum('Max'),
  extremum('Min'),
  {
    kernelName: 'Cumsum',
    gradFunc: (dy, _saved, attrs) => {
      const { axis, exclusive, reverse } = attrs as unknown as { axis: number; exclusive: boolean; reverse: boolean };
      return { x: () => tf.cumsum(dy as Tensor, axis, exclusive, !reverse) };
    },
  },
];
