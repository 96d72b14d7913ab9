import path from 'node:path';
import { AppError, DATA_LIMITS, type EntityKind, type EventMapping, type RejectedRow } from '@bellwether/contracts';
import { chooseDelimiter, firstRecords, usableNames } from '../ingest/delimited';
import { jsonLinesToCsv } from '../ingest/json-lines';
import { toPlainFile } from '../ingest/normalise';
import { ident, text, type DuckSession } from '../ingest/session';
import { firstBytes, textFormat } from '../ingest/sniff';

export type ReadType = 'VARCHAR' | 'DOUBLE' | 'TIMESTAMP';
export type SourceColumn = { name: string; /** type of the stored column in Parquet; VARCHAR for text files */ native: string };

/** One file, ready to be scanned by DuckDB under the names of its columns. */
export type EventSourceFile = {
  fileName: string;
  columns: SourceColumn[];
  /** refused before DuckDB saw them (JSON lines) */
  rejected: RejectedRow[];
  rejectedCount: number;
  /** a FROM item with the columns asked for; `types` says how texts are read while they are scanned */
  scan: (types: ReadonlyMap<string, ReadType>) => string;
  /** a delimited text file: the scanner itself takes out what means nothing, and may read numbers and times as such */
  nullsRead: boolean;
  /** SQL of the row's number among those that were read; null: by their order */
  rowNumber: string | null;
  /** the first rows, as texts by column */
  sample: Record<string, string | null>[];
  /** the path under which DuckDB reports rows that it refused */
  path: string;
  /** what its rows are, where only they are in it */
  kind?: EntityKind;
};

export type ReadOptions = Pick<EventMapping, 'header' | 'delimiter' | 'missing'>;
const SAMPLE = 2000;

/**
 * Unpacks and looks at a file: any form that datasets take (CSV, TSV, JSON lines, Parquet, gzip of them, UTF-16).
 * @throws AppError DATA_*
 */
export async function openEventSource(session: DuckSession, file: string, fileName: string, workDir: string, options: ReadOptions): Promise<EventSourceFile> {
  const plain = await toPlainFile(file, fileName, path.join(workDir, 'plain'));
  if (plain.kind === 'parquet') return parquetSource(session, plain.path, fileName);
  const head = await firstBytes(plain.path, DATA_LIMITS.headerBytes + 65_536);
  const sample = head.toString('utf8').replace(/^\ufeff/, '');
  if (sample.trim() === '') throw new AppError({ code: 'DATA_EMPTY', message: `expected rows in ${fileName}, received only blank lines`, fix: 'check that the export finished and send the file again' });
  const whole = plain.bytes <= head.length;
  return textFormat(sample, fileName) === 'jsonl' ? jsonSource(session, plain.path, fileName, workDir) : csvSource(session, plain.path, fileName, sample, whole, options);
}

async function csvSource(session: DuckSession, file: string, fileName: string, sample: string, whole: boolean, o: ReadOptions): Promise<EventSourceFile> {
  const delimiter = chooseDelimiter(sample, whole, o.delimiter, fileName);
  const records = firstRecords(sample, delimiter, SAMPLE + 1, whole);
  const first = records[0];
  if (!first) throw new AppError({ code: 'DATA_CELL_TOO_LARGE', message: `expected a first line of at most ${DATA_LIMITS.headerBytes} bytes in ${fileName}, received a longer one`, fix: 'check the line ends and the quotes of the first line' });
  if (o.header && whole && records.length === 1) throw new AppError({ code: 'DATA_HEADER_ONLY', message: `expected rows after the header in ${fileName}, received only the header (${first.length} columns)`, fix: 'check the filter of the export and send the file again' });
  const { columns } = usableNames(o.header ? first : first.map((_, i) => `column_${i + 1}`));
  const nulls = [...new Set(['', ...o.missing])];
  const scan = (types: ReadonlyMap<string, ReadType>): string => {
    const spec = columns.map((c) => `${text(c.name)}: '${types.get(c.name) ?? 'VARCHAR'}'`).join(', ');
    return `read_csv(${text(file)}, auto_detect=false, header=${o.header}, delim=${text(delimiter)}, quote='"', escape='"', columns={${spec}}, nullstr=[${nulls.map(text).join(', ')}], store_rejects=true, rejects_limit=0, max_line_size=${DATA_LIMITS.cellBytes * 4}, null_padding=false)`;
  };
  const rows = records.slice(o.header ? 1 : 0).filter((r) => r.length === columns.length).map((r) => Object.fromEntries(columns.map((c, i) => [c.name, nulls.includes(r[i]!.trim()) ? null : r[i]!])));
  return { fileName, path: file, columns: columns.map((c) => ({ name: c.name, native: 'VARCHAR' })), rejected: [], rejectedCount: 0, scan, nullsRead: true, rowNumber: null, sample: rows };
}

async function jsonSource(session: DuckSession, file: string, fileName: string, workDir: string): Promise<EventSourceFile> {
  const csv = path.join(workDir, 'lines.csv');
  const { header, rejected, rejectedCount, rows } = await jsonLinesToCsv(file, csv);
  if (rows === 0) throw new AppError({ code: 'DATA_ALL_REJECTED', message: `expected JSON objects, one a line, in ${fileName}; all ${rejectedCount} lines were refused; the first: ${rejected[0]?.reason ?? 'unknown'}`, fix: 'write one JSON object a line', context: { rejected: rejectedCount } });
  const { columns } = usableNames(header);
  const scan = (types: ReadonlyMap<string, ReadType>): string => {
    const spec = columns.map((c) => `${text(c.name)}: '${types.get(c.name) ?? 'VARCHAR'}'`).join(', ');
    return `read_csv(${text(csv)}, auto_detect=false, header=true, delim=',', quote='"', escape='"', columns={'__row': 'BIGINT', ${spec}}, store_rejects=true, rejects_limit=0, max_line_size=${DATA_LIMITS.cellBytes * 8})`;
  };
  const sample = await firstRows(session, scan(new Map()), columns.map((c) => c.name));
  return { fileName, path: csv, columns: columns.map((c) => ({ name: c.name, native: 'VARCHAR' })), rejected, rejectedCount, scan, nullsRead: false, rowNumber: '__row', sample };
}

async function parquetSource(session: DuckSession, file: string, fileName: string): Promise<EventSourceFile> {
  try {
    const described = await session.rows<{ column_name: string; column_type: string }>(`DESCRIBE SELECT * FROM read_parquet(${text(file)})`);
    const { columns } = usableNames(described.map((d) => d.column_name));
    // lists and structs are read as JSON text
    const native = described.map((d) => (/^(STRUCT|MAP|UNION|.*\[\d*\]$)/.test(d.column_type) ? 'JSON' : d.column_type));
    const list = described.map((d, i) => `${native[i] === 'JSON' ? `to_json(${ident(d.column_name)})` : ident(d.column_name)} AS ${ident(columns[i]!.name)}`).join(', ');
    const scan = (): string => `(SELECT ${list}, file_row_number FROM read_parquet(${text(file)}, file_row_number=true))`;
    const sample = await firstRows(session, scan(), columns.map((c) => c.name));
    if (sample.length === 0) throw new AppError({ code: 'DATA_HEADER_ONLY', message: `expected rows in ${fileName}, received none`, fix: 'check the filter of the export and send the file again' });
    return { fileName, path: file, columns: columns.map((c, i) => ({ name: c.name, native: native[i]! })), rejected: [], rejectedCount: 0, scan, nullsRead: false, rowNumber: 'file_row_number + 1', sample };
  } catch (e) {
    if (e instanceof AppError) throw e;
    throw new AppError({ code: 'DATA_UNREADABLE', message: `${fileName} could not be read as Parquet: ${(e as Error).message.split('\n')[0]!.slice(0, 300)}`, fix: 'write the file again; it may be cut off', cause: e });
  }
}

async function firstRows(session: DuckSession, from: string, columns: readonly string[]): Promise<Record<string, string | null>[]> {
  const rows = await session.rows<Record<string, string | null>>(`SELECT ${columns.map((c, i) => `${ident(c)}::VARCHAR AS s${i}`).join(', ')} FROM ${from} LIMIT ${SAMPLE}`);
  return rows.map((r) => Object.fromEntries(columns.map((c, i) => [c, r[`s${i}`] ?? null])));
}
