import { ProtoWriter } from './proto-writer';

/** The parts of ONNX that this lib writes. @source onnx/onnx.proto, IR version 8 */
export type OnnxDtype = 'float32' | 'int32' | 'int64' | 'bool';
/** Those of files made for serving: raw numbers come as doubles, categories as text. */
export type OnnxFileDtype = OnnxDtype | 'float64' | 'uint8' | 'string';

const DTYPE_CODE: Record<OnnxFileDtype, number> = { float32: 1, uint8: 2, int32: 6, int64: 7, string: 8, bool: 9, float64: 11 };

export type OnnxTensor = { name: string; dtype: OnnxDtype; shape: readonly number[]; data: Float32Array | Int32Array | BigInt64Array | Uint8Array };
export type OnnxFileTensor = { name: string; dtype: OnnxFileDtype; shape: readonly number[]; data: OnnxTensor['data'] | Float64Array | readonly string[] };
/** A dimension that may vary is a name. */
export type OnnxValue = { name: string; dtype: OnnxDtype; shape: readonly (number | string)[] };
export type OnnxAttribute = { int: number } | { float: number } | { string: string } | { ints: readonly number[] } | { strings: readonly string[] } | { tensor: Omit<OnnxFileTensor, 'name'> } | { graph: OnnxGraph };
export type OnnxNode = { op: string; domain?: string; inputs: string[]; outputs: string[]; attributes?: Record<string, OnnxAttribute> };
export type OnnxGraph = { name: string; nodes: OnnxNode[]; inputs: OnnxValue[]; outputs: OnnxValue[]; initializers: OnnxTensor[] };
/** A graph of a file for serving. */
export type OnnxFileGraph = { name: string; nodes: OnnxNode[]; inputs: OnnxFileValue[]; outputs: OnnxFileValue[]; initializers: OnnxFileTensor[] };
export type OnnxFileValue = { name: string; dtype: OnnxFileDtype; shape: readonly (number | string)[] };

/** Versions of the operator sets that we write, by domain. */
const OPSETS: Record<string, number> = { '': 18, 'ai.onnx.ml': 5, 'com.microsoft': 1 };
const IR_VERSION = 8;

function writeTensor(w: ProtoWriter, t: OnnxFileTensor): void {
  for (const d of t.shape) w.int(1, d);
  w.int(2, DTYPE_CODE[t.dtype]);
  if (!ArrayBuffer.isView(t.data)) for (const text of t.data) w.string(6, text);
  w.string(8, t.name);
  if (ArrayBuffer.isView(t.data)) w.bytes(9, new Uint8Array(t.data.buffer, t.data.byteOffset, t.data.byteLength));
}

function writeValue(w: ProtoWriter, v: OnnxFileValue): void {
  w.string(1, v.name).message(2, (type) => type.message(1, (tensor) => {
    tensor.int(1, DTYPE_CODE[v.dtype]);
    tensor.message(2, (shape) => {
      for (const d of v.shape) shape.message(1, (dim) => (typeof d === 'number' ? dim.int(1, d) : dim.string(2, d)));
    });
  }));
}

function writeAttribute(w: ProtoWriter, name: string, a: OnnxAttribute): void {
  w.string(1, name);
  if ('int' in a) w.int(3, a.int).int(20, 2);
  else if ('float' in a) w.float(2, a.float).int(20, 1);
  else if ('string' in a) w.string(4, a.string).int(20, 3);
  else if ('graph' in a) w.message(6, (g) => writeGraph(g, a.graph)).int(20, 5);
  else if ('tensor' in a) w.message(5, (t) => writeTensor(t, { ...a.tensor, name: '' })).int(20, 4);
  else if ('strings' in a) {
    for (const text of a.strings) w.string(9, text);
    w.int(20, 8);
  } else {
    // packed: readers of protobuf take both forms, and trees have long lists
    w.ints(8, a.ints).int(20, 7);
  }
}

function writeNode(w: ProtoWriter, node: OnnxNode): void {
  for (const i of node.inputs) w.string(1, i);
  for (const o of node.outputs) w.string(2, o);
  w.string(4, node.op);
  for (const [name, a] of Object.entries(node.attributes ?? {})) w.message(5, (m) => writeAttribute(m, name, a));
  if (node.domain) w.string(7, node.domain);
}

function writeGraph(w: ProtoWriter, graph: OnnxFileGraph): void {
  for (const n of graph.nodes) w.message(1, (m) => writeNode(m, n));
  w.string(2, graph.name);
  for (const t of graph.initializers) w.message(5, (m) => writeTensor(m, t));
  for (const v of graph.inputs) w.message(11, (m) => writeValue(m, v));
  for (const v of graph.outputs) w.message(12, (m) => writeValue(m, v));
}

const domainsOf = (graph: OnnxFileGraph): string[] =>
  graph.nodes.flatMap((n) => [n.domain ?? '', ...Object.values(n.attributes ?? {}).flatMap((a) => ('graph' in a ? domainsOf(a.graph) : []))]);

/** The bytes of an ONNX file. @param metadata free text that readers can show */
export function encodeOnnx(graph: OnnxFileGraph, metadata: Record<string, string> = {}): Uint8Array {
  const w = new ProtoWriter();
  w.int(1, IR_VERSION).string(2, 'bellwether');
  w.message(7, (g) => writeGraph(g, graph));
  for (const domain of new Set(['', ...domainsOf(graph)])) w.message(8, (o) => o.string(1, domain).int(2, OPSETS[domain] ?? 1));
  writeMetadata(w, metadata);
  return w.finish();
}

function writeMetadata(w: ProtoWriter, metadata: Record<string, string>): void {
  for (const [key, value] of Object.entries(metadata)) w.message(14, (m) => m.string(1, key).string(2, value));
}

/** The same file with more metadata behind it: protobuf reads a repeated field wherever it stands, so not a byte of the graph changes. */
export function withMetadata(file: Uint8Array, metadata: Record<string, string>): Uint8Array {
  const w = new ProtoWriter();
  writeMetadata(w, metadata);
  return Buffer.concat([file, w.finish()]);
}
