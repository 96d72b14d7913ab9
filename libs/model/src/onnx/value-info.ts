import { protoFields, protoText } from './proto-reader';

/** One input or output of a graph, as the file declares it. */
export type OnnxValue = { name: string; /** of its elements; `other` where it is no tensor of a kind that is read here */ type: OnnxValueType; /** null: left open, or named after a symbol; empty also where no shape is declared */ dims: (number | null)[] };
export type OnnxValueType = 'float32' | 'float64' | 'int32' | 'int64' | 'bool' | 'string' | 'other';

/** @source onnx.proto3, TensorProto.DataType */
const TYPES: Record<number, OnnxValueType> = { 1: 'float32', 6: 'int32', 7: 'int64', 8: 'string', 9: 'bool', 11: 'float64' };

/** @throws RangeError for bytes that are no message */
export function readValueInfo(data: Uint8Array): OnnxValue {
  const value: OnnxValue = { name: '', type: 'other', dims: [] };
  for (const f of protoFields(data)) {
    if (f.wire !== 2) continue;
    if (f.field === 1) value.name = protoText(f.bytes).slice(0, 200);
    else if (f.field === 2) for (const kind of protoFields(f.bytes)) if (kind.field === 1 && kind.wire === 2) tensorType(kind.bytes, value);
  }
  return value;
}

function tensorType(data: Uint8Array, value: OnnxValue): void {
  for (const f of protoFields(data)) {
    if (f.field === 1 && f.wire === 0) value.type = TYPES[Number(f.int)] ?? 'other';
    else if (f.field === 2 && f.wire === 2) for (const dim of protoFields(f.bytes)) if (dim.field === 1 && dim.wire === 2) value.dims.push(sizeOf(dim.bytes));
  }
}

function sizeOf(dim: Uint8Array): number | null {
  for (const f of protoFields(dim)) if (f.field === 1 && f.wire === 0 && f.int > 0n && f.int <= 0x7fffffffn) return Number(f.int);
  return null;
}
