/** One field as it stands on the wire. */
export type ProtoField = { field: number; wire: 0; int: bigint } | { field: number; wire: 1 | 2 | 5; bytes: Uint8Array };

function readVarint(data: Uint8Array, at: number): [bigint, number] {
  let value = 0n;
  for (let shift = 0n; shift < 70n; shift += 7n) {
    if (at >= data.length) throw new RangeError('a number runs past the end');
    const byte = data[at++]!;
    value |= BigInt(byte & 127) << shift;
    if (byte < 128) return [BigInt.asUintN(64, value), at];
  }
  throw new RangeError('a number has more than 10 bytes');
}

/**
 * The fields of one protobuf message; nothing is copied.
 * @throws RangeError where a length does not fit what is there
 */
export function* protoFields(data: Uint8Array): Generator<ProtoField> {
  let at = 0;
  while (at < data.length) {
    let key: bigint;
    [key, at] = readVarint(data, at);
    const field = Number(key >> 3n);
    const wire = Number(key & 7n);
    if (wire === 0) {
      let int: bigint;
      [int, at] = readVarint(data, at);
      yield { field, wire, int };
      continue;
    }
    let length: number;
    if (wire === 2) {
      let long: bigint;
      [long, at] = readVarint(data, at);
      length = long > 0xffffffffn ? Infinity : Number(long);
    } else if (wire === 1) length = 8;
    else if (wire === 5) length = 4;
    else throw new RangeError(`the wire type ${wire} is not used by protobuf 3`);
    if (at + length > data.length) throw new RangeError(`a field claims ${length} bytes, ${data.length - at} are left`);
    yield { field, wire, bytes: data.subarray(at, at + length) };
    at += length;
  }
}

export const protoText = (bytes: Uint8Array): string => Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength).toString('utf8');
