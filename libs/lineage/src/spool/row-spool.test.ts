import { mkdtempSync, readdirSync, rmSync, statSync, writeFileSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { crc32 } from 'node:zlib';
import { silentLogger } from '../db/deps';
import { RowSpool } from './row-spool';

type Row = { id: string };
let folder: string;
beforeEach(() => void (folder = mkdtempSync(path.join(os.tmpdir(), 'spool-'))));
afterEach(() => rmSync(folder, { recursive: true, force: true }));

/** A database that fails while told to, and takes an id once. */
function store() {
  const rows = new Map<string, Row>();
  const state = { down: false, inserts: 0 };
  const insert = (batch: readonly Row[]): Promise<void> => {
    if (batch.some((r) => r.id === 'unfit')) return Promise.reject(Object.assign(new Error('invalid byte sequence'), { code: '22021' }));
    if (state.down) return Promise.reject(new Error('no database'));
    state.inserts++;
    for (const r of batch) rows.set(r.id, r);
    return Promise.resolve();
  };
  return { rows, state, insert };
}

const eventually = async (holds: () => boolean): Promise<void> => {
  for (let k = 0; k < 100 && !holds(); k++) await new Promise((resolve) => setTimeout(resolve, 10));
};

/** An empty one is the next that will be written to. */
const written = (): string[] => readdirSync(folder).filter((f) => statSync(path.join(folder, f)).size > 0);
/** A segment as a process leaves it: the frame of each chunk, the last one perhaps torn. */
function left(name: string, chunks: Row[][], torn = 0): string {
  const bytes = Buffer.concat(chunks.map((rows) => {
    const [head, body] = [Buffer.from('{}'), Buffer.from(JSON.stringify(rows))];
    return Buffer.concat([Buffer.from(`BWE1 ${head.length} ${body.length} ${crc32(body, crc32(head)).toString(16).padStart(8, '0')}\n`), head, body]);
  }));
  const file = `00000000000001.${os.hostname().replaceAll('.', '_')}.${name}.spool`;
  writeFileSync(path.join(folder, file), bytes.subarray(0, bytes.length - torn));
  return file;
}

test.each([true, false])('what is added is on disk when it says so (synced: %s), in the database a moment later in one insert, and then off the disk', async (sync) => {
  const { rows, state, insert } = store();
  const spool = new RowSpool<Row>({ folder, what: 'rows', sync, insert, log: silentLogger, everyMs: 200 });
  await Promise.all(Array.from({ length: 50 }, (_, k) => spool.add([{ id: `r${k}` }])));
  expect([written().length, rows.size]).toEqual([1, 0]);
  await eventually(() => rows.size === 50 && written().length === 0);
  expect([rows.size, state.inserts, written()]).toEqual([50, 1, []]);
  await spool.close();
  expect(readdirSync(folder)).toEqual([]);
});

test('rows that come without a pause while others are handed on are all kept, each once', async () => {
  const { rows, insert } = store();
  const taken: string[] = [];
  const spool = new RowSpool<Row>({ folder, what: 'rows', insert: (batch) => { taken.push(...batch.map((r) => r.id)); return insert(batch); }, log: silentLogger, everyMs: 3 });
  await Promise.all(Array.from({ length: 8 }, async (_, caller) => {
    for (let k = 0; k < 60; k++) {
      await spool.add([{ id: `${caller}-${k}` }]);
      if (k % 10 === caller) await spool.flush();
      if (k % 10 === caller) expect(rows.has(`${caller}-${k}`)).toBe(true);
    }
  }));
  await spool.close();
  expect([taken.length, rows.size]).toEqual([480, 480]);
});

test('a database that is away loses nothing: rows wait on disk and are tried again', async () => {
  const { rows, state, insert } = store();
  const spool = new RowSpool<Row>({ folder, what: 'rows', insert, log: silentLogger, everyMs: 3_600_000 });
  state.down = true;
  await spool.add([{ id: 'a' }]);
  await expect(spool.flush()).rejects.toThrow('no database');
  await spool.add([{ id: 'b' }]);
  expect(written().length).toBeGreaterThan(0);
  state.down = false;
  await spool.flush();
  expect([[...rows.keys()].sort(), written()]).toEqual([['a', 'b'], []]);
  await spool.close();
});

test('what a killed process left is inserted by the next, but for the write it was killed at; files of a living one are let be', async () => {
  const { rows, insert } = store();
  // no process has this number: it is above what the system hands out
  left('4999999.1-0', [[{ id: 'left' }], [{ id: 'also left' }], [{ id: 'half' }]], 3);
  // in a container the next process often has the number of the one before
  left(`${process.pid}.1-0`, [[{ id: 'of my number' }]]);
  const living = left(`${process.ppid}.1-0`, [[{ id: 'another’s' }]]);
  const spool = new RowSpool<Row>({ folder, what: 'rows', insert, log: silentLogger });
  await spool.flush();
  expect([...rows.keys()].sort()).toEqual(['also left', 'left', 'of my number']);
  expect(written()).toEqual([living]);
  await spool.close();
});

test('a row that the database refuses for what it says does not hold up the others', async () => {
  const { rows, insert } = store();
  const spool = new RowSpool<Row>({ folder, what: 'rows', insert, log: silentLogger, everyMs: 3_600_000 });
  for (const id of ['a', 'unfit', 'b']) await spool.add([{ id }]);
  await spool.flush();
  expect([[...rows.keys()], written()]).toEqual([['a', 'b'], []]);
  await spool.close();
});
