import type { ByteWriter } from './byte-writer';

/**
 * The part of Thrift's compact protocol that Parquet's footers and page headers need.
 * @source https://github.com/apache/thrift/blob/master/doc/specs/thrift-compact-protocol.md
 */
const TYPE = { i32: 5, i64: 6, binary: 8, list: 9, struct: 12 } as const;

/** i32 and i64 are numbers, text and bytes binary, arrays lists, records structs: by field id, absent ones left out. */
export type ThriftValue = { i32: number } | { i64: number } | { text: string } | { bytes: Uint8Array } | { list: ThriftValue[] } | { struct: ThriftStruct };
export type ThriftStruct = Record<number, ThriftValue>;

const typeOf = (v: ThriftValue): number => ('i32' in v ? TYPE.i32 : 'i64' in v ? TYPE.i64 : 'list' in v ? TYPE.list : 'struct' in v ? TYPE.struct : TYPE.binary);

/** Zigzag: small numbers of either sign are short. */
const zigzag = (n: number): number => (n >= 0 ? n * 2 : -n * 2 - 1);

export function writeStruct(out: ByteWriter, fields: ThriftStruct): void {
  let last = 0;
  for (const [key, value] of Object.entries(fields)) {
    const id = Number(key);
    const delta = id - last;
    if (delta > 0 && delta <= 15) out.byte((delta << 4) | typeOf(value));
    else {
      out.byte(typeOf(value));
      out.varint(zigzag(id));
    }
    last = id;
    writeValue(out, value);
  }
  out.byte(0);
}

function writeValue(out: ByteWriter, v: ThriftValue): void {
  if ('i32' in v) out.varint(zigzag(v.i32));
  else if ('i64' in v) out.varint(zigzag(v.i64));
  else if ('struct' in v) writeStruct(out, v.struct);
  else if ('list' in v) {
    const type = v.list.length ? typeOf(v.list[0]!) : TYPE.struct;
    if (v.list.length < 15) out.byte((v.list.length << 4) | type);
    else {
      out.byte(0xf0 | type);
      out.varint(v.list.length);
    }
    for (const item of v.list) writeValue(out, item);
  } else {
    const bytes = 'text' in v ? Buffer.from(v.text, 'utf8') : v.bytes;
    out.varint(bytes.length);
    out.raw(bytes);
  }
}
