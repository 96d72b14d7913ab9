import * as tf from '@tensorflow/tfjs-core';
import type { KernelFunc, TensorInfo } from '@tensorflow/tfjs-core';

type Numbers = Float32Array | Int32Array | Uint8Array;

/** Adds each slice of `values` to the segment that its id names. Ids below 0 or past the end are dropped. @param sums all segments, filled with 0 */
export function addSegments(values: Numbers, ids: Numbers, sums: Numbers): void {
  const width = values.length / ids.length;
  const segments = sums.length / width;
  for (let i = 0; i < ids.length; i++) {
    const id = ids[i]!;
    if (id < 0 || id >= segments) continue;
    for (let j = 0, to = id * width, from = i * width; j < width; j++) sums[to + j]! += values[from + j]!;
  }
}

type CpuBackend = { data: { get(id: object): { values: Numbers } }; makeTensorInfo(shape: number[], dtype: string, values: Numbers): TensorInfo };

const kernelFunc: KernelFunc = (args) => {
  const { inputs, backend, attrs } = args as unknown as { inputs: { x: TensorInfo; segmentIds: TensorInfo }; backend: CpuBackend; attrs: { numSegments: number } };
  const { x, segmentIds } = inputs;
  const shape = [attrs.numSegments, ...x.shape.slice(segmentIds.shape.length)];
  const sums = x.dtype === 'float32' ? new Float32Array(tf.util.sizeFromShape(shape)) : new Int32Array(tf.util.sizeFromShape(shape));
  addSegments(backend.data.get(x.dataId).values, backend.data.get(segmentIds.dataId).values, sums);
  return backend.makeTensorInfo(shape, x.dtype, sums);
};

/** As shipped the cpu backend compares all ids anew for every segment, with four kernels each: an embedding of a thousand rows takes seconds. */
export function mendCpuSegmentSum(): void {
  tf.unregisterKernel('UnsortedSegmentSum', 'cpu');
  tf.registerKernel({ kernelName: 'UnsortedSegmentSum', backendName: 'cpu', kernelFunc });
}
