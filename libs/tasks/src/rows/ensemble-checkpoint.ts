import { AppError } from '@bellwether/contracts';

/** Models that are finished, and where the one in work stands. */
export type EnsembleCheckpoint = { finished: Uint8Array[]; current: Uint8Array | null };

const MAGIC = 0x4e454257; // "WBEN"

/** Layout, little endian: magic u32, number of blobs u32, 1 if the last is the one in work u32, lengths u32 each, blobs. */
export function encodeEnsemble({ finished, current }: EnsembleCheckpoint): Uint8Array {
  const blobs = current === null ? finished : [...finished, current];
  const head = Uint32Array.from([MAGIC, blobs.length, current === null ? 0 : 1, ...blobs.map((b) => b.length)]);
  return Buffer.concat([new Uint8Array(head.buffer), ...blobs]);
}

/** @throws AppError MODEL_ARTIFACT_INVALID */
export function decodeEnsemble(bytes: Uint8Array): EnsembleCheckpoint {
  const broken = new AppError({ code: 'MODEL_ARTIFACT_INVALID', message: 'expected the checkpoint of an ensemble, received something else', fix: 'start the run again without its checkpoint' });
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  if (bytes.length < 12 || view.getUint32(0, true) !== MAGIC) throw broken;
  const count = view.getUint32(4, true);
  let at = 12 + 4 * count;
  if (at > bytes.length) throw broken;
  const blobs: Uint8Array[] = [];
  for (let i = 0; i < count; i++) {
    const length = view.getUint32(12 + 4 * i, true);
    if (at + length > bytes.length) throw broken;
    blobs.push(bytes.slice(at, at + length));
    at += length;
  }
  const current = view.getUint32(8, true) === 1 ? (blobs.pop() ?? null) : null;
  return { finished: blobs, current };
}
