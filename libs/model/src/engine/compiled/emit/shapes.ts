import { backend_util, slice_util, util } from '@tensorflow/tfjs-core';
import type { GraphBuilder, Sym } from '../graph-builder';
import { axesOf, refuse, reshape } from './emitter';
import type { Emitter } from './emitter';

const inferred = (shape: number[], size: number): number[] => util.inferFromImplicitShape(shape, size);

function slice(g: GraphBuilder, x: Sym, begin: number[], size: number[]): Sym {
  if (size.every((d, i) => d === x.shape[i])) return x;
  if (x.uniform !== undefined) return g.uniform(x.uniform, size, x.dtype);
  const axes = begin.map((_, i) => i).filter((i) => size[i] !== x.shape[i]);
  return g.op('Slice', [x, g.ints(axes.map((i) => begin[i]!)), g.ints(axes.map((i) => begin[i]! + size[i]!)), g.ints(axes)], size, x.dtype);
}

/** A tile along axes of length 1 is a broadcast, which ONNX can do without copying the operand twice. */
function tile(g: GraphBuilder, x: Sym, reps: number[]): Sym {
  const shape = x.shape.map((d, i) => d * reps[i]!);
  if (reps.every((r) => r === 1)) return x;
  if (x.uniform !== undefined) return g.uniform(x.uniform, shape, x.dtype);
  if (reps.every((r, i) => r === 1 || x.shape[i] === 1)) return { ...g.op('Expand', [x, g.ints(shape)], shape, x.dtype), narrow: x };
  return g.op('Tile', [x, g.ints(reps)], shape, x.dtype);
}

function concat(g: GraphBuilder, parts: Sym[], axis: number): Sym {
  const real = parts.filter((p) => p.shape[axis]! > 0);
  if (real.length === 1) return real[0]!;
  const shape = backend_util.computeOutShape(real.map((p) => p.shape), axis);
  return g.op('Concat', real, shape, parts[0]!.dtype, { axis: { int: axis } });
}

function split(g: GraphBuilder, x: Sym, sizes: number[], axis: number): Sym[] {
  if (sizes.length === 1) return [x];
  return g.ops('Split', [x, g.ints(sizes)], sizes.map((s) => ({ shape: x.shape.map((d, i) => (i === axis ? s : d)), dtype: x.dtype })), { axis: { int: axis } });
}

const list = (inputs: Record<string, Sym>): Sym[] => Object.values(inputs);

function transpose(g: GraphBuilder, x: Sym, perm: number[]): Sym {
  const shape = perm.map((p) => x.shape[p]!);
  if (perm.every((p, i) => p === i)) return x;
  if (x.uniform !== undefined) return g.uniform(x.uniform, shape, x.dtype);
  // Moving axes of length 1 moves nothing.
  const real = perm.filter((p) => x.shape[p] !== 1);
  if (real.every((p, i) => i === 0 || p > real[i - 1]!)) return reshape(g, x, shape);
  return g.op('Transpose', [x], shape, x.dtype, { perm: { ints: perm } });
}

const stridedSlice: Emitter = (g, { x }, attrs) => {
  const a = attrs as { begin: number[]; end: number[]; strides: number[]; beginMask: number; endMask: number; ellipsisMask: number; newAxisMask: number; shrinkAxisMask: number };
  const info = slice_util.sliceInfo(x!.shape, a.begin, a.end, a.strides, a.beginMask, a.endMask, a.ellipsisMask, a.newAxisMask, a.shrinkAxisMask);
  if (info.isIdentity) return reshape(g, x!, info.finalShape);
  const dims = x!.shape.map((_, i) => i);
  // ONNX reads an end before the beginning as "to the front" only when it is far below zero.
  const ends = dims.map((i) => (info.strides[i]! < 0 && info.end[i]! < 0 ? -2147483648 : info.end[i]!));
  const dense = slice_util.computeOutShape(info.begin, info.end, info.strides);
  return reshape(g, g.op('Slice', [x!, g.ints(info.begin), g.ints(ends), g.ints(dims), g.ints(info.strides)], dense, x!.dtype), info.finalShape);
};

export const shapeEmitters: Record<string, Emitter> = {
  Reshape: (g, { x }, { shape }) => reshape(g, x!, inferred(shape as number[], util.sizeFromShape(x!.shape))),
  ExpandDims: (g, { input }, { dim }) => {
    const at = (dim as number) < 0 ? input!.shape.length + 1 + (dim as number) : (dim as number);
    return reshape(g, input!, [...input!.shape.slice(0, at), 1, ...input!.shape.slice(at)]);
  },
  Transpose: (g, { x }, { perm }) => transpose(g, x!, perm as number[]),
  Concat: (g, inputs, { axis }) => concat(g, list(inputs), axesOf(axis, list(inputs)[0]!.shape)[0]!),
  SplitV: (g, { x }, { numOrSizeSplits, axis }) => {
    const at = axesOf(axis, x!.shape)[0]!;
    return split(g, x!, backend_util.prepareSplitSize({ shape: x!.shape } as never, numOrSizeSplits as number[], at), at);
  },
  Pack: (g, inputs, { axis }) => {
    const parts = list(inputs);
    const at = (axis as number) < 0 ? parts[0]!.shape.length + 1 + (axis as number) : (axis as number);
    return concat(g, parts.map((p) => reshape(g, p, [...p.shape.slice(0, at), 1, ...p.shape.slice(at)])), at);
  },
  Unpack: (g, { value }, { axis }) => {
    const at = axesOf(axis, value!.shape)[0]!;
    const rest = value!.shape.filter((_, i) => i !== at);
    return split(g, value!, Array<number>(value!.shape[at]!).fill(1), at).map((p) => reshape(g, p, rest));
  },
  Slice: (g, { x }, attrs) => {
    const [begin, size] = slice_util.parseSliceParams({ shape: x!.shape, rank: x!.shape.length } as never, attrs['begin'] as number[], attrs['size'] as number[]);
    return slice(g, x!, begin!, size!);
  },
  StridedSlice: stridedSlice,
  PadV2: (g, { x }, { paddings, constantValue }) => {
    const pads = paddings as [number, number][];
    if (pads.every(([before, after]) => before === 0 && after === 0)) return x!;
    if (x!.dtype !== 'float32') return refuse('Padding of integers');
    const shape = x!.shape.map((d, i) => d + pads[i]![0] + pads[i]![1]);
    return g.op('Pad', [x!, g.ints([...pads.map((p) => p[0]), ...pads.map((p) => p[1])]), g.uniform((constantValue as number | undefined) ?? 0, [])], shape, x!.dtype);
  },
  Tile: (g, { x }, { reps }) => tile(g, x!, reps as number[]),
  BroadcastTo: (g, { x }, { shape }) => {
    const to = shape as number[];
    const padded = reshape(g, x!, [...Array<number>(to.length - x!.shape.length).fill(1), ...x!.shape]);
    return tile(g, padded, to.map((d, i) => d / padded.shape[i]!));
  },
  Reverse: (g, { x }, { dims }) => {
    const axes = axesOf(dims, x!.shape);
    const all = (value: number) => g.ints(axes.map(() => value));
    return g.op('Slice', [x!, all(-1), all(-2147483648), g.ints(axes), all(-1)], x!.shape, x!.dtype);
  },
};
