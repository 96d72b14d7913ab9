import { backend_util, broadcast_util, util } from '@tensorflow/tfjs-core';
import { AppError } from '@bellwether/contracts';
import type { GraphBuilder, Sym } from '../graph-builder';
import { sameShape } from '../graph-builder';

export type Attrs = Record<string, unknown>;
/** Adds the nodes of one kernel. */
export type Emitter = (g: GraphBuilder, inputs: Record<string, Sym>, attrs: Attrs) => Sym | Sym[];

export const broadcastShape = (a: Sym, b: Sym): number[] => broadcast_util.assertAndGetBroadcastShape(a.shape, b.shape);

export const axesOf = (axis: unknown, shape: number[]): number[] => util.parseAxisParam((axis ?? shape.map((_, i) => i)) as number | number[], shape);

export const reducedShape = (shape: number[], axes: number[], keepDims: boolean): number[] => {
  const [out] = backend_util.computeOutAndReduceShapes(shape, axes);
  return keepDims ? shape.map((d, i) => (axes.includes(i) ? 1 : d)) : out;
};

export function refuse(what: string): never {
  throw new AppError({ code: 'ENGINE_UNSUPPORTED_OP', message: `${what} cannot be compiled yet.`, fix: 'Write it with other operations, or choose the wasm engine.' });
}

export const binary = (g: GraphBuilder, op: string, a: Sym, b: Sym, dtype = a.dtype): Sym => {
  const shape = broadcastShape(a, b);
  return g.op(op, [g.operand(a, b, shape), g.operand(b, a, shape)], shape, dtype);
};

export const unary = (g: GraphBuilder, op: string, x: Sym, dtype = x.dtype): Sym => g.op(op, [x], x.shape, dtype);

export const scalar = (g: GraphBuilder, value: number, dtype: Sym['dtype'] = 'float32'): Sym => g.uniform(value, [], dtype);

export function reshape(g: GraphBuilder, x: Sym, shape: number[]): Sym {
  if (sameShape(x.shape, shape)) return x;
  if (x.uniform !== undefined) return g.uniform(x.uniform, shape, x.dtype);
  if (x.data) return g.constant(x.data, shape, x.dtype);
  // A reshape of a reshape is one.
  const source = x.from?.op === 'Reshape' ? { ...x, name: x.from.inputs[0]! } : x;
  return g.op('Reshape', [source, g.ints(shape)], shape, x.dtype);
}

const CODES: Record<Sym['dtype'], number> = { float32: 1, int32: 6, int64: 7, bool: 9 };

export function cast(g: GraphBuilder, x: Sym, dtype: Sym['dtype']): Sym {
  if (x.dtype === dtype) return x;
  if (x.uniform !== undefined) return g.uniform(dtype === 'bool' ? Number(x.uniform !== 0) : dtype === 'float32' ? x.uniform : Math.trunc(x.uniform), x.shape, dtype);
  return g.op('Cast', [x], x.shape, dtype, { to: { int: CODES[dtype] } });
}
