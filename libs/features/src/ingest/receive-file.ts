import { createHash } from 'node:crypto';
import { createReadStream, createWriteStream } from 'node:fs';
import { mkdir, rename, rm, stat } from 'node:fs/promises';
import path from 'node:path';
import type { Readable } from 'node:stream';
import { Transform } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { AppError, DATA_LIMITS } from '@bellwether/contracts';

export type ReceivedFile = { path: string; /** sha256 of the bytes as they came, hex */ contentHash: string; bytes: number };

/**
 * Streams bytes to `<dir>/<sha256>`, hashing and counting on the way; the name appears only when the last byte is on disk.
 * @throws AppError DATA_TOO_LARGE, DATA_EMPTY, DISK_FULL
 */
export async function receiveFile(source: Readable, dir: string, options: { maxBytes?: number; onBytes?: (bytes: number) => void } = {}): Promise<ReceivedFile> {
  const maxBytes = options.maxBytes ?? DATA_LIMITS.fileBytes;
  await mkdir(dir, { recursive: true });
  const temporary = path.join(dir, `.receiving-${process.pid}-${Math.random().toString(36).slice(2)}`);
  const hash = createHash('sha256');
  let bytes = 0;
  const count = new Transform({
    transform(chunk: Buffer, _encoding, done) {
      bytes += chunk.length;
      if (bytes > maxBytes) return done(new AppError({ code: 'DATA_TOO_LARGE', message: `expected at most ${maxBytes} bytes, received more`, fix: 'split the file, or register it compressed with gzip', context: { maxBytes } }));
      hash.update(chunk);
      options.onBytes?.(bytes);
      done(null, chunk);
    },
  });
  try {
    await pipeline(source, count, createWriteStream(temporary, { flush: true, mode: 0o600 }));
    if (bytes === 0) throw new AppError({ code: 'DATA_EMPTY', message: 'expected a file with rows, received 0 bytes', fix: 'check that the export finished and send the file again' });
    const contentHash = hash.digest('hex');
    const target = path.join(dir, contentHash);
    await rename(temporary, target);
    return { path: target, contentHash, bytes };
  } catch (e) {
    await rm(temporary, { force: true });
    if ((e as NodeJS.ErrnoException).code === 'ENOSPC') throw new AppError({ code: 'DISK_FULL', message: 'the disk is full: the file could not be stored, nothing of it was kept', fix: 'free some space and send it again', cause: e });
    throw e;
  }
}

/**
 * The same from a path of this machine. The file must hold still: size and time are compared before and after.
 * @throws AppError DATA_CHANGED_WHILE_READ, NOT_FOUND
 */
export async function receivePath(file: string, dir: string): Promise<ReceivedFile> {
  const before = await stat(file).catch(() => null);
  if (!before?.isFile()) throw new AppError({ code: 'NOT_FOUND', message: `expected a file at ${file}, received ${before ? 'a folder' : 'nothing'}`, fix: 'give the path of a readable file' });
  const received = await receiveFile(createReadStream(file), dir);
  const after = await stat(file);
  if (after.size !== before.size || after.mtimeMs !== before.mtimeMs || received.bytes !== before.size) {
    await rm(received.path, { force: true });
    throw new AppError({ code: 'DATA_CHANGED_WHILE_READ', message: `${path.basename(file)} changed while it was read (${before.size} bytes before, ${after.size} after)`, fix: 'wait until whatever writes it is done, then register it again', retry: true });
  }
  return received;
}
