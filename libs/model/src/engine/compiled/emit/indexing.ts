import { util } from '@tensorflow/tfjs-core';
import type { GraphBuilder, Sym } from '../graph-builder';
import { axesOf, binary, cast, refuse, reshape, scalar } from './emitter';
import type { Emitter } from './emitter';

/** Up to this many rows a one-hot product beats scattering, and adds in a fixed order on any number of threads. */
const ONE_HOT_ROWS = 64;

/** As a comparison with 0 … depth−1: ONNX Runtime's OneHot exists for few combinations of types. */
function oneHot(g: GraphBuilder, indices: Sym, depth: number, on: number, off: number, dtype: Sym['dtype']): Sym {
  const classes = g.constant(Int32Array.from({ length: depth }, (_, i) => i), [depth], 'int32');
  const shape = [...indices.shape, depth];
  const hit = g.op('Equal', [reshape(g, indices, [...indices.shape, 1]), classes], shape, 'bool');
  return on === 1 && off === 0 ? cast(g, hit, dtype) : g.op('Where', [hit, scalar(g, on, dtype), scalar(g, off, dtype)], shape, dtype);
}

function segmentSum(g: GraphBuilder, x: Sym, ids: Sym, segments: number): Sym {
  const count = util.sizeFromShape(ids.shape);
  const inner = x.shape.slice(ids.shape.length);
  const width = util.sizeFromShape(inner);
  const rows = reshape(g, x, [count, width]);
  const flatIds = reshape(g, ids, [count]);
  const sums = segments <= ONE_HOT_ROWS
    ? g.op('Gemm', [oneHot(g, flatIds, segments, 1, 0, 'float32'), rows], [segments, width], 'float32', { transA: { int: 1 } })
    : scatterRows(g, rows, flatIds, segments);
  return reshape(g, sums, [segments, ...inner]);
}

/** Both add in the order of the rows. ScatterND is far the faster, but on several threads it would add to one row from two of them at once. */
function scatterRows(g: GraphBuilder, rows: Sym, ids: Sym, segments: number): Sym {
  const [count, width] = rows.shape as [number, number];
  const reduction = { reduction: { string: 'add' } };
  if (g.threads === 1) {
    const zeros = g.op('Expand', [scalar(g, 0), g.ints([segments, width])], [segments, width], 'float32');
    return g.op('ScatterND', [zeros, cast(g, reshape(g, ids, [count, 1]), 'int64'), rows], [segments, width], 'float32', reduction);
  }
  // one axis instead of two: ONNX Runtime walks it in a third of the time
  const zeros = g.op('Expand', [scalar(g, 0), g.ints([segments * width])], [segments * width], 'float32');
  const starts = binary(g, 'Mul', reshape(g, ids, [count, 1]), scalar(g, width, 'int32'));
  const places = binary(g, 'Add', starts, g.constant(Int32Array.from({ length: width }, (_, i) => i), [width], 'int32'));
  const flat = g.op('ScatterElements', [zeros, reshape(g, places, [count * width]), reshape(g, rows, [count * width])], [segments * width], 'float32', { axis: { int: 0 }, ...reduction });
  return reshape(g, flat, [segments, width]);
}

export const indexEmitters: Record<string, Emitter> = {
  GatherV2: (g, { x, indices }, { axis, batchDims }) => {
    if (batchDims) return refuse('Gather with batch axes');
    const at = axesOf(axis, x!.shape)[0]!;
    const shape = [...x!.shape.slice(0, at), ...indices!.shape, ...x!.shape.slice(at + 1)];
    return g.op('Gather', [x!, indices!], shape, x!.dtype, { axis: { int: at } });
  },
  GatherNd: (g, { params, indices }) => {
    const depth = indices!.shape.at(-1)!;
    return g.op('GatherND', [params!, cast(g, indices!, 'int64')], [...indices!.shape.slice(0, -1), ...params!.shape.slice(depth)], params!.dtype);
  },
  OneHot: (g, { indices }, { depth, onValue, offValue, dtype }) => oneHot(g, indices!, depth as number, (onValue as number | undefined) ?? 1, (offValue as number | undefined) ?? 0, (dtype as Sym['dtype'] | undefined) ?? 'int32'),
  UnsortedSegmentSum: (g, { x, segmentIds }, { numSegments }) => segmentSum(g, x!, segmentIds!, numSegments as number),
};
