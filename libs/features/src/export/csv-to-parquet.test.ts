import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { DuckDBInstance } from '@duckdb/node-api';
import { csvToParquet } from './csv-to-parquet';

test('values come out of the Parquet file as they went in: quotes, commas, missing, an empty text, dates', async () => {
  const folder = await mkdtemp(path.join(os.tmpdir(), "bellwether it's "));
  const [csv, parquet] = [path.join(folder, 'in.csv'), path.join(folder, 'out.parquet')];
  await writeFile(csv, 'name,n,flag,day\r\n"a, ""b""","1.5","true","2026-01-31"\r\n,,,\r\n"","-2","false","2026-02-01"\r\n');
  await csvToParquet(csv, parquet, [{ name: 'name', type: 'string' }, { name: 'n', type: 'number' }, { name: 'flag', type: 'boolean' }, { name: 'day', type: 'date' }]);
  const connection = await (await DuckDBInstance.create(':memory:')).connect();
  const rows = (await connection.runAndReadAll(`SELECT name, n, flag, day::varchar AS day FROM read_parquet('${parquet.replaceAll("'", "''")}')`)).getRowObjects();
  expect(rows).toEqual([{ name: 'a, "b"', n: 1.5, flag: true, day: '2026-01-31' }, { name: null, n: null, flag: null, day: null }, { name: '', n: -2, flag: false, day: '2026-02-01' }]);
  await rm(folder, { recursive: true });
});
