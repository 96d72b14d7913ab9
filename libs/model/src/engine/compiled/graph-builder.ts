import type { OnnxAttribute, OnnxDtype, OnnxGraph, OnnxNode, OnnxTensor, OnnxValue } from '../../onnx/onnx-model';
import { sizeOf } from '../parameter-layout';

/** A value of the graph while it is recorded. `uniform` is a constant whose elements are all this number: it is only written out where its shape is needed. */
export type Sym = { name: string; shape: number[]; dtype: OnnxDtype; uniform?: number; data?: OnnxTensor['data']; from?: OnnxNode; /** what was broadcast to make it */ narrow?: Sym; /** what was negated to make it */ negated?: Sym; /** what a number was added to, and the number */ shifted?: { of: Sym; by: number } };

type Attributes = Record<string, OnnxAttribute>;

const sameShape = (a: readonly number[], b: readonly number[]): boolean => a.length === b.length && a.every((d, i) => d === b[i]);

/** Collects the nodes of one graph; the same operation on the same values is emitted once. */
export class GraphBuilder {
  private readonly nodes: OnnxNode[] = [];
  private readonly initializers = new Map<string, OnnxTensor>();
  private readonly seen = new Map<string, Sym[]>();
  private count = 0;

  /** @param prefix keeps the names of nested graphs apart @param threads that will run the graph: some nodes are only safe, or only fast, on one */
  constructor(private readonly prefix = '', readonly threads = 2) {}

  private fresh(): string {
    return `${this.prefix}${this.count++}`;
  }

  input(name: string, shape: number[], dtype: OnnxDtype): Sym {
    return { name, shape, dtype };
  }

  /** A constant under its own name, such as a fitted weight. */
  weight(name: string, data: Float32Array, shape: number[]): Sym {
    this.initializers.set(`weight ${name}`, { name, dtype: 'float32', shape, data });
    return { name, shape, dtype: 'float32' };
  }

  uniform(value: number, shape: number[], dtype: OnnxDtype = 'float32'): Sym {
    return { name: '', shape, dtype, uniform: dtype === 'float32' ? Math.fround(value) : value };
  }

  constant(data: OnnxTensor['data'], shape: number[], dtype: OnnxDtype): Sym {
    if (data.length > 0 && !(data instanceof BigInt64Array)) {
      const first = data[0]!;
      let alike = 1;
      while (alike < data.length && Object.is(data[alike], first)) alike++;
      if (alike === data.length) return this.uniform(first, shape, dtype);
    }
    return { name: '', shape, dtype, data };
  }

  /** An int64 list, as ONNX wants for shapes and axes. */
  ints(values: readonly number[]): Sym {
    return { name: '', shape: [values.length], dtype: 'int64', data: BigInt64Array.from(values.map(BigInt)) };
  }

  /** Name of a value in the graph; constants are written out at their first use. */
  nameOf(s: Sym): string {
    if (s.name !== '') return s.name;
    const data = s.data ?? filled(s);
    const key = `${s.dtype}|${s.shape}|${s.uniform !== undefined ? `u${Object.is(s.uniform, -0) ? '-0' : s.uniform}` : contentKey(data)}`;
    let tensor = this.initializers.get(key);
    if (!tensor) {
      tensor = { name: this.fresh(), dtype: s.dtype, shape: s.shape, data };
      this.initializers.set(key, tensor);
    }
    s.name = tensor.name;
    return tensor.name;
  }

  /** One operation with one output. An input of null is left out. */
  op(op: string, inputs: (Sym | null)[], shape: number[], dtype: OnnxDtype, attributes?: Attributes, domain?: string): Sym {
    return this.ops(op, inputs, [{ shape, dtype }], attributes, domain)[0]!;
  }

  ops(op: string, inputs: (Sym | null)[], outputs: { shape: number[]; dtype: OnnxDtype }[], attributes?: Attributes, domain?: string): Sym[] {
    const names = inputs.map((i) => (i ? this.nameOf(i) : ''));
    const key = `${domain ?? ''}:${op}(${names})${JSON.stringify(attributes ?? {})}>${outputs.map((o) => `${o.dtype}${o.shape}`)}`;
    const known = this.seen.get(key);
    if (known) return known;
    const node: OnnxNode = { op, inputs: names, outputs: outputs.map(() => this.fresh()), ...(attributes && { attributes }), ...(domain && { domain }) };
    this.nodes.push(node);
    const syms = outputs.map((o, i): Sym => ({ name: node.outputs[i]!, shape: o.shape, dtype: o.dtype, from: node }));
    this.seen.set(key, syms);
    return syms;
  }

  /** The operand before it was broadcast, or as a scalar, where the other one has the result's shape anyway: less memory to read. */
  operand(s: Sym, other: Sym, shape: readonly number[]): Sym {
    if (!sameShape(other.shape, shape)) return s;
    return s.uniform !== undefined && s.shape.length > 0 ? this.uniform(s.uniform, [], s.dtype) : (s.narrow ?? s);
  }

  /**
   * Closes the graph. Only what the outputs need stays; an output that is an input or a constant gets a node of its own, as ONNX wants.
   */
  finish(name: string, inputs: OnnxValue[], outputs: { name: string; sym: Sym }[]): OnnxGraph {
    const outs = outputs.map(({ name: outName, sym }) => {
      this.nodes.push({ op: 'Identity', inputs: [this.nameOf(sym)], outputs: [outName] });
      return { name: outName, dtype: sym.dtype, shape: sym.shape };
    });
    const needed = new Set(outs.map((o) => o.name));
    const nodes: OnnxNode[] = [];
    for (let i = this.nodes.length - 1; i >= 0; i--) {
      const node = this.nodes[i]!;
      if (!node.outputs.some((o) => needed.has(o))) continue;
      for (const input of node.inputs) needed.add(input);
      nodes.push(node);
    }
    nodes.reverse();
    return { name, nodes: dropIdentities(nodes), inputs, outputs: outs, initializers: [...this.initializers.values()].filter((t) => needed.has(t.name)) };
  }
}

/** Renames the producer of each output instead of copying it, where the output has one producer and no second use as an output. */
function dropIdentities(nodes: OnnxNode[]): OnnxNode[] {
  const renamed = new Map<string, string>();
  const producers = new Set(nodes.filter((n) => n.op !== 'Identity').flatMap((n) => n.outputs));
  const kept = nodes.filter((n) => {
    const from = n.inputs[0]!;
    if (n.op !== 'Identity' || !producers.has(from) || renamed.has(from)) return true;
    renamed.set(from, n.outputs[0]!);
    return false;
  });
  const name = (n: string): string => renamed.get(n) ?? n;
  return kept.map((n) => ({ ...n, inputs: n.inputs.map(name), outputs: n.outputs.map(name) }));
}

function filled(s: Sym): OnnxTensor['data'] {
  const size = sizeOf(s.shape);
  const value = s.uniform!;
  if (s.dtype === 'float32') return new Float32Array(size).fill(value);
  if (s.dtype === 'int32') return new Int32Array(size).fill(value);
  if (s.dtype === 'bool') return new Uint8Array(size).fill(value);
  return new BigInt64Array(size).fill(BigInt(value));
}

let anonymous = 0;
/** Small constants are shared by content; large ones by identity. */
function contentKey(data: OnnxTensor['data']): string {
  return data.length <= 64 ? Array.from(data as ArrayLike<number | bigint>).join(',') : `#${anonymous++}`;
}

export { sameShape };
