import { open } from 'node:fs/promises';
import { AppError, type FileFormat } from '@bellwether/contracts';

export type SniffedBytes = { compressed: boolean; kind: 'text' | 'parquet'; encoding: 'utf-8' | 'utf-16le' | 'utf-16be' };

const MAGIC: [prefix: number[], what: string][] = [
  [[0x50, 0x4b, 0x03, 0x04], 'a ZIP archive (or an Excel workbook)'],
  [[0x50, 0x4b, 0x05, 0x06], 'an empty ZIP archive'],
  [[0x37, 0x7a, 0xbc, 0xaf], 'a 7-Zip archive'],
  [[0x52, 0x61, 0x72, 0x21], 'a RAR archive'],
  [[0x42, 0x5a, 0x68], 'a bzip2 file'],
  [[0xfd, 0x37, 0x7a, 0x58], 'an xz file'],
  [[0x28, 0xb5, 0x2f, 0xfd], 'a Zstandard file'],
  [[0xd0, 0xcf, 0x11, 0xe0], 'an old Excel workbook'],
  [[0x25, 0x50, 0x44, 0x46], 'a PDF'],
  [[0x89, 0x50, 0x4e, 0x47], 'a PNG picture'],
  [[0x7f, 0x45, 0x4c, 0x46], 'a program'],
  [[0x53, 0x51, 0x4c, 0x69, 0x74, 0x65], 'an SQLite database'],
];

export async function firstBytes(file: string, length: number): Promise<Buffer> {
  const handle = await open(file);
  try {
    const buffer = Buffer.alloc(length);
    const { bytesRead } = await handle.read(buffer, 0, length, 0);
    return buffer.subarray(0, bytesRead);
  } finally {
    await handle.close();
  }
}

export const isGzip = (head: Buffer): boolean => head[0] === 0x1f && head[1] === 0x8b;

/**
 * What the bytes are, whatever the name says.
 * @throws AppError DATA_FORMAT_MISMATCH naming what was found, DATA_EMPTY
 */
export function sniffBytes(head: Buffer, fileName: string): Omit<SniffedBytes, 'compressed'> {
  if (head.length === 0) throw new AppError({ code: 'DATA_EMPTY', message: `expected rows in ${fileName}, received an empty file`, fix: 'check that the export finished and send the file again' });
  const starts = (prefix: number[]): boolean => prefix.every((byte, i) => head[i] === byte);
  for (const [prefix, what] of MAGIC) {
    if (starts(prefix)) throw new AppError({ code: 'DATA_FORMAT_MISMATCH', message: `expected CSV, TSV, JSON lines or Parquet in ${fileName}, received ${what}`, fix: 'take the table out of it and send that, plain or compressed with gzip', context: { found: what } });
  }
  if (starts([0x50, 0x41, 0x52, 0x31])) return { kind: 'parquet', encoding: 'utf-8' };
  if (starts([0xff, 0xfe])) return { kind: 'text', encoding: 'utf-16le' };
  if (starts([0xfe, 0xff])) return { kind: 'text', encoding: 'utf-16be' };
  const sample = head.subarray(0, 4096);
  const zeros = { even: 0, odd: 0 };
  sample.forEach((byte, i) => byte === 0 && zeros[i % 2 ? 'odd' : 'even']++);
  // UTF-16 without a mark: every second byte of Latin text is zero
  if (zeros.odd > sample.length / 4 && zeros.even < sample.length / 40) return { kind: 'text', encoding: 'utf-16le' };
  if (zeros.even > sample.length / 4 && zeros.odd < sample.length / 40) return { kind: 'text', encoding: 'utf-16be' };
  if (zeros.even + zeros.odd > 0) throw new AppError({ code: 'DATA_FORMAT_MISMATCH', message: `expected text in ${fileName}, received binary data (zero bytes)`, fix: 'export the table as CSV, TSV, JSON lines or Parquet' });
  return { kind: 'text', encoding: 'utf-8' };
}

/** Text that starts with an object is JSON lines; a name that ends in .tsv or .tab means tabs. */
export function textFormat(head: string, fileName: string): Exclude<FileFormat, 'parquet'> {
  const first = head.trimStart();
  if (first.startsWith('{')) return 'jsonl';
  if (first.startsWith('[') && /^\[\s*\{/.test(first)) {
    throw new AppError({ code: 'DATA_FORMAT_MISMATCH', message: `expected one JSON object a line in ${fileName}, received one JSON array`, fix: 'write each element on a line of its own (JSON lines)' });
  }
  return /\.(tsv|tab)(\.gz)?$/i.test(fileName) ? 'tsv' : 'csv';
}
