import { createHash, randomUUID } from 'node:crypto';
import { existsSync, mkdirSync, readdirSync, readFileSync, renameSync, rmSync, statSync, utimesSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { text } from '../ingest/session';

export type CacheHit = { file: string; column: string };

/**
 * Measures that were computed before, in Parquet files by the hash of what they were computed from. Several processes may share a folder: files appear whole or not at all,
 * and a lost one is computed again.
 */
export class MeasureCache {
  constructor(readonly folder: string) {
    mkdirSync(path.join(folder, 'keys'), { recursive: true });
    mkdirSync(path.join(folder, 'files'), { recursive: true });
  }

  find(key: string): CacheHit | null {
    try {
      const hit = JSON.parse(readFileSync(this.keyPath(key), 'utf8')) as CacheHit;
      const file = path.join(this.folder, 'files', path.basename(hit.file));
      if (!existsSync(file)) return null;
      const now = new Date();
      utimesSync(file, now, now);
      return { file: path.basename(hit.file), column: hit.column };
    } catch {
      return null;
    }
  }

  source = (file: string): string => `read_parquet(${text(path.join(this.folder, 'files', file))})`;

  /** Lets `fill` write one file, then makes it known under all keys. @returns its name */
  async write(keys: readonly string[], columns: readonly string[], fill: (target: string) => Promise<unknown>): Promise<string> {
    const file = `${createHash('sha256').update(keys.join('|')).digest('hex')}.parquet`;
    const target = path.join(this.folder, 'files', file);
    const draft = `${target}.${randomUUID()}.part`;
    try {
      await fill(draft);
      renameSync(draft, target);
    } finally {
      rmSync(draft, { force: true });
    }
    keys.forEach((key, k) => {
      const entry = `${this.keyPath(key)}.${randomUUID()}.part`;
      writeFileSync(entry, JSON.stringify({ file, column: columns[k] }));
      renameSync(entry, this.keyPath(key));
    });
    return file;
  }

  /** Removes the files that were not used for longest until the rest fits. @unit bytes */
  trim(mostBytes: number): void {
    const folder = path.join(this.folder, 'files');
    const files = readdirSync(folder).flatMap((name) => {
      try {
        const { size, mtimeMs } = statSync(path.join(folder, name));
        return [{ name, size, mtimeMs }];
      } catch {
        return [];
      }
    });
    let total = files.reduce((sum, f) => sum + f.size, 0);
    for (const f of files.sort((a, b) => a.mtimeMs - b.mtimeMs)) {
      if (total <= mostBytes) return;
      rmSync(path.join(folder, f.name), { force: true });
      total -= f.size;
    }
  }

  private keyPath = (key: string): string => path.join(this.folder, 'keys', `${key}.json`);
}

/** One hash for everything that a value depends on. */
export const contentKey = (...parts: unknown[]): string => createHash('sha256').update(JSON.stringify(parts)).digest('hex');
