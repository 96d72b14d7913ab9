import { createReadStream, createWriteStream } from 'node:fs';
import { stat } from 'node:fs/promises';
import { Transform } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { createGunzip } from 'node:zlib';
import { AppError, DATA_LIMITS } from '@bellwether/contracts';
import { firstBytes, isGzip, sniffBytes, type SniffedBytes } from './sniff';

/** A plain UTF-8 (or Parquet) file and what was found on the way. */
export type PlainFile = SniffedBytes & { path: string; bytes: number };

/**
 * Unpacks gzip and turns UTF-16 into UTF-8, streaming, under limits on size and on the ratio of expansion.
 * A file that is plain already is used where it lies.
 * @throws AppError DATA_BOMB, DATA_UNREADABLE, DATA_FORMAT_MISMATCH, DATA_EMPTY
 */
export async function toPlainFile(file: string, fileName: string, target: string): Promise<PlainFile> {
  const { size } = await stat(file);
  const head = await firstBytes(file, 65_536);
  const compressed = isGzip(head);
  let source = file;
  if (compressed) {
    source = `${target}.unpacked`;
    await gunzip(file, source, size, fileName);
  }
  const sniffed = sniffBytes(compressed ? await firstBytes(source, 65_536) : head, fileName);
  if (sniffed.encoding === 'utf-8') return { ...sniffed, compressed, path: source, bytes: (await stat(source)).size };
  await decode(source, target, sniffed.encoding);
  return { ...sniffed, compressed, path: target, bytes: (await stat(target)).size };
}

async function gunzip(file: string, target: string, packedBytes: number, fileName: string): Promise<void> {
  const most = Math.min(DATA_LIMITS.expandedBytes, Math.max(64 * 1024 ** 2, packedBytes * DATA_LIMITS.expansionRatio));
  let bytes = 0;
  const cap = new Transform({
    transform(chunk: Buffer, _encoding, done) {
      bytes += chunk.length;
      done(bytes > most ? bomb(fileName, packedBytes, most) : null, chunk);
    },
  });
  try {
    await pipeline(createReadStream(file), createGunzip(), cap, createWriteStream(target));
  } catch (e) {
    if (e instanceof AppError) throw e;
    throw new AppError({ code: 'DATA_UNREADABLE', message: `expected a whole gzip file in ${fileName}, received one that is damaged or cut off (${(e as Error).message})`, fix: 'compress and send it again', cause: e });
  }
}

const bomb = (fileName: string, packed: number, most: number) =>
  new AppError({ code: 'DATA_BOMB', message: `expected ${fileName} to unpack to at most ${most} bytes (${DATA_LIMITS.expansionRatio} times its ${packed}), received more`, fix: 'send it uncompressed, or in parts', context: { packed, most } });

async function decode(file: string, target: string, encoding: 'utf-16le' | 'utf-16be'): Promise<void> {
  const decoder = new TextDecoder(encoding);
  const toUtf8 = new Transform({
    transform: (chunk: Buffer, _encoding, done) => done(null, Buffer.from(decoder.decode(chunk, { stream: true }))),
    flush: (done) => done(null, Buffer.from(decoder.decode())),
  });
  await pipeline(createReadStream(file), toUtf8, createWriteStream(target));
}
