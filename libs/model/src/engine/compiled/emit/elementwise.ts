import { sizeOf } from '../../parameter-layout';
import { sameShape } from '../graph-builder';
import type { GraphBuilder, Sym } from '../graph-builder';
import { binary, broadcastShape, cast, refuse, reshape, scalar, unary } from './emitter';
import type { Emitter } from './emitter';

/** Kernels that ONNX has by (nearly) the same name. */
const SAME: Record<string, string> = {
  Abs: 'Abs', Acos: 'Acos', Acosh: 'Acosh', Asin: 'Asin', Asinh: 'Asinh', Atan: 'Atan', Atanh: 'Atanh', Ceil: 'Ceil', Cos: 'Cos', Cosh: 'Cosh', Elu: 'Elu', Erf: 'Erf',
  Exp: 'Exp', Floor: 'Floor', Log: 'Log', Neg: 'Neg', Reciprocal: 'Reciprocal', Relu: 'Relu', Round: 'Round', Selu: 'Selu', Sigmoid: 'Sigmoid', Sign: 'Sign', Sin: 'Sin',
  Sinh: 'Sinh', Softplus: 'Softplus', Sqrt: 'Sqrt', Tan: 'Tan', Tanh: 'Tanh',
};

const COMPARE: Record<string, string> = { Greater: 'Greater', GreaterEqual: 'GreaterOrEqual', Less: 'Less', LessEqual: 'LessOrEqual', Equal: 'Equal' };

type Fold = (a: number, b: number) => number;

/** Arithmetic, with what costs nothing when one side is a known constant. `identity` is the right operand that changes nothing. */
function arithmetic(op: string, fold: Fold, identity: number, commutes: boolean): Emitter {
  return (g, { a, b }) => {
    const left = a!, right = b!;
    const shape = broadcastShape(left, right);
    if (left.uniform !== undefined && right.uniform !== undefined) return g.uniform(fold(left.uniform, right.uniform), shape, left.dtype);
    if (right.uniform === identity && sameShape(left.shape, shape)) return left;
    if (commutes && left.uniform === identity && sameShape(right.shape, shape)) return right;
    if (op === 'Mul' && (left.uniform === 0 || right.uniform === 0)) return g.uniform(0, shape, left.dtype);
    if (op === 'Mul' && right.uniform !== undefined && left.shifted) return scaledShift(g, left, right.uniform) ?? binary(g, op, left, right);
    return binary(g, op, left, right);
  };
}

/** (x + by)·c in one pass instead of two, where x lies in [−1, 1] and the result in [0, 1]: the cut of HardSigmoid then changes nothing. */
function scaledShift(g: GraphBuilder, { shifted, shape }: Sym, c: number): Sym | null {
  const { of, by } = shifted!;
  if (c * (by - 1) < 0 || c * (by + 1) > 1) return null;
  return g.op('HardSigmoid', [of], shape, 'float32', { alpha: { float: c }, beta: { float: c * by } });
}

const plainAdd = arithmetic('Add', (a, b) => a + b, 0, true);

/** a + (−b) is one subtraction. */
const add: Emitter = (g, inputs, attrs) => {
  const { a, b } = inputs;
  if (b!.uniform !== undefined && a!.from?.op === 'Erf') return { ...(plainAdd(g, inputs, attrs) as Sym), shifted: { of: a!, by: b!.uniform } };
  if (b!.negated && a!.uniform === undefined) return binary(g, 'Sub', a!, b!.negated);
  if (a!.negated && b!.uniform === undefined) return binary(g, 'Sub', b!, a!.negated);
  return plainAdd(g, inputs, attrs);
};

/** Below this a node costs more than its work. @unit elements */
const SMALL = 16_384;

/** x > 0 ? 1 : alpha. After relu the sign says the same in one node, which is slower than two where there is much to do. */
const step: Emitter = (g, { x }, { alpha }) => {
  const low = (alpha as number | undefined) ?? 0;
  if (low === 0 && x!.from?.op === 'Relu' && sizeOf(x!.shape) <= SMALL) return unary(g, 'Sign', x!);
  const positive = g.op('Greater', [x!, scalar(g, 0)], x!.shape, 'bool');
  if (low === 0) return cast(g, positive, 'float32');
  return g.op('Where', [positive, scalar(g, 1), scalar(g, low)], x!.shape, 'float32');
};

/** log(1+x) without losing small x: with u = 1 + x, log u − ((u − 1) − x)/u. */
const log1p: Emitter = (g, { x }) => {
  const one = scalar(g, 1);
  const u = binary(g, 'Add', x!, one);
  const lost = binary(g, 'Sub', binary(g, 'Sub', u, one), x!);
  return binary(g, 'Sub', unary(g, 'Log', u), binary(g, 'Div', lost, u));
};

/** eˣ − 1 = tanh(x/2)·(eˣ + 1), which keeps small x. */
const expm1: Emitter = (g, { x }) =>
  binary(g, 'Mul', unary(g, 'Tanh', binary(g, 'Mul', x!, scalar(g, 0.5))), binary(g, 'Add', unary(g, 'Exp', x!), scalar(g, 1)));

function floorMod(g: GraphBuilder, a: Sym, b: Sym): Sym {
  if (a.dtype !== 'float32') return refuse('Mod of integers');
  return binary(g, 'Sub', a, binary(g, 'Mul', unary(g, 'Floor', binary(g, 'Div', a, b)), b));
}

const select: Emitter = (g, { condition, t, e }) => {
  const shape = t!.shape;
  const aligned = condition!.shape.length === 1 && shape.length > 1 ? reshape(g, condition!, [condition!.shape[0]!, ...Array<number>(shape.length - 1).fill(1)]) : condition!;
  const small = (s: Sym): Sym => (s.uniform !== undefined && sameShape(aligned.shape, shape) ? g.uniform(s.uniform, [], s.dtype) : s);
  return g.op('Where', [cast(g, aligned, 'bool'), small(t!), small(e!)], shape, t!.dtype);
};

const square: Emitter = (g, { x }) => (x!.uniform !== undefined ? g.uniform(x!.uniform ** 2, x!.shape) : binary(g, 'Mul', x!, x!));

export const elementwiseEmitters: Record<string, Emitter> = {
  ...Object.fromEntries(Object.entries(SAME).map(([k, op]): [string, Emitter] => [k, (g, { x }) => unary(g, op, x!)])),
  ...Object.fromEntries(Object.entries(COMPARE).map(([k, op]): [string, Emitter] => [k, (g, { a, b }) => binary(g, op, a!, b!, 'bool')])),
  NotEqual: (g, { a, b }) => unary(g, 'Not', binary(g, 'Equal', a!, b!, 'bool')),
  LogicalAnd: (g, { a, b }) => binary(g, 'And', a!, b!, 'bool'),
  LogicalOr: (g, { a, b }) => binary(g, 'Or', a!, b!, 'bool'),
  LogicalNot: (g, { x }) => unary(g, 'Not', x!),
  Neg: (g, { x }) => (x!.uniform !== undefined ? g.uniform(-x!.uniform, x!.shape, x!.dtype) : { ...unary(g, 'Neg', x!), negated: x! }),
  Add: add,
  Sub: arithmetic('Sub', (a, b) => a - b, 0, false),
  Multiply: arithmetic('Mul', (a, b) => a * b, 1, true),
  RealDiv: arithmetic('Div', (a, b) => a / b, 1, false),
  AddN: (g, inputs) => Object.values(inputs).reduce((a, b) => binary(g, 'Add', a, b)),
  Maximum: (g, { a, b }) => binary(g, 'Max', a!, b!),
  Minimum: (g, { a, b }) => binary(g, 'Min', a!, b!),
  Pow: (g, { a, b }) => (b!.uniform === 2 && sameShape(a!.shape, broadcastShape(a!, b!)) ? binary(g, 'Mul', a!, a!) : binary(g, 'Pow', a!, b!)),
  FloorDiv: (g, { a, b }) => (a!.dtype === 'float32' ? unary(g, 'Floor', binary(g, 'Div', a!, b!)) : cast(g, unary(g, 'Floor', binary(g, 'Div', cast(g, a!, 'float32'), cast(g, b!, 'float32'))), a!.dtype)),
  Mod: (g, { a, b }) => floorMod(g, a!, b!),
  SquaredDifference: (g, { a, b }) => {
    const d = binary(g, 'Sub', a!, b!);
    return binary(g, 'Mul', d, d);
  },
  Prelu: (g, { x, alpha }) => g.op('Where', [binary(g, 'Greater', x!, scalar(g, 0), 'bool'), x!, binary(g, 'Mul', x!, alpha!)], x!.shape, 'float32'),
  LeakyRelu: (g, { x }, { alpha }) => g.op('LeakyRelu', [x!], x!.shape, 'float32', { alpha: { float: alpha as number } }),
  Relu6: (g, { x }) => g.op('Clip', [x!, scalar(g, 0), scalar(g, 6)], x!.shape, 'float32'),
  ClipByValue: (g, { x }, { clipValueMin, clipValueMax }) => g.op('Clip', [x!, scalar(g, clipValueMin as number), scalar(g, clipValueMax as number)], x!.shape, 'float32'),
  Rsqrt: (g, { x }) => unary(g, 'Reciprocal', unary(g, 'Sqrt', x!)),
  Square: square,
  Step: step,
  Log1p: log1p,
  Expm1: expm1,
  Select: select,
  Cast: (g, { x }, { dtype }) => cast(g, x!, dtype as Sym['dtype']),
  Identity: (_g, { x }) => x!,
  IsNan: (g, { x }) => unary(g, 'IsNaN', x!, 'bool'),
  ZerosLike: (g, { x }) => g.uniform(0, x!.shape, x!.dtype),
  OnesLike: (g, { x }) => g.uniform(1, x!.shape, x!.dtype),
  Range: (g, _inputs, { start, stop, step: by, dtype }) => {
    const [from, to, stride] = [start as number, stop as number, by as number];
    const values = Array.from({ length: Math.max(0, Math.ceil((to - from) / stride)) }, (_, i) => from + i * stride);
    return dtype === 'int32' ? g.constant(Int32Array.from(values), [values.length], 'int32') : g.constant(Float32Array.from(values), [values.length], 'float32');
  },
  Fill: (g, _inputs, { shape, value, dtype }) => g.uniform(value as number, shape as number[], ((dtype as Sym['dtype'] | undefined) ?? 'float32')),
};
