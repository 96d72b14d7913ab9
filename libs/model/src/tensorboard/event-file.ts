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

/** A value that a run was told, or that describes it. */
export type HparamValue = string | number | boolean;
export type HparamSession = { hparams: Record<string, HparamValue>; /** runs of one group are shown together */ group: string; startedMs: number; /** null: still going on */ ended: { atMs: number; ok: boolean } | null };

const HPARAMS = 'hparams';
const STATUS = { success: 1, failure: 2 } as const;

const protoValue = (w: ProtoWriter, v: HparamValue): ProtoWriter => (typeof v === 'number' ? w.double(2, v) : typeof v === 'string' ? w.string(3, v) : w.int(4, Number(v)));

/** One summary of the hparams plugin. TensorBoard wants a tensor beside the data: one float32 of 0. @source tensorboard/plugins/hparams/{plugin_data,api}.proto, summary.py */
function hparamsEvent(wallTimeMs: number, tag: string, content: (w: ProtoWriter) => void): Uint8Array {
  const data = new ProtoWriter().int(1, 0);
  content(data);
  return record(new ProtoWriter().double(1, wallTimeMs / 1000).message(5, (summary) => summary.message(1, (v) => {
    v.string(1, `_hparams_/${tag}`);
    v.message(8, (tensor) => tensor.int(1, 1).message(2, (shape) => shape.message(2, (dim) => dim.int(1, 1))).bytes(4, new Uint8Array(4)));
    v.message(9, (meta) => meta.message(1, (plugin) => plugin.string(1, HPARAMS).bytes(2, data.finish())));
  })).finish());
}

/** What a run was told and how it ended, for TensorBoard's HPARAMS. */
export function encodeHparams({ hparams, group, startedMs, ended }: HparamSession): Uint8Array {
  const start = hparamsEvent(startedMs, 'session_start_info', (w) => w.message(3, (info) => {
    for (const [key, value] of Object.entries(hparams)) info.message(1, (entry) => entry.string(1, key).message(2, (v) => void protoValue(v, value)));
    info.string(4, group).double(5, startedMs / 1000);
  }));
  if (ended === null) return start;
  const end = hparamsEvent(ended.atMs, 'session_end_info', (w) => w.message(4, (info) => info.int(1, ended.ok ? STATUS.success : STATUS.failure).double(2, ended.atMs / 1000)));
  return Buffer.concat([start, end]);
}

/** How an event file begins. */
export const encodeEventHead = head;

/** Events of curves, to stand behind a head. */
export const encodeScalars = (points: readonly ScalarPoint[]): Uint8Array => Buffer.concat(points.map(event));

/** A whole event file, as TensorBoard reads it. */
export function encodeEventFile(points: readonly ScalarPoint[]): Uint8Array {
  return Buffer.concat([head(points[0]?.wallTimeMs ?? 0), ...points.map(event)]);
}

/** TensorBoard finds files by this name. */
export const eventFileName = (startedMs: number, host = 'bellwether'): string => `events.out.tfevents.${Math.floor(startedMs / 1000)}.${host.replace(/[^\w-]/g, '-')}`;
