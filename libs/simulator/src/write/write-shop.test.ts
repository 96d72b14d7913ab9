import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { DuckDBInstance, type DuckDBConnection } from '@duckdb/node-api';
import { EVENT_COLUMNS, type EntityKind } from '@bellwether/contracts';
import { shopRows, type PlainRow } from '../rows/chunk-rows';
import { simulateShop } from '../simulate-shop';
import { writeShop, type WrittenShop } from './write-shop';

const SPEC = { seed: 3, days: 60, customers: 150, products: 96 };
const folder = mkdtempSync(path.join(os.tmpdir(), 'bellwether-shop-'));
const expected = new Map<EntityKind, PlainRow[]>();
let connection: DuckDBConnection;
let instance: DuckDBInstance;
let parquet: WrittenShop;

beforeAll(async () => {
  for (const { kind, row } of shopRows(simulateShop(SPEC))) {
    const list = expected.get(kind);
    if (list) list.push(row);
    else expected.set(kind, [row]);
  }
  instance = await DuckDBInstance.create(':memory:');
  connection = await instance.connect();
  parquet = await writeShop(SPEC, path.join(folder, 'parquet'), { rowsPerFile: 1000, chunkRows: 500 });
}, 180_000);
afterAll(() => {
  connection.closeSync();
  instance.closeSync();
  rmSync(folder, { recursive: true, force: true });
});

const rows = async (sql: string): Promise<Record<string, unknown>[]> => (await connection.runAndReadAll(sql)).getRowObjectsJS();
const list = (files: string[]): string => `[${files.map((f) => `'${f}'`).join(',')}]`;
const same = (value: unknown): unknown => (typeof value === 'bigint' ? Number(value) : value instanceof Date ? value.toISOString() : value);

describe('a shop in files', () => {
  it('Parquet: another reader finds the columns of the contract with their types, and every value', async () => {
    for (const [kind, want] of expected) {
      const files = parquet.files[kind]!;
      const described = await rows(`DESCRIBE SELECT * FROM read_parquet(${list(files)})`);
      expect(described.map((d) => [d.column_name, d.column_type])).toEqual(EVENT_COLUMNS[kind].map((c) => [c.column, c.type]));
      const got = (await rows(`SELECT * FROM read_parquet(${list(files)})`)).map((row) => Object.fromEntries(EVENT_COLUMNS[kind].map((c) => [c.field, same(row[c.column])])));
      const full = want.map((row) => Object.fromEntries(EVENT_COLUMNS[kind].map((c) => [c.field, row[c.field] ?? null])));
      expect(got).toEqual(full);
    }
  });

  it('Parquet: many files where there are many rows, and times that a reader can skip by', async () => {
    expect(parquet.files.session_event!.length).toBeGreaterThan(2);
    expect(parquet.rows.session_event).toBe(expected.get('session_event')!.length);
    const meta = await rows(`SELECT DISTINCT stats_min_value IS NOT NULL AS has FROM parquet_metadata('${parquet.files.session_event![0]}') WHERE path_in_schema = 'event_time'`);
    expect(meta).toEqual([{ has: true }]);
  });

  it('superseded rows: every corrected line, closed when its correction became known', async () => {
    const view = `SELECT o.event_id, o.known_time, s.superseded_time FROM read_parquet(${list(parquet.files.order_line!)}) o LEFT JOIN read_parquet('${parquet.tables!.supersededFile}') s USING (event_id, known_time)`;
    const [check] = await rows(`WITH v AS (${view}) SELECT count(*) FILTER (superseded_time IS NOT NULL) AS closed, count(*) - count(DISTINCT event_id) AS twice FROM v`);
    expect(Number(check!.closed)).toBe(Number(check!.twice));
    expect(Number(check!.closed)).toBeGreaterThan(0);
  });

  it('CSV and JSON lines: the same rows', async () => {
    const csv = await writeShop(SPEC, path.join(folder, 'csv'), { format: 'csv', truth: false });
    const json = await writeShop(SPEC, path.join(folder, 'jsonl'), { format: 'jsonl', kinds: ['review', 'order_line'] });
    for (const [kind, want] of expected) {
      const text = readFileSync(csv.files[kind]![0]!, 'utf8');
      expect(text.split('\n')[0]).toBe(EVENT_COLUMNS[kind].filter((c) => c.field in want[0]!).map((c) => c.column).join(','));
      const [counted] = await rows(`SELECT count(*) AS n, min(event_time)::VARCHAR AS first FROM read_csv(${list(csv.files[kind]!)})`);
      expect(Number(counted!.n)).toBe(want.length);
    }
    expect(Object.keys(json.files).sort()).toEqual(['order_line', 'review']);
    const reviews = readFileSync(json.files.review![0]!, 'utf8').trim().split('\n').map((l) => JSON.parse(l) as PlainRow);
    expect(reviews).toEqual(expected.get('review')!.map((row) => Object.fromEntries(Object.entries(row).filter(([, v]) => v !== null))));
    expect(existsSync(path.join(folder, 'csv', 'truth'))).toBe(false);
    expect(existsSync(path.join(folder, 'jsonl', 'truth', 'demand.jsonl'))).toBe(true);
  });
});
