import { createHash } from 'node:crypto';
import { AppError } from '@bellwether/contracts';

/** magic, format version, length of the JSON header: 12 bytes; header; padding to 8; arrays; SHA-256 of all before it. Little-endian. */
const MAGIC = 0x46545742; // "BWTF"
const VERSION = 1;
const FIXED_BYTES = 12;
const HASH_BYTES = 32;
const MAX_HEADER_BYTES = 16 * 1024 * 1024;
const MAX_TENSORS = 10_000;
const NAME = /^[A-Za-z0-9][A-Za-z0-9 _./:-]{0,199}$/;

export type TensorFileEntry = { name: string; dtype: 'float32' | 'int32'; shape: number[]; data: Float32Array | Int32Array };
export type TensorFile = { header: unknown; tensors: Map<string, TensorFileEntry> };

type Directory = { header: unknown; tensors: { name: string; dtype: 'float32' | 'int32'; shape: number[] }[] };

const padded = (n: number): number => Math.ceil(n / 8) * 8;

/** Arrays and a JSON header as one file. Nothing in it is ever executed. */
export function encodeTensorFile(header: unknown, tensors: TensorFileEntry[]): Uint8Array {
  const directory: Directory = { header, tensors: tensors.map(({ name, dtype, shape }) => ({ name, dtype, shape })) };
  const json = Buffer.from(JSON.stringify(directory), 'utf8');
  const start = padded(FIXED_BYTES + json.length);
  const size = start + tensors.reduce((n, t) => n + t.data.length * 4, 0);
  const out = Buffer.alloc(size + HASH_BYTES);
  out.writeUInt32LE(MAGIC, 0);
  out.writeUInt32LE(VERSION, 4);
  out.writeUInt32LE(json.length, 8);
  json.copy(out, FIXED_BYTES);
  let at = start;
  for (const t of tensors) {
    out.set(new Uint8Array(t.data.buffer, t.data.byteOffset, t.data.byteLength), at);
    at += t.data.byteLength;
  }
  createHash('sha256').update(out.subarray(0, size)).digest().copy(out, size);
  return new Uint8Array(out.buffer, out.byteOffset, out.byteLength);
}

function refuse(what: string): never {
  throw new AppError({ code: 'MODEL_ARTIFACT_INVALID', message: `The model file cannot be used: ${what}.`, fix: 'Take the file again from where it was made; it is damaged or was not written by this program.' });
}

/**
 * Reads a file from anywhere: every size is checked against the bytes that are there before anything is allocated.
 * @throws MODEL_ARTIFACT_INVALID, naming the first fault
 */
export function decodeTensorFile(bytes: Uint8Array): TensorFile {
  const file = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  if (file.length < FIXED_BYTES + HASH_BYTES) refuse(`it has ${file.length} bytes, at least ${FIXED_BYTES + HASH_BYTES} are needed`);
  if (file.readUInt32LE(0) !== MAGIC) refuse('it does not begin as a Bellwether model file');
  if (file.readUInt32LE(4) !== VERSION) refuse(`its format version is ${file.readUInt32LE(4)}, this program reads ${VERSION}`);
  const headerBytes = file.readUInt32LE(8);
  const end = file.length - HASH_BYTES;
  if (headerBytes > MAX_HEADER_BYTES || padded(FIXED_BYTES + headerBytes) > end) refuse(`its header claims ${headerBytes} bytes, ${end - FIXED_BYTES} are there`);
  if (!createHash('sha256').update(file.subarray(0, end)).digest().equals(file.subarray(end))) refuse('its SHA-256 does not match its content');
  const directory = parseDirectory(file.subarray(FIXED_BYTES, FIXED_BYTES + headerBytes));
  return { header: directory.header, tensors: readTensors(file, directory, padded(FIXED_BYTES + headerBytes), end) };
}

function parseDirectory(json: Buffer): Directory {
  let value: unknown;
  try {
    value = JSON.parse(json.toString('utf8'));
  } catch {
    refuse('its header is not JSON');
  }
  if (typeof value !== 'object' || value === null || !Array.isArray((value as Directory).tensors)) refuse('its header has no list of arrays');
  const directory = value as Directory;
  if (directory.tensors.length > MAX_TENSORS) refuse(`it lists ${directory.tensors.length} arrays, at most ${MAX_TENSORS} are read`);
  return directory;
}

function sizeChecked(entry: Directory['tensors'][number], available: number): number {
  if (!Array.isArray(entry.shape) || entry.shape.length > 8) refuse(`the shape of "${entry.name}" is not a list of at most 8 numbers`);
  let size = 1;
  for (const d of entry.shape) {
    if (!Number.isInteger(d) || d < 0) refuse(`the shape of "${entry.name}" holds ${JSON.stringify(d)}`);
    size *= d;
    if (size * 4 > available) refuse(`"${entry.name}" claims more values than the file holds`);
  }
  return size;
}

function readTensors(file: Buffer, directory: Directory, start: number, end: number): Map<string, TensorFileEntry> {
  const tensors = new Map<string, TensorFileEntry>();
  let at = start;
  for (const entry of directory.tensors) {
    if (typeof entry !== 'object' || entry === null || typeof entry.name !== 'string' || !NAME.test(entry.name)) refuse('an array has no proper name');
    if (tensors.has(entry.name)) refuse(`the array "${entry.name}" comes twice`);
    if (entry.dtype !== 'float32' && entry.dtype !== 'int32') refuse(`"${entry.name}" is of the unknown type ${JSON.stringify(entry.dtype)}`);
    const size = sizeChecked(entry, end - at);
    const copy = new Uint8Array(size * 4);
    copy.set(file.subarray(at, at + size * 4));
    const data = entry.dtype === 'int32' ? new Int32Array(copy.buffer) : new Float32Array(copy.buffer);
    tensors.set(entry.name, { name: entry.name, dtype: entry.dtype, shape: entry.shape, data });
    at += size * 4;
  }
  if (at !== end) refuse(`${end - at} bytes are left over`);
  return tensors;
}
