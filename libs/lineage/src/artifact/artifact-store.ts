import { createHash, randomUUID } from 'node:crypto';
import { createReadStream, type ReadStream } from 'node:fs';
import { copyFile, mkdir, open, rename, rm, stat } from 'node:fs/promises';
import path from 'node:path';
import type { Readable } from 'node:stream';
import { AppError } from '@bellwether/contracts';
import { diskError } from './disk-error';

/** What is stored: the sha256 of the bytes is the name, so equal bytes are stored once and a name can never lie. */
export type StoredBlob = { /** sha256, 64 hex digits */ hash: string; /** @unit bytes */ bytes: number };

const HASH = /^[0-9a-f]{64}$/;

/**
 * Content-addressed files in a local folder: `<root>/sha256/<first two digits>/<hash>`.
 * A file appears under its name only when whole: written beside it, fsynced, then renamed.
 */
export class ArtifactStore {
  /** @param root an absolute folder; made when missing */
  constructor(readonly root: string) {}

  /** Where the bytes of `hash` lie, for readers that want a file (DuckDB). @throws AppError NOT_FOUND for anything that is not a hash */
  path(hash: string): string {
    if (!HASH.test(hash)) throw new AppError({ code: 'NOT_FOUND', message: `Expected an artifact name of 64 hex digits, received ${JSON.stringify(hash.slice(0, 80))}.`, fix: 'Use the hash that the store returned.' });
    return path.join(this.root, 'sha256', hash.slice(0, 2), hash);
  }

  async has(hash: string): Promise<boolean> {
    return stat(this.path(hash)).then(
      (s) => s.isFile(),
      () => false,
    );
  }

  /** @unit bytes @throws AppError NOT_FOUND */
  async size(hash: string): Promise<number> {
    return (await stat(this.path(hash)).catch((e) => Promise.reject(missing(hash, e)))).size;
  }

  async put(bytes: Uint8Array): Promise<StoredBlob> {
    const hash = createHash('sha256').update(bytes).digest('hex');
    if (await this.has(hash)) return { hash, bytes: bytes.byteLength };
    const temporary = await this.temporaryFile();
    try {
      await writeDurably(temporary, bytes);
      await this.adopt(temporary, hash);
    } catch (e) {
      await rm(temporary, { force: true });
      throw diskError(e, this.root);
    }
    return { hash, bytes: bytes.byteLength };
  }

  /**
   * Hashes while it writes; the source is never held in memory.
   * @param maxBytes refused with DATA_TOO_LARGE as soon as it is passed
   */
  async putStream(source: Readable, options: { maxBytes?: number; onBytes?: (total: number) => void } = {}): Promise<StoredBlob> {
    const temporary = await this.temporaryFile();
    const hash = createHash('sha256');
    let total = 0;
    try {
      const file = await open(temporary, 'wx', 0o640);
      try {
        for await (const chunk of source as AsyncIterable<Uint8Array>) {
          total += chunk.byteLength;
          if (options.maxBytes !== undefined && total > options.maxBytes) throw tooLarge(options.maxBytes);
          hash.update(chunk);
          await file.writeFile(chunk);
          options.onBytes?.(total);
        }
        await file.sync();
      } finally {
        await file.close();
      }
      const name = hash.digest('hex');
      await this.adopt(temporary, name);
      return { hash: name, bytes: total };
    } catch (e) {
      source.destroy();
      await rm(temporary, { force: true });
      throw diskError(e, this.root);
    }
  }

  /** Takes a copy of a file that another program wrote (a parser child, a batch scorer). */
  async putFile(file: string): Promise<StoredBlob> {
    const temporary = await this.temporaryFile();
    try {
      await copyFile(file, temporary);
      const hash = createHash('sha256');
      let bytes = 0;
      for await (const chunk of createReadStream(temporary) as AsyncIterable<Uint8Array>) {
        hash.update(chunk);
        bytes += chunk.byteLength;
      }
      const name = hash.digest('hex');
      const handle = await open(temporary, 'r+');
      await handle.sync().finally(() => handle.close());
      await this.adopt(temporary, name);
      return { hash: name, bytes };
    } catch (e) {
      await rm(temporary, { force: true });
      throw diskError(e, this.root);
    }
  }

  /** Whole bytes, checked against the name. @throws AppError NOT_FOUND, MODEL_ARTIFACT_INVALID when the disk returns other bytes */
  async get(hash: string): Promise<Uint8Array> {
    const file = await open(this.path(hash), 'r').catch((e) => Promise.reject(missing(hash, e)));
    const bytes = await file.readFile().finally(() => file.close());
    const received = createHash('sha256').update(bytes).digest('hex');
    if (received !== hash) throw new AppError({ code: 'MODEL_ARTIFACT_INVALID', message: `Stored file ${hash.slice(0, 12)} has other bytes than its name says (sha256 ${received.slice(0, 12)}).`, fix: 'Restore the data folder from a backup, or run the training again.' });
    return bytes;
  }

  /** Unchecked stream, for downloads. */
  stream(hash: string): ReadStream {
    return createReadStream(this.path(hash));
  }

  /** A fresh name on the same file system, so that a rename is atomic. The caller removes it. */
  async temporaryFile(): Promise<string> {
    const folder = path.join(this.root, 'tmp');
    await mkdir(folder, { recursive: true }).catch((e) => Promise.reject(diskError(e, this.root)));
    return path.join(folder, randomUUID());
  }

  private async adopt(temporary: string, hash: string): Promise<void> {
    const target = this.path(hash);
    await mkdir(path.dirname(target), { recursive: true });
    await rename(temporary, target);
    await syncFolder(path.dirname(target));
  }
}

/** @internal shared with checkpoints */
export async function writeDurably(file: string, bytes: Uint8Array): Promise<void> {
  const handle = await open(file, 'wx', 0o640);
  try {
    await handle.writeFile(bytes);
    await handle.sync();
  } finally {
    await handle.close();
  }
}

/** A rename is durable only when its folder is. @internal */
export async function syncFolder(folder: string): Promise<void> {
  const handle = await open(folder, 'r');
  await handle.sync().finally(() => handle.close());
}

const missing = (hash: string, cause: unknown) =>
  new AppError({ code: 'NOT_FOUND', message: `No stored file is named ${hash.slice(0, 12)}.`, fix: 'Check that the data folder is the one this database was used with (BELLWETHER_HOME).', cause });

const tooLarge = (limit: number) => new AppError({ code: 'DATA_TOO_LARGE', message: `Expected at most ${limit} bytes, received more.`, fix: 'Split the file, or send it as Parquet.', context: { limit } });
