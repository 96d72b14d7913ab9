import { closeSync, mkdirSync, openSync, writeSync } from 'node:fs';
import { join } from 'node:path';
import { ProtoWriter } from '../onnx/proto-writer';

/** One point of a curve. @param wallTimeMs when it was measured @unit ms since 1970 */
export type ScalarPoint = { tag: string; step: number; value: number; wallTimeMs: number };

/** CRC-32C (Castagnoli), by table. */
const TABLE = Uint32Array.from({ length: 256 }, (_, n) => {
  let c = n;
  for (let k = 0; k < 8; k++) c = c & 1 ? (c >>> 1) ^ 0x82f63b78 : c >>> 1;
  return c >>> 0;
});

export function crc32c(data: Uint8Array): number {
  let c = 0xffffffff;
  for (const byte of data) c = (c >>> 8) ^ TABLE[(c ^ byte) & 255]!;
  return (c ^ 0xffffffff) >>> 0;
}

/** As TFRecord stores it, so that a checksum of data that holds checksums stays useful. */
const masked = (data: Uint8Array): number => {
  const c = crc32c(data);
  return (((c >>> 15) | (c << 17)) + 0xa282ead8) >>> 0;
};

/** length (8 bytes), its checksum, data, its checksum. @source tensorflow/core/lib/io/record_writer.h */
function record(data: Uint8Array): Uint8Array {
  const out = Buffer.alloc(12 + data.length + 4);
  out.writeBigUInt64LE(BigInt(data.length), 0);
  out.writeUInt32LE(masked(out.subarray(0, 8)), 8);
  out.set(data, 12);
  out.writeUInt32LE(masked(data), 12 + data.length);
  return out;
}

const head = (wallTimeMs: number): Uint8Array => record(new ProtoWriter().double(1, wallTimeMs / 1000).string(3, 'brain.Event:2').finish());

const event = (p: ScalarPoint): Uint8Array =>
  record(new ProtoWriter().double(1, p.wallTimeMs / 1000).int(2, p.step).message(5, (s) => s.message(1, (v) => v.string(1, p.tag).float(2, p.value))).finish());

/** A whole event file, as TensorBoard reads it. */
export function encodeEventFile(points: readonly ScalarPoint[]): Uint8Array {
  return Buffer.concat([head(points[0]?.wallTimeMs ?? 0), ...points.map(event)]);
}

/** TensorBoard finds files by this name. */
export const eventFileName = (startedMs: number, host = 'bellwether'): string => `events.out.tfevents.${Math.floor(startedMs / 1000)}.${host.replace(/[^\w-]/g, '-')}`;

/** Appends points to a new event file while a run goes on. @owns the file: `close` it */
export class EventFileWriter {
  readonly path: string;
  private readonly file: number;

  constructor(folder: string, startedMs: number) {
    mkdirSync(folder, { recursive: true });
    this.path = join(folder, eventFileName(startedMs));
    this.file = openSync(this.path, 'w');
    writeSync(this.file, head(startedMs));
  }

  write(points: readonly ScalarPoint[]): void {
    for (const p of points) writeSync(this.file, event(p));
  }

  close(): void {
    closeSync(this.file);
  }
}
