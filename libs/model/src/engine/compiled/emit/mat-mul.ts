import { broadcast_util } from '@tensorflow/tfjs-core';
import type { GraphBuilder, Sym } from '../graph-builder';
import { binary, refuse, unary } from './emitter';
import type { Emitter } from './emitter';
import { elementwiseEmitters } from './elementwise';

function matMul(g: GraphBuilder, a: Sym, b: Sym, transposeA: boolean, transposeB: boolean): Sym {
  const rows = a.shape.at(transposeA ? -1 : -2)!;
  const columns = b.shape.at(transposeB ? -2 : -1)!;
  const batch = broadcast_util.assertAndGetBroadcastShape(a.shape.slice(0, -2), b.shape.slice(0, -2));
  const shape = [...batch, rows, columns];
  // Plain products as MatMul, so that ONNX Runtime can fuse the bias and the activation that follow.
  if (!transposeA && !transposeB) return g.op('MatMul', [a, b], shape, 'float32');
  const flags = { transA: { int: Number(transposeA) }, transB: { int: Number(transposeB) } };
  if (a.shape.length === 2 && b.shape.length === 2) return g.op('Gemm', [a, b], shape, 'float32', flags);
  return g.op('FusedMatMul', [a, b], shape, 'float32', flags, 'com.microsoft');
}

const ACTIVATION_KERNEL: Record<string, string> = { relu: 'Relu', relu6: 'Relu6', elu: 'Elu', sigmoid: 'Sigmoid' };

export const matMulEmitters: Record<string, Emitter> = {
  BatchMatMul: (g, { a, b }, { transposeA, transposeB }) => matMul(g, a!, b!, Boolean(transposeA), Boolean(transposeB)),
  _FusedMatMul: (g, { a, b, bias }, attrs) => {
    let y = matMul(g, a!, b!, Boolean(attrs['transposeA']), Boolean(attrs['transposeB']));
    if (bias) y = binary(g, 'Add', y, bias);
    const activation = (attrs['activation'] as string | undefined) ?? 'linear';
    if (activation === 'linear') return y;
    if (activation === 'tanh') return unary(g, 'Tanh', y);
    const kernel = ACTIVATION_KERNEL[activation];
    return kernel ? elementwiseEmitters[kernel]!(g, { x: y }, attrs) : refuse(`The fused activation ${activation}`);
  },
  Einsum: (g, inputs, { equation }) => {
    const tensors = Object.values(inputs);
    const [left, right] = (equation as string).replaceAll(' ', '').split('->') as [string, string];
    const size = new Map<string, number>();
    left.split(',').forEach((term, i) => [...term].forEach((letter, axis) => size.set(letter, tensors[i]!.shape[axis]!)));
    return g.op('Einsum', tensors, [...right].map((l) => size.get(l)!), 'float32', { equation: { string: equation as string } });
  },
};
