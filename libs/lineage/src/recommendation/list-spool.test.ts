import { mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { silentLogger } from '../db/deps';
import { ListSpool } from './list-spool';

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

test('what is added is on disk at once, in the database a moment later in one insert, and then off the disk', async () => {
  const { rows, state, insert } = store();
  const spool = new ListSpool<Row>({ folder, insert, log: silentLogger, everyMs: 20 });
  for (let k = 0; k < 50; k++) spool.add({ id: `r${k}` });
  expect(readdirSync(folder)).toHaveLength(1);
  expect(rows.size).toBe(0);
  await eventually(() => rows.size === 50 && readdirSync(folder).length === 0);
  expect([rows.size, state.inserts, readdirSync(folder)]).toEqual([50, 1, []]);
});

test('a database that is away loses nothing: records wait on disk and are tried again', async () => {
  const { rows, state, insert } = store();
  const spool = new ListSpool<Row>({ folder, insert, log: silentLogger, everyMs: 10 });
  state.down = true;
  spool.add({ id: 'a' });
  await expect(spool.flush()).rejects.toThrow('no database');
  spool.add({ id: 'b' });
  expect(readdirSync(folder).length).toBeGreaterThan(0);
  state.down = false;
  await spool.flush();
  expect([[...rows.keys()].sort(), readdirSync(folder)]).toEqual([['a', 'b'], []]);
});

test('what a killed process left is inserted by the next, but for the line it was killed at; files of a living one are let be', async () => {
  const { rows, insert } = store();
  // no process has this number: it is above what the system hands out
  writeFileSync(path.join(folder, `${os.hostname()}.4999999.1-0.ndjson`), '{"id":"left"}\n{"id":"also left"}\n{"id":"half');
  // in a container the next process often has the number of the one before
  writeFileSync(path.join(folder, `${os.hostname()}.${process.pid}.1-0.ndjson`), '{"id":"of my number"}\n');
  const living = path.join(folder, `${os.hostname()}.${process.ppid}.1-0.ndjson`);
  writeFileSync(living, '{"id":"another’s"}\n');
  new ListSpool<Row>({ folder, insert, log: silentLogger });
  await eventually(() => rows.size === 3 && readdirSync(folder).length === 1);
  expect([...rows.keys()].sort()).toEqual(['also left', 'left', 'of my number']);
  expect(readdirSync(folder)).toEqual([path.basename(living)]);
});

test('a record that the database refuses for what it says does not hold up the others', async () => {
  const { rows, insert } = store();
  const spool = new ListSpool<Row>({ folder, insert, log: silentLogger, everyMs: 10 });
  for (const id of ['a', 'unfit', 'b']) spool.add({ id });
  await spool.flush();
  expect([[...rows.keys()], readdirSync(folder)]).toEqual([['a', 'b'], []]);
});
