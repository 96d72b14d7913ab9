import { DuckDBInstance, type DuckDBDataChunk, type DuckDBVector } from '@duckdb/node-api';
import { AppError, type ColumnType } from '@bellwether/contracts';
import { ident, text } from './ingest/session';
import type { ColumnTable, TableColumn } from './table';

type Column = { name: string; type: ColumnType; sql: string };

const ROW = '__row';

/** How a stored type comes out: everything but text as a double, dates and timestamps as epoch milliseconds. */
function columnOf(name: string, stored: string): Column {
  const q = ident(name);
  if (stored === 'BOOLEAN') return { name, type: 'boolean', sql: `CAST(${q} AS DOUBLE)` };
  if (/^(U?(TINY|SMALL|BIG|HUGE)?INT(EGER)?)$/.test(stored)) return { name, type: 'integer', sql: `CAST(${q} AS DOUBLE)` };
  if (/^(DOUBLE|FLOAT|REAL|DECIMAL)/.test(stored)) return { name, type: 'number', sql: `CAST(${q} AS DOUBLE)` };
  if (stored === 'DATE') return { name, type: 'date', sql: `CAST(epoch_ms(CAST(${q} AS TIMESTAMP)) AS DOUBLE)` };
  if (stored.startsWith('TIMESTAMP')) return { name, type: 'timestamp', sql: `CAST(epoch_ms(CAST(${q} AS TIMESTAMP)) AS DOUBLE)` };
  return { name, type: 'string', sql: `CAST(${q} AS VARCHAR)` };
}

/**
 * Streams a stored table in batches of at most `batchRows` rows, in the order of the source file.
 * @param columns those wanted, in this order; null: all
 * @throws AppError COLUMN_NOT_FOUND naming the missing ones, DATA_UNREADABLE
 */
export async function* readTableBatches(parquetPath: string, columns: readonly string[] | null, batchRows: number): AsyncGenerator<ColumnTable> {
  const instance = await DuckDBInstance.create(':memory:', { threads: '1' });
  const connection = await instance.connect();
  try {
    await connection.run(`SET TimeZone='UTC'`);
    const source = `read_parquet(${text(parquetPath)})`;
    const described = await connection.runAndReadAll(`DESCRIBE SELECT * FROM ${source}`).catch((cause) => Promise.reject(unreadable(cause)));
    const stored = new Map(described.getRowObjectsJS().map((r) => [String(r.column_name), String(r.column_type)]));
    const wanted = columns ?? [...stored.keys()].filter((name) => name !== ROW);
    const missing = wanted.filter((name) => !stored.has(name));
    if (missing.length) throw new AppError({ code: 'COLUMN_NOT_FOUND', message: `Expected the columns ${missing.slice(0, 10).join(', ')}, which this dataset version does not have.`, fix: 'Choose a version that has them, or take them out of the roles.', context: { missing } });
    const list = wanted.map((name) => columnOf(name, stored.get(name)!));
    const result = await connection.stream(`SELECT ${[ident(ROW), ...list.map((c) => c.sql)].join(', ')} FROM ${source}`);
    let gathered: DuckDBDataChunk[] = [];
    let rows = 0;
    for (let chunk = await result.fetchChunk(); chunk && chunk.rowCount > 0; chunk = await result.fetchChunk()) {
      if (rows > 0 && rows + chunk.rowCount > batchRows) {
        yield tableOf(gathered, rows, list);
        gathered = [];
        rows = 0;
      }
      gathered.push(chunk);
      rows += chunk.rowCount;
    }
    if (rows > 0) yield tableOf(gathered, rows, list);
  } finally {
    connection.closeSync();
    instance.closeSync();
  }
}

/** A whole stored table. Memory: 8 bytes a number, a string each for text. @throws as readTableBatches */
export async function readTable(parquetPath: string, columns: readonly string[] | null = null): Promise<ColumnTable> {
  for await (const table of readTableBatches(parquetPath, columns, Number.MAX_SAFE_INTEGER)) return table;
  return { rows: 0, rowIndex: new Int32Array(0), columns: (columns ?? []).map((name) => ({ name, type: 'number', values: new Float64Array(0) })) };
}

function tableOf(chunks: DuckDBDataChunk[], rows: number, columns: Column[]): ColumnTable {
  const rowIndex = new Int32Array(rows);
  const out = columns.map((c): TableColumn => (c.type === 'string' ? { name: c.name, type: c.type, values: new Array<string | null>(rows).fill(null) } : { name: c.name, type: c.type, values: new Float64Array(rows) }));
  let at = 0;
  for (const chunk of chunks) {
    fill(chunk.getColumnVector(0), chunk.rowCount, (i, v) => (rowIndex[at + i] = Number(v)));
    out.forEach((column, c) => {
      const values = column.values;
      if (column.type === 'string') fill(chunk.getColumnVector(c + 1), chunk.rowCount, (i, v) => ((values as (string | null)[])[at + i] = v as string | null));
      else fill(chunk.getColumnVector(c + 1), chunk.rowCount, (i, v) => ((values as Float64Array)[at + i] = v === null ? NaN : (v as number)));
    });
    at += chunk.rowCount;
  }
  return { rows, rowIndex, columns: out };
}

function fill(vector: DuckDBVector, rows: number, put: (i: number, value: unknown) => void): void {
  for (let i = 0; i < rows; i++) put(i, vector.getItem(i));
}

const unreadable = (cause: unknown) => new AppError({ code: 'DATA_UNREADABLE', message: 'The stored table of this dataset version cannot be read.', fix: 'Upload the file again.', cause });
