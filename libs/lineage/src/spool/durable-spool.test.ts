import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { open } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { silentLogger } from '../db/deps';
import { DurableSpool, readChunks, type SpoolChunk, type SpoolOptions } from './durable-spool';

let folder: string;
beforeEach(() => void (folder = mkdtempSync(path.join(os.tmpdir(), 'spool-'))));
afterEach(() => rmSync(folder, { recursive: true, force: true }));

const chunk = (n: number, size = 10): SpoolChunk => ({ head: { n }, body: Buffer.alloc(size, n % 256) });
const segments = () => readdirSync(folder).filter((f) => f.endsWith('.spool'));
function sink(options: Partial<SpoolOptions> = {}) {
  const sealed: number[] = [];
  const state = { down: false };
  const spool = new DurableSpool({ folder, log: silentLogger, what: 'chunks', quickMs: 3600_000, ...options, seal: async (chunks) => { if (state.down) throw new Error('no database'); sealed.push(...chunks.map((c) => c.head.n as number)); } });
  return { sealed, state, spool };
}

test('what was appended is on disk in order when it says so, is handed on once, and the files go', async () => {
  const { spool, sealed } = sink();
  await spool.recover();
  await Promise.all(Array.from({ length: 200 }, (_, n) => spool.append(chunk(n))));
  expect(segments()).toHaveLength(1);
  expect(readChunks(readFileSync(path.join(folder, segments()[0]!))).map((c) => [c.head.n, c.body.length])).toEqual(Array.from({ length: 200 }, (_, n) => [n, 10]));
  await spool.flush();
  expect([sealed, segments()]).toEqual([Array.from({ length: 200 }, (_, n) => n), []]);
});

test('a segment is sealed at its size, and the rest at the end', async () => {
  const { spool, sealed } = sink({ sealBytes: 3000 });
  for (let n = 0; n < 10; n++) await spool.append(chunk(n, 1000));
  await spool.close();
  expect(sealed).toEqual(Array.from({ length: 10 }, (_, n) => n));
  await expect(spool.append(chunk(11))).rejects.toMatchObject({ code: 'RATE_LIMITED' });
});

test('what an ended process left is handed on but for its torn end; a byte that changed ends it', async () => {
  const first = sink();
  for (let n = 0; n < 5; n++) await first.spool.append(chunk(n));
  const whole = readFileSync(path.join(folder, segments()[0]!));
  rmSync(path.join(folder, segments()[0]!));
  // no process has this number
  writeFileSync(path.join(folder, `00000000000001.${os.hostname().replaceAll('.', '_')}.4999999.1-0.spool`), whole.subarray(0, whole.length - 4));
  const spoiled = Buffer.from(whole);
  spoiled[whole.length / 5 * 2 + 30]! ^= 1;
  writeFileSync(path.join(folder, `00000000000002.${os.hostname().replaceAll('.', '_')}.4999999.1-1.spool`), spoiled);
  const { spool, sealed } = sink();
  await spool.recover();
  await spool.flush();
  expect([sealed, segments()]).toEqual([[0, 1, 2, 3, 0, 1], []]);
});

test('nobody to hand on to: it waits on disk up to its room, then callers are told when to come again', async () => {
  const { spool, sealed, state } = sink({ mostBytes: 500 });
  state.down = true;
  await spool.append(chunk(1, 300));
  await expect(spool.flush()).rejects.toThrow('no database');
  await expect(spool.append(chunk(2, 300))).rejects.toMatchObject({ code: 'RATE_LIMITED', retry: true, context: { retryAfterSeconds: 30 } });
  state.down = false;
  await spool.flush();
  await spool.append(chunk(3, 300));
  await spool.close();
  expect(sealed).toEqual([1, 3]);
});

test('a disk that fills up in the middle of a write: its callers are told, nothing half-written is seen, and the next goes on', async () => {
  let full = false;
  const openFile = async (file: string) => {
    const handle = await open(file, 'ax');
    // the disk takes a part and then no more
    return Object.create(handle, {
      writev: { value: async (buffers: Buffer[]) => { if (!full) return handle.writev(buffers); await handle.write(Buffer.concat(buffers).subarray(0, 20)); throw Object.assign(new Error('no space left on device'), { code: 'ENOSPC' }); } },
      datasync: { value: () => handle.datasync() }, truncate: { value: (n: number) => handle.truncate(n) }, close: { value: () => handle.close() },
    }) as typeof handle;
  };
  const { spool, sealed } = sink({ openFile });
  await spool.append(chunk(1));
  full = true;
  const refused = await Promise.allSettled([spool.append(chunk(2)), spool.append(chunk(3))]);
  expect(refused.map((r) => r.status === 'rejected' && r.reason.code)).toEqual(['DISK_FULL', 'DISK_FULL']);
  full = false;
  await spool.append(chunk(4));
  await spool.flush();
  expect(sealed).toEqual([1, 4]);
});
