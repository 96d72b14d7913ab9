import { closeSync, mkdirSync, openSync, readdirSync, readFileSync, statSync, unlinkSync, writeSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import type { Logger } from '../db/deps';

/** A record that is inserted once, whoever does it and however often: its id decides. */
export type Spooled = { id: string };
export type SpoolOptions<T> = { folder: string; insert(rows: readonly T[]): Promise<void>; log: Logger; /** between two inserts @unit ms */ everyMs?: number };

const EVERY_MS = 100;
/** Rows of one insert. */
const MOST_ROWS = 1000;
const MOST_WAIT_MS = 10_000;
/** A file that nobody has written to for so long is nobody's, whoever has its number now. */
const FORSAKEN_MS = 60_000;

type Segment<T> = { file: string; fd: number; rows: T[] };

/**
 * Keeps records in the database without a request waiting for it. A record is first appended to a file, in the page cache of the machine, and so
 * outlives the process; a moment later it is inserted with others, and the file is removed. What a killed process left is inserted by the next one.
 */
export class ListSpool<T extends Spooled> {
  private current: Segment<T> | null = null;
  private full: Segment<T>[] = [];
  private timer: NodeJS.Timeout | null = null;
  private draining: Promise<void> | null = null;
  private wait: number;
  private serial = 0;

  constructor(private readonly options: SpoolOptions<T>) {
    this.wait = options.everyMs ?? EVERY_MS;
    mkdirSync(options.folder, { recursive: true, mode: 0o700 });
    void this.adopt();
  }

  /** Safe against the end of this process when it returns. */
  add(row: T): void {
    const segment = (this.current ??= this.open());
    writeSync(segment.fd, `${JSON.stringify(row)}\n`);
    segment.rows.push(row);
    if (segment.rows.length >= MOST_ROWS) this.rotate();
    this.timer ??= setTimeout(() => void this.flush().catch(() => undefined), this.wait).unref();
  }

  /** Everything added so far is in the database when it resolves. @throws what the insert throws; the records stay and are tried again */
  async flush(): Promise<void> {
    this.rotate();
    while (this.full.length > 0) await (this.draining ??= this.drain().finally(() => (this.draining = null)));
  }

  private async drain(): Promise<void> {
    this.timer = null;
    while (this.full[0]) {
      const segment = this.full[0];
      try {
        await this.insert(segment.rows);
      } catch (error) {
        this.wait = Math.min(MOST_WAIT_MS, this.wait * 2);
        this.options.log.warn({ rows: segment.rows.length, err: error instanceof Error ? error.message : String(error) }, 'lists wait on disk: the database did not take them');
        this.timer = setTimeout(() => void this.flush().catch(() => undefined), this.wait).unref();
        throw error;
      }
      this.wait = this.options.everyMs ?? EVERY_MS;
      this.full.shift();
      remove(segment.file);
    }
  }

  /** All at once; where the database refuses what they say, each alone, so that one cannot hold up the others for ever. */
  private async insert(rows: readonly T[]): Promise<void> {
    try {
      await this.options.insert(rows);
    } catch (error) {
      if (!isRefusal(error)) throw error;
      if (rows.length === 1) return this.options.log.error({ id: rows[0]!.id, err: error instanceof Error ? error.message : String(error) }, 'a list is not kept: the database refuses what it says');
      for (const row of rows) await this.insert([row]);
    }
  }

  private open(): Segment<T> {
    const file = path.join(this.options.folder, `${os.hostname()}.${process.pid}.${Date.now()}-${this.serial++}.ndjson`);
    return { file, fd: openSync(file, 'ax', 0o600), rows: [] };
  }

  private rotate(): void {
    if (this.current === null) return;
    closeSync(this.current.fd);
    this.full.push(this.current);
    this.current = null;
  }

  /** What processes that are gone left behind. A half-written last line is what a request never got an answer for. */
  private async adopt(): Promise<void> {
    for (const name of readdirSync(this.options.folder)) {
      const file = path.join(this.options.folder, name);
      if (!name.endsWith('.ndjson') || inUse(file)) continue;
      try {
        const rows = readFileSync(file, 'utf8').split('\n').flatMap((line): T[] => parsed<T>(line));
        if (rows.length > 0) await this.insert(rows);
        remove(file);
        this.options.log.info({ rows: rows.length }, 'kept lists that an ended process had left on disk');
      } catch (error) {
        this.options.log.warn({ file: name, err: error instanceof Error ? error.message : String(error) }, 'lists of an ended process stay on disk');
      }
    }
  }
}

/** Data that cannot be stored or breaks a constraint (SQLSTATE classes 22 and 23), as against a database that is away. */
const isRefusal = (error: unknown): boolean => /^2[23]/.test(String((error as { code?: unknown }).code ?? ''));

function parsed<T>(line: string): T[] {
  try {
    return line === '' ? [] : [JSON.parse(line) as T];
  } catch {
    return [];
  }
}

/** Whether another process still writes to it. One of this number is of an earlier process: this one has just begun. */
function inUse(file: string): boolean {
  const parts = path.basename(file).split('.');
  const pid = Number(parts.at(-3));
  const forsaken = Date.now() - (statSync(file, { throwIfNoEntry: false })?.mtimeMs ?? Date.now()) > FORSAKEN_MS;
  if (parts.slice(0, -3).join('.') !== os.hostname()) return !forsaken;
  return pid !== process.pid && alive(pid) && !forsaken;
}

function alive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'EPERM';
  }
}

function remove(file: string): void {
  try {
    unlinkSync(file);
  } catch {
    // another process may have adopted it
  }
}
