import type { GraphBuilder, Sym } from '../graph-builder';
import { axesOf, cast, reducedShape, reshape } from './emitter';
import type { Attrs, Emitter } from './emitter';

function reduce(g: GraphBuilder, op: string, x: Sym, axis: unknown, keepDims: unknown): Sym {
  const axes = axesOf(axis, x.shape);
  const shape = reducedShape(x.shape, axes, Boolean(keepDims));
  const count = axes.reduce((n, a) => n * x.shape[a]!, 1);
  if (x.uniform !== undefined) return g.uniform(op === 'ReduceSum' ? x.uniform * count : x.uniform, shape, x.dtype);
  if (count === 1) return reshape(g, x, shape);
  return g.op(op, [x, g.ints(axes)], shape, x.dtype, { keepdims: { int: Number(Boolean(keepDims)) } });
}

const reduction = (op: string, axisName = 'axis'): Emitter => (g, { x }, attrs: Attrs) => reduce(g, op, x!, attrs[axisName] ?? attrs['axis'] ?? attrs['reductionIndices'], attrs['keepDims']);

const arg = (op: string): Emitter => (g, { x }, attrs) => {
  const [axis] = axesOf(attrs['axis'], x!.shape);
  const shape = reducedShape(x!.shape, [axis!], false);
  return cast(g, g.op(op, [x!], shape, 'int64', { axis: { int: axis! }, keepdims: { int: 0 } }), 'int32');
};

/** For booleans: as numbers, 0 or 1. */
const logical = (op: string): Emitter => (g, { x }, attrs) => cast(g, reduce(g, op, cast(g, x!, 'int32'), attrs['axis'], attrs['keepDims']), 'bool');

export const reductionEmitters: Record<string, Emitter> = {
  Sum: reduction('ReduceSum'),
  Mean: reduction('ReduceMean'),
  Prod: reduction('ReduceProd'),
  Max: reduction('ReduceMax', 'reductionIndices'),
  Min: reduction('ReduceMin'),
  All: logical('ReduceMin'),
  Any: logical('ReduceMax'),
  ArgMax: arg('ArgMax'),
  ArgMin: arg('ArgMin'),
  Softmax: (g, { logits }, { dim }) => {
    const axis = (dim as number) < 0 ? logits!.shape.length + (dim as number) : (dim as number);
    return g.op('Softmax', [logits!], logits!.shape, 'float32', { axis: { int: axis } });
  },
  LogSoftmax: (g, { logits }, { axis }) => g.op('LogSoftmax', [logits!], logits!.shape, 'float32', { axis: { int: axesOf(axis, logits!.shape)[0]! } }),
  Cumsum: (g, { x }, { axis, exclusive, reverse }) =>
    g.op('CumSum', [x!, g.uniform(axesOf(axis, x!.shape)[0]!, [], 'int64')], x!.shape, x!.dtype, { exclusive: { int: Number(Boolean(exclusive)) }, reverse: { int: Number(Boolean(reverse)) } }),
  TopK: (g, { x }, { k }) => {
    const shape = [...x!.shape.slice(0, -1), k as number];
    const [values, indices] = g.ops('TopK', [x!, g.ints([k as number])], [{ shape, dtype: x!.dtype }, { shape, dtype: 'int64' }]);
    return [values!, cast(g, indices!, 'int32')];
  },
};
