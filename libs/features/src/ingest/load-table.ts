import path from 'node:path';
import { AppError, DATA_LIMITS, type DataWarning, type FileFormat, type RejectedRow } from '@bellwether/contracts';
import { chooseDelimiter, delimiterName, firstRecords, usableNames } from './delimited';
import { inferTypes, type TypedColumn } from './infer-types';
import { jsonLinesToCsv } from './json-lines';
import { toPlainFile } from './normalise';
import { ident, text, type DuckSession } from './session';
import { firstBytes, textFormat } from './sniff';

export type LoadOptions = { file: string; fileName: string; workDir: string; delimiter: string | null };
/** `raw` holds __row and the columns of text (or native types for Parquet). */
export type LoadedTable = { format: FileFormat; compressed: boolean; columns: TypedColumn[]; rejected: RejectedRow[]; rejectedCount: number; warnings: DataWarning[] };

/** Reads the file into the table `raw` of the session, rows that cannot be read beside it. @throws AppError DATA_* */
export async function loadTable(session: DuckSession, options: LoadOptions): Promise<LoadedTable> {
  const plain = await toPlainFile(options.file, options.fileName, path.join(options.workDir, 'plain'));
  if (plain.kind === 'parquet') return { ...(await loadParquet(session, plain.path, options.fileName)), compressed: plain.compressed };
  const head = await firstBytes(plain.path, DATA_LIMITS.headerBytes + 65_536);
  const sample = head.toString('utf8').replace(/^\ufeff/, '');
  if (sample.trim() === '') throw new AppError({ code: 'DATA_EMPTY', message: `expected rows in ${options.fileName}, received only blank lines`, fix: 'check that the export finished and send the file again' });
  const encoding: DataWarning[] = plain.encoding === 'utf-8' ? [] : [{ code: 'encoding-converted', severity: 'info', column: null, message: `the file is ${plain.encoding.toUpperCase()}; it was read as such`, fix: 'export as UTF-8 to save time' }];
  const format = textFormat(sample, options.fileName);
  const loaded = format === 'jsonl' ? await loadJsonLines(session, plain.path, options) : await loadDelimited(session, plain.path, { ...options, sample, whole: plain.bytes <= head.length, format });
  return { ...loaded, compressed: plain.compressed, warnings: [...encoding, ...loaded.warnings] };
}

type Delimited = LoadOptions & { sample: string; whole: boolean; format: 'csv' | 'tsv' };

async function loadDelimited(session: DuckSession, file: string, o: Delimited): Promise<Omit<LoadedTable, 'compressed'>> {
  const delimiter = chooseDelimiter(o.sample, o.whole, o.delimiter ?? null, o.fileName);
  const records = firstRecords(o.sample, delimiter, 2, o.whole);
  const header = records[0];
  if (!header) throw new AppError({ code: 'DATA_CELL_TOO_LARGE', message: `expected a header line of at most ${DATA_LIMITS.headerBytes} bytes in ${o.fileName}, received a longer one`, fix: 'check the line ends and the quotes of the first line' });
  const { columns, warnings } = usableNames(header);
  const expected = o.format === 'tsv' ? '\t' : ',';
  if (delimiter !== expected && header.length > 1) warnings.push({ code: 'delimiter-found', severity: 'info', column: null, message: `columns are separated by ${delimiterName(delimiter)}`, fix: 'nothing to do', context: { delimiter } });
  if (o.whole && records.length === 1) throw headerOnly(o.fileName, header.length);
  const spec = `{${columns.map((_, i) => `'c${i}': 'VARCHAR'`).join(',')}}`;
  try {
    await session.run(`CREATE TABLE read AS SELECT row_number() OVER () AS k, * FROM read_csv(${text(file)}, auto_detect=false, header=true, delim=${text(delimiter)}, quote='"', escape='"', columns=${spec}, store_rejects=true, rejects_limit=0, max_line_size=${DATA_LIMITS.cellBytes * 4}, null_padding=false, allow_quoted_nulls=false)`);
  } catch (e) {
    throw csvError(e as Error, o.fileName);
  }
  const { rejected, rejectedCount } = await readRejects(session);
  await withSourceRows(session, columns.length);
  return finish(session, { format: o.format, columns: columns.map((schema, i) => ({ source: `c${i}`, schema })), rejected, rejectedCount, warnings, fileName: o.fileName });
}

const headerOnly = (fileName: string, width: number) => new AppError({ code: 'DATA_HEADER_ONLY', message: `expected rows after the header in ${fileName}, received only the header (${width} column${width === 1 ? '' : 's'})`, fix: 'check the filter of the export and send the file again' });

function csvError(e: Error, fileName: string): AppError {
  if (/maximum line size|max_line_size|buffer size/i.test(e.message)) return new AppError({ code: 'DATA_CELL_TOO_LARGE', message: `expected lines of at most ${DATA_LIMITS.cellBytes * 4} bytes in ${fileName}, received a longer one`, fix: 'check for a quote that never closes, or shorten the cell', cause: e });
  if (/memory/i.test(e.message)) return new AppError({ code: 'DATA_PARSER_LIMIT', message: `reading ${fileName} needs more memory than the limit`, fix: 'send the file in parts', cause: e });
  return new AppError({ code: 'DATA_UNREADABLE', message: `${fileName} could not be read as a table: ${e.message.split('\n')[0]!.slice(0, 300)}`, fix: 'check that every row has as many cells as the header, and quotes are closed', cause: e });
}

const REASONS: Record<string, string> = {
  'MISSING COLUMNS': 'too few cells', 'TOO MANY COLUMNS': 'too many cells', 'INVALID ENCODING': 'invalid UTF-8 bytes', 'UNQUOTED VALUE': 'a quote that is not closed or stands inside a value', 'LINE SIZE OVER MAXIMUM': 'a line that is too long', CAST: 'a value of the wrong type', 'INVALID STATE': 'quotes in the wrong place',
};

async function readRejects(session: DuckSession): Promise<{ rejected: RejectedRow[]; rejectedCount: number }> {
  await session.run(`CREATE TABLE bad AS SELECT line - 1 AS row, first(error_type) AS type, first(error_message) AS message, left(first(csv_line), 2000) AS raw FROM reject_errors GROUP BY line ORDER BY line`);
  const { n } = await session.one<{ n: number }>('SELECT count(*) AS n FROM bad');
  const rows = await session.rows<{ row: number; type: string; message: string; raw: string | null }>(`SELECT * FROM bad ORDER BY row LIMIT ${DATA_LIMITS.rejectedKept}`);
  return { rejectedCount: n, rejected: rows.map((r) => ({ row: Number(r.row), reason: `${REASONS[r.type] ?? r.type.toLowerCase()} (${r.message.split('\n')[0]!.slice(0, 200)})`, raw: r.raw ?? '' })) };
}

/** The k-th row that was read stands behind as many more as were refused before it. */
async function withSourceRows(session: DuckSession, width: number): Promise<void> {
  const cells = Array.from({ length: width }, (_, i) => `c${i}`);
  const long = cells.map((c) => `length(${c}) > ${DATA_LIMITS.cellBytes}`);
  await session.run(`CREATE TABLE raw AS WITH b AS (SELECT row - row_number() OVER (ORDER BY row) AS before, row_number() OVER (ORDER BY row) AS n FROM bad)
    SELECT r.k + coalesce(b.n, 0) AS __row, ${cells.map((c) => `r.${c}`).join(', ')} FROM read r ASOF LEFT JOIN (SELECT before, max(n) AS n FROM b GROUP BY before) b ON r.k > b.before ORDER BY 1`);
  await session.run('DROP TABLE read');
  for (let at = 0; at < long.length; at += 200) await session.run(`DELETE FROM raw WHERE ${long.slice(at, at + 200).join(' OR ')}`);
}

async function loadJsonLines(session: DuckSession, file: string, o: LoadOptions): Promise<Omit<LoadedTable, 'compressed'>> {
  const csv = path.join(o.workDir, 'lines.csv');
  const { header, rejected, rejectedCount, rows } = await jsonLinesToCsv(file, csv);
  if (rows === 0) throw allRejected(o.fileName, rejectedCount, rejected);
  const { columns, warnings } = usableNames(header);
  const spec = `{'__row': 'BIGINT', ${columns.map((_, i) => `'c${i}': 'VARCHAR'`).join(',')}}`;
  await session.run(`CREATE TABLE raw AS SELECT * FROM read_csv(${text(csv)}, auto_detect=false, header=true, delim=',', quote='"', escape='"', columns=${spec}, max_line_size=${DATA_LIMITS.cellBytes * 8})`);
  return finish(session, { format: 'jsonl', columns: columns.map((schema, i) => ({ source: `c${i}`, schema })), rejected, rejectedCount, warnings, fileName: o.fileName });
}

type Finish = { format: FileFormat; columns: { source: string; schema: { name: string; originalName?: string } }[]; rejected: RejectedRow[]; rejectedCount: number; warnings: DataWarning[]; fileName: string };

async function finish(session: DuckSession, f: Finish): Promise<Omit<LoadedTable, 'compressed'>> {
  const { n } = await session.one<{ n: number }>('SELECT count(*) AS n FROM raw');
  if (n === 0 && f.rejectedCount === 0) throw headerOnly(f.fileName, f.columns.length);
  if (n === 0) throw allRejected(f.fileName, f.rejectedCount, f.rejected);
  const typed = await inferTypes(session, 'raw', f.columns);
  return { format: f.format, columns: typed.columns, rejected: f.rejected, rejectedCount: f.rejectedCount, warnings: [...f.warnings, ...typed.warnings] };
}

const allRejected = (fileName: string, count: number, rejected: RejectedRow[]) =>
  new AppError({ code: 'DATA_ALL_REJECTED', message: `expected readable rows in ${fileName}, all ${count} were refused; the first: ${rejected[0]?.reason ?? 'unknown'}`, fix: 'check delimiter, quotes and encoding of the export', context: { rejected: count, first: rejected[0] } });

const NATIVE: [pattern: RegExp, type: TypedColumn['schema']['type'], expression: (c: string) => string][] = [
  [/^BOOLEAN$/, 'boolean', (c) => c],
  [/^(U?(TINYINT|SMALLINT|INTEGER)|BIGINT)$/, 'integer', (c) => `CAST(${c} AS BIGINT)`],
  [/^(FLOAT|DOUBLE|DECIMAL.*|U?HUGEINT|UBIGINT)$/, 'number', (c) => `CASE WHEN isfinite(CAST(${c} AS DOUBLE)) THEN CAST(${c} AS DOUBLE) END`],
  [/^DATE$/, 'date', (c) => c],
  [/^TIMESTAMP/, 'timestamp', (c) => `CAST(${c} AS TIMESTAMP)`],
  [/^(VARCHAR|ENUM.*|UUID|TIME.*|INTERVAL)$/, 'string', (c) => `CAST(${c} AS VARCHAR)`],
];

async function loadParquet(session: DuckSession, file: string, fileName: string): Promise<Omit<LoadedTable, 'compressed'>> {
  let described: { column_name: string; column_type: string }[];
  try {
    described = await session.rows(`DESCRIBE SELECT * FROM read_parquet(${text(file)})`);
    const names = usableNames(described.map((d) => d.column_name));
    await session.run(`CREATE TABLE raw AS SELECT row_number() OVER () AS __row, * RENAME (${described.map((d, i) => `${ident(d.column_name)} AS c${i}`).join(', ')}) FROM read_parquet(${text(file)})`);
    const { n } = await session.one<{ n: number }>('SELECT count(*) AS n FROM raw');
    if (n === 0) throw headerOnly(fileName, described.length);
    const columns = described.map((d, i): TypedColumn => {
      const native = NATIVE.find(([pattern]) => pattern.test(d.column_type));
      // lists and structs are kept as JSON text
      return { schema: { ...names.columns[i]!, type: native?.[1] ?? 'string' }, expression: native ? native[2](`c${i}`) : `CAST(to_json(c${i}) AS VARCHAR)` };
    });
    return { format: 'parquet', columns, rejected: [], rejectedCount: 0, warnings: names.warnings };
  } catch (e) {
    if (e instanceof AppError) throw e;
    throw new AppError({ code: 'DATA_UNREADABLE', message: `${fileName} could not be read as Parquet: ${(e as Error).message.split('\n')[0]!.slice(0, 300)}`, fix: 'write the file again; it may be cut off', cause: e });
  }
}
