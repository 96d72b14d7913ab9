import * as tf from '@tensorflow/tfjs-core';
import type { GradConfig, NamedAttrMap, Tensor, Tensor1D } from '@tensorflow/tfjs-core';
import { ofInput } from './define';

const attr = <T>(attrs: NamedAttrMap, name: string): T => (attrs as Record<string, unknown>)[name] as T;

/** Adds each slice of dy to the row that it was gathered from. @shape dy: [...outer, ...indices, ...inner] */
function gatherGradient(dy: Tensor, x: Tensor, indices: Tensor, axis: number): Tensor {
  const rank = indices.rank;
  const rows = x.shape[axis]!;
  const outer = [...Array(axis).keys()];
  const middle = [...Array(rank).keys()].map((i) => i + axis);
  const inner = [...Array(x.rank - axis - 1).keys()].map((i) => i + axis + rank);
  const forward = axis === 0 ? dy : tf.transpose(dy, [...middle, ...outer, ...inner]);
  const rest = [...outer.map((i) => x.shape[i]!), ...x.shape.slice(axis + 1)];
  const values = tf.reshape(forward, [indices.size, ...rest]);
  const summed = tf.unsortedSegmentSum(values, tf.reshape(indices, [indices.size]) as Tensor1D, rows);
  if (axis === 0) return tf.reshape(summed, x.shape);
  const back = [...outer.map((i) => i + 1), 0, ...inner.map((_, i) => axis + 1 + i)];
  return tf.transpose(summed, back);
}

export const shapeGradients: GradConfig[] = [
  ofInput('Reshape', (dy, x) => tf.reshape(dy, x.shape)),
  { kernelName: 'ExpandDims', inputsToSave: ['input'], gradFunc: (dy, saved) => ({ input: () => tf.reshape(dy as Tensor, saved[0]!.shape) }) },
  {
    kernelName: 'Transpose',
    gradFunc: (dy, _saved, attrs) => {
      const perm = attr<number[]>(attrs, 'perm');
      const undo = perm.map((_, i) => perm.indexOf(i));
      return { x: () => tf.transpose(dy as Tensor, undo) };
    },
  },
  {
    kernelName: 'Concat',
    saveAllInputs: true,
    gradFunc: (dy, saved, attrs) => {
      const axis = tf.util.parseAxisParam(attr<number>(attrs, 'axis'), saved[0]!.shape)[0]!;
      const parts = tf.split(dy as Tensor, saved.map((t) => t.shape[axis]!), axis);
      return Object.fromEntries(parts.map((p, i) => [i, () => p]));
    },
  },
  {
    kernelName: 'SplitV',
    gradFunc: (dy, _saved, attrs) => ({ x: () => tf.concat(dy as Tensor[], attr<number>(attrs, 'axis')) }),
  },
  {
    kernelName: 'Pack',
    saveAllInputs: true,
    gradFunc: (dy, saved, attrs) => {
      const parts = tf.unstack(dy as Tensor, attr<number>(attrs, 'axis'));
      return Object.fromEntries(saved.map((_, i) => [i, () => parts[i]!]));
    },
  },
  { kernelName: 'Unpack', gradFunc: (dy, _saved, attrs) => ({ value: () => tf.stack(dy as Tensor[], attr<number>(attrs, 'axis')) }) },
  ofInput('Slice', (dy, x, attrs) => {
    const [begin, size] = tf.slice_util.parseSliceParams(x, attrs['begin'] as number[], attrs['size'] as number[]);
    return tf.pad(dy, begin!.map((b, i) => [b, x.shape[i]! - b - size![i]!] as [number, number]));
  }),
  ofInput('PadV2', (dy, x, attrs) => tf.slice(dy, (attrs['paddings'] as [number, number][]).map((p) => p[0]), x.shape)),
  ofInput('Reverse', (dy, _x, attrs) => tf.reverse(dy, attrs['dims'] as number[])),
  ofInput('Tile', (dy, x, attrs) => {
    const reps = attrs['reps'] as number[];
    // [r0·d0, r1·d1] → [r0, d0, r1, d1], then the repetitions are summed.
    const split = tf.reshape(dy, x.shape.flatMap((d, i) => [reps[i]!, d]));
    return tf.reshape(tf.sum(split, x.shape.map((_, i) => 2 * i)), x.shape);
  }),
  {
    kernelName: 'GatherV2',
    inputsToSave: ['x', 'indices'],
    gradFunc: (dy, saved, attrs) => {
      const [x, indices] = saved as [Tensor, Tensor];
      const axis = tf.util.parseAxisParam(attr<number>(attrs, 'axis'), x.shape)[0]!;
      return { x: () => gatherGradient(dy as Tensor, x, indices, axis), indices: () => tf.zerosLike(tf.cast(indices, 'float32')) };
    },
  },
  {
    kernelName: 'UnsortedSegmentSum',
    inputsToSave: ['segmentIds'],
    gradFunc: (dy, saved) => ({
      x: () => {
        const ids = saved[0]!;
        const rows = tf.gather(dy as Tensor, tf.cast(tf.maximum(ids, tf.zerosLike(ids)), 'int32') as Tensor1D);
        const real = tf.cast(tf.greaterEqual(ids, tf.scalar(0, 'int32')), 'float32');
        return tf.mul(rows, tf.reshape(real, [ids.size, ...Array(rows.rank - 1).fill(1)]));
      },
    }),
  },
];
