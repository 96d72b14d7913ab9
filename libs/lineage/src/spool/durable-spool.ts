import { mkdir, open, readdir, readFile, rename, rm, stat, type FileHandle } from 'node:fs/promises';
import path from 'node:path';
import { crc32 } from 'node:zlib';
import { AppError } from '@bellwether/contracts';
import { diskError } from '../artifact/disk-error';
import type { Logger } from '../db/deps';
import { inUse, segmentName } from './spool-file';

/** What one call brought: `head` says whose it is and what the bytes are. */
export type SpoolChunk = { head: Record<string, unknown>; body: Buffer };
export type SpoolOptions = {
  folder: string;
  log: Logger;
  /** what is kept, in the plural, for messages and the log: "events" */
  what: string;
  /** false: what was appended is safe against the end of the process (page cache), not of the machine */
  sync?: boolean;
  /** the next segment is made before it is needed, so that no caller waits for a new file; one empty file then lies there */
  ahead?: boolean;
  /** takes over whole segments, oldest first; what it throws leaves the segment on disk, to be tried again */
  seal: (chunks: SpoolChunk[]) => Promise<void>;
  /** a segment of this size is sealed @unit bytes */
  sealBytes?: number;
  /** a segment is sealed this long after its first chunk, if none was sealed within `steadyMs` @unit ms */
  quickMs?: number;
  /** what flows steadily is sealed this often @unit ms */
  steadyMs?: number;
  /** chunks not yet sealed beyond this are refused @unit bytes */
  mostBytes?: number;
  /** tests: a disk that fills up */
  openFile?: (file: string) => Promise<FileHandle>;
};

const MIB = 1024 ** 2;
const WAITING_BYTES = 64 * MIB;
const FRAME = /^BWE1 (\d{1,9}) (\d{1,10}) ([0-9a-f]{8})\n/;
const RETRY_MS = 5_000;

type Waiting = { bytes: Buffer[]; size: number; resolve: () => void; reject: (e: unknown) => void };
type Segment = { file: string; handle: FileHandle; bytes: number; since: number };

/**
 * A log on disk in front of the database. `append` resolves when the bytes are on the disk itself (fdatasync), many callers sharing one sync; segments
 * are then handed to `seal` and removed. A chunk is framed by lengths and a checksum, so that the torn end of a killed process is cut off and nothing else.
 * What an ended process left is taken over by the next. A failed write is taken back: its callers are told, later ones are not harmed.
 */
export class DurableSpool {
  private waiting: Waiting[] = [];
  private waitingBytes = 0;
  private unsealedBytes = 0;
  private current: Segment | null = null;
  private spare: Promise<Segment | null> | null = null;
  private full: string[] = [];
  /** who waits for the segment to be closed */
  private turns: (() => void)[] = [];
  private pumping: Promise<void> | null = null;
  private sealing: Promise<void> | null = null;
  private timer: NodeJS.Timeout | null = null;
  private lastSealed = 0;
  private closed = false;
  private readonly o: Required<Omit<SpoolOptions, 'openFile'>> & Pick<SpoolOptions, 'openFile'>;

  constructor(options: SpoolOptions) {
    this.o = { sync: true, ahead: false, sealBytes: 64 * MIB, quickMs: 5_000, steadyMs: 60_000, mostBytes: 1024 * MIB, ...options };
  }

  /** Takes over what ended processes left. Call it once, before the first append. */
  async recover(): Promise<void> {
    await mkdir(this.o.folder, { recursive: true, mode: 0o700 });
    for (const name of (await readdir(this.o.folder)).sort()) {
      const file = path.join(this.o.folder, name);
      if (!name.endsWith('.spool') || inUse(file)) continue;
      // under a name of our own: no other process takes it too
      const mine = path.join(this.o.folder, segmentName());
      const taken = await rename(file, mine).then(() => true, () => false);
      if (!taken) continue;
      this.unsealedBytes += (await stat(mine)).size;
      this.full.push(mine);
    }
    if (this.full.length) this.o.log.info({ segments: this.full.length }, `${this.o.what} that an ended process had taken are read in`);
    void this.drain();
  }

  /** @throws AppError RATE_LIMITED (more than can be written or read), DISK_FULL; nothing of the chunk is kept then */
  append(chunk: SpoolChunk): Promise<void> {
    const head = Buffer.from(JSON.stringify(chunk.head));
    const frame = Buffer.from(`BWE1 ${head.length} ${chunk.body.length} ${checksum(head, chunk.body)}\n`);
    const size = frame.length + head.length + chunk.body.length;
    if (this.closed) return Promise.reject(busy('The server is stopping.', 5));
    if (this.waitingBytes + size > WAITING_BYTES) return Promise.reject(busy(`More ${this.o.what} come than the disk takes.`, 1));
    if (this.unsealedBytes + size > this.o.mostBytes) return Promise.reject(busy(`More ${this.o.what} come than are read in, and the room kept for them is used up.`, 30));
    this.waitingBytes += size;
    return new Promise((resolve, reject) => {
      this.waiting.push({ bytes: [frame, head, chunk.body], size, resolve, reject });
      this.pumping ??= this.pump();
    });
  }

  /** Everything appended so far is sealed when it resolves. @throws what the sealing throws */
  async flush(): Promise<void> {
    await new Promise<void>((resolve) => {
      this.turns.push(resolve);
      this.pumping ??= this.pump();
    });
    while (this.full.length > 0) await this.drain(true);
  }

  async close(): Promise<void> {
    this.closed = true;
    if (this.timer) clearTimeout(this.timer);
    await this.pumping;
    await this.flush().catch((e: unknown) => this.o.log.warn({ err: (e as Error).message }, `${this.o.what} wait on disk for the next start`));
    const spare = await this.spare;
    if (!spare) return;
    await spare.handle.close().catch(() => undefined);
    await rm(spare.file, { force: true });
  }

  private async pump(): Promise<void> {
    await null;
    while (this.waiting.length > 0 || this.turns.length > 0) {
      const [group, turns] = [this.waiting.splice(0), this.turns.splice(0)];
      try {
        if (group.length > 0) await this.write(group);
        for (const w of group) w.resolve();
      } catch (e) {
        const error = diskError(e, this.o.folder);
        for (const w of group) w.reject(error);
      }
      for (const w of group) this.waitingBytes -= w.size;
      // between two writes: a file that is written to must not be closed
      if (turns.length > 0) await this.rotate();
      for (const turn of turns) turn();
    }
    // in the same step as the last look: who comes after begins anew
    this.pumping = null;
  }

  private async write(group: Waiting[]): Promise<void> {
    const segment = (this.current ??= await this.next());
    const size = group.reduce((n, w) => n + w.size, 0);
    try {
      await writeAll(segment.handle, group.flatMap((w) => w.bytes), size);
      if (this.o.sync) await segment.handle.datasync();
    } catch (e) {
      // taken back; where even that fails nothing may follow it in this file: what stands before is read
      await segment.handle.truncate(segment.bytes).catch(() => this.rotate());
      throw e;
    }
    segment.bytes += size;
    this.unsealedBytes += size;
    if (segment.bytes >= this.o.sealBytes) {
      await this.rotate();
      void this.drain();
    } else this.schedule();
  }

  private async next(): Promise<Segment> {
    const ready = await this.spare;
    // made while this one is written to
    this.spare = this.o.ahead && !this.closed ? this.open().catch(() => null) : null;
    return ready ?? this.open();
  }

  private async open(): Promise<Segment> {
    const file = path.join(this.o.folder, segmentName());
    const handle = await (this.o.openFile ?? ((f: string) => open(f, 'ax', 0o600)))(file);
    const folder = await open(this.o.folder, 'r');
    await folder.sync().finally(() => folder.close());
    return { file, handle, bytes: 0, since: Date.now() };
  }

  private schedule(): void {
    if (this.timer || this.closed) return;
    const wait = Date.now() - this.lastSealed > this.o.steadyMs ? this.o.quickMs : this.lastSealed + this.o.steadyMs - Date.now();
    this.timer = setTimeout(() => {
      this.timer = null;
      void this.flush().catch(() => undefined);
    }, Math.max(this.o.quickMs, wait)).unref();
  }

  private async rotate(): Promise<void> {
    const segment = this.current;
    if (!segment) return;
    this.current = null;
    await segment.handle.close().catch(() => undefined);
    if (segment.bytes > 0) this.full.push(segment.file);
    else await rm(segment.file, { force: true });
  }

  private drain(strict = false): Promise<void> {
    this.sealing ??= this.sealAll();
    return strict ? this.sealing : this.sealing.catch(() => undefined);
  }

  private async sealAll(): Promise<void> {
    await null;
    try {
      await this.sealEach();
    } finally {
      this.sealing = null;
    }
  }

  private async sealEach(): Promise<void> {
    for (let file = this.full[0]; file !== undefined; file = this.full[0]) {
      const size = await stat(file).then((s) => s.size, () => null);
      if (size === null) {
        // another process took it over
        this.full.shift();
        continue;
      }
      try {
        const chunks = readChunks(await readFile(file));
        if (chunks.length > 0) await this.o.seal(chunks);
      } catch (e) {
        this.o.log.warn({ err: (e as Error).message }, `${this.o.what} wait on disk: they could not be handed on`);
        if (!this.closed) setTimeout(() => void this.drain(), RETRY_MS).unref();
        throw e;
      }
      this.lastSealed = Date.now();
      this.unsealedBytes -= Math.min(this.unsealedBytes, size);
      this.full.shift();
      await rm(file, { force: true });
    }
  }
}

/** What the file holds, up to the first byte that was not written whole. */
export function readChunks(bytes: Buffer): SpoolChunk[] {
  const chunks: SpoolChunk[] = [];
  for (let at = 0; at < bytes.length; ) {
    const match = FRAME.exec(bytes.toString('latin1', at, at + 40));
    if (!match) break;
    const [headAt, headSize, bodySize] = [at + match[0].length, Number(match[1]), Number(match[2])];
    const end = headAt + headSize + bodySize;
    if (end > bytes.length) break;
    const [head, body] = [bytes.subarray(headAt, headAt + headSize), bytes.subarray(headAt + headSize, end)];
    if (checksum(head, body) !== match[3]) break;
    chunks.push({ head: JSON.parse(head.toString('utf8')) as Record<string, unknown>, body });
    at = end;
  }
  return chunks;
}

const checksum = (head: Buffer, body: Buffer): string => crc32(body, crc32(head)).toString(16).padStart(8, '0');

const busy = (what: string, seconds: number) => new AppError({ code: 'RATE_LIMITED', message: what, fix: `Wait ${seconds} s and send the same again.`, retry: true, context: { retryAfterSeconds: seconds } });

async function writeAll(handle: FileHandle, buffers: Buffer[], size: number): Promise<void> {
  const { bytesWritten } = await handle.writev(buffers);
  if (bytesWritten === size) return;
  // a short write: the rest as one buffer
  const rest = Buffer.concat(buffers).subarray(bytesWritten);
  for (let at = 0; at < rest.length; ) at += (await handle.write(rest, at)).bytesWritten;
}
