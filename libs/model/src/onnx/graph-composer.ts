import { AppError } from '@bellwether/contracts';
import type { OnnxAttribute, OnnxFileDtype, OnnxFileGraph, OnnxFileTensor, OnnxFileValue, OnnxGraph, OnnxNode } from './onnx-model';

/** The name of a value of the graph. */
export type Value = string & { readonly __value: unique symbol };

type Attributes = Record<string, OnnxAttribute>;
type Data = OnnxFileTensor['data'];

const contentOf = (data: Data): string => (ArrayBuffer.isView(data) ? Buffer.from(data.buffer, data.byteOffset, data.byteLength).toString('base64') : JSON.stringify(data));

/** Codes of the number types, as `Cast` wants them. */
const CAST: Record<'float32' | 'float64' | 'int64' | 'bool', number> = { float32: 1, float64: 11, int64: 7, bool: 9 };

/**
 * Builds the graph of a file for serving, node by node, out of columns, tables and whole networks.
 * The same operation on the same values is written once, so that members with one view share its work.
 */
export class GraphComposer {
  private readonly nodes: OnnxNode[] = [];
  private readonly inputs: OnnxFileValue[] = [];
  private readonly initializers = new Map<string, OnnxFileTensor>();
  private readonly seen = new Map<string, Value[]>();
  private readonly taken = new Set<string>();
  private count = 0;

  private fresh(): Value {
    let name: string;
    do name = `t${this.count++}`;
    while (this.taken.has(name));
    return name as Value;
  }

  /** Declare every input before the first node: names of our own then keep out of their way. */
  input(name: string, dtype: OnnxFileDtype, shape: readonly (number | string)[]): Value {
    this.taken.add(name);
    this.inputs.push({ name, dtype, shape });
    return name as Value;
  }

  constant(dtype: OnnxFileDtype, data: Data, shape: readonly number[] = [data.length]): Value {
    const key = `${dtype}|${shape}|${contentOf(data)}`;
    const known = this.initializers.get(key);
    if (known) return known.name as Value;
    const name = this.fresh();
    this.initializers.set(key, { name, dtype, shape, data });
    return name;
  }

  doubles = (values: ArrayLike<number>, shape?: readonly number[]): Value => this.constant('float64', Float64Array.from(values), shape);
  ints = (...values: number[]): Value => this.constant('int64', BigInt64Array.from(values.map(BigInt)));
  scalar = (value: number): Value => this.constant('float64', Float64Array.of(value), []);

  node(op: string, inputs: readonly Value[], attributes?: Attributes, domain?: string): Value {
    return this.nodeOf(op, inputs, 1, attributes, domain)[0]!;
  }

  cast = (x: Value, to: keyof typeof CAST): Value => this.node('Cast', [x], { to: { int: CAST[to] } });

  private nodeOf(op: string, inputs: readonly Value[], outputs: number, attributes?: Attributes, domain?: string): Value[] {
    const key = `${domain ?? ''}:${op}(${JSON.stringify(inputs)})${JSON.stringify(attributes ?? {}, (_, v: unknown) => (ArrayBuffer.isView(v) ? contentOf(v as Data) : v))}`;
    const known = this.seen.get(key);
    if (known) return known;
    const names = Array.from({ length: outputs }, () => this.fresh());
    this.nodes.push({ op, inputs: [...inputs], outputs: names, ...(attributes && { attributes }), ...(domain && { domain }) });
    this.seen.set(key, names);
    return names;
  }

  concat(parts: readonly Value[], axis = 1): Value {
    return parts.length === 1 ? parts[0]! : this.node('Concat', parts, { axis: { int: axis } });
  }

  /** Columns of a matrix, in this order. @param width columns that it has */
  columns(matrix: Value, width: number, at: readonly number[]): Value {
    if (at.length === width && at.every((c, k) => c === k)) return matrix;
    if (at.every((c, k) => c === at[0]! + k)) return this.node('Slice', [matrix, this.ints(at[0]!), this.ints(at[0]! + at.length), this.ints(1)]);
    return this.node('Gather', [matrix, this.ints(...at)], { axis: { int: 1 } });
  }

  /**
   * A whole network as part of this graph.
   * @param given a value for each of its inputs
   * @returns its first output
   */
  inline(network: OnnxGraph, given: Record<string, Value>): Value {
    const names = new Map<string, Value>([['', '' as Value]]);
    for (const { name } of network.inputs) {
      const value = given[name];
      if (value === undefined) throw new AppError({ code: 'INTERNAL', message: `The network needs the input ${name}, which was not given.`, fix: 'Report this.' });
      names.set(name, value);
    }
    for (const t of network.initializers) names.set(t.name, this.constant(t.dtype, t.data, t.shape));
    for (const { op, inputs, outputs, attributes, domain } of network.nodes) {
      const made = this.nodeOf(op, inputs.map((i) => names.get(i)!), outputs.length, attributes, domain);
      outputs.forEach((o, i) => names.set(o, made[i]!));
    }
    return names.get(network.outputs[0]!.name)!;
  }

  finish(name: string, outputs: readonly { name: string; value: Value; dtype: OnnxFileDtype; shape: readonly (number | string)[] }[]): OnnxFileGraph {
    for (const o of outputs) this.nodes.push({ op: 'Identity', inputs: [o.value], outputs: [o.name] });
    return { name, nodes: this.nodes, inputs: this.inputs, outputs: outputs.map(({ name: n, dtype, shape }) => ({ name: n, dtype, shape })), initializers: [...this.initializers.values()] };
  }
}
