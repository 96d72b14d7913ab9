import { writeFile } from 'node:fs/promises';
import { DATA_LIMITS, type RejectedRow } from '@bellwether/contracts';
import { csvLine } from '../export/csv-line';
import { text, type DuckSession } from '../ingest/session';
import type { EventSourceFile } from './event-source';
import type { Stage, StagePiece } from './stage-events';

export type EventReject = RejectedRow & { file: string };
export type Rejects = { count: number; reasons: Record<string, number>; rows: EventReject[] };

const REASONS: Record<string, string> = {
  'MISSING COLUMNS': 'too few cells', 'TOO MANY COLUMNS': 'too many cells', 'INVALID ENCODING': 'invalid UTF-8 bytes', 'UNQUOTED VALUE': 'a quote that is not closed or stands inside a value',
  'LINE SIZE OVER MAXIMUM': 'a line that is too long', 'INVALID STATE': 'quotes in the wrong place',
};

/**
 * Every row of the sources that was refused, once, with its number in the source and the reason: what the scanner could not read, and what broke a rule.
 * @param stages numbered, if any of their rows were refused
 */
export async function collectRejects(session: DuckSession, sources: EventSourceFile[], pieces: StagePiece[], stages: Stage[], header: boolean): Promise<Rejects> {
  await unreadable(session, pieces, header);
  for (const { file } of stages) {
    const { n } = await session.one<{ n: number }>(`SELECT count(__reason) AS n FROM read_parquet(${text(file)})`);
    if (n === 0) continue;
    // the k-th row that was read stands behind as many more as were refused before it
    await session.run(`INSERT INTO refused SELECT r.__file, r.__rn + coalesce(b.n, 0), r.__reason, r.__raw FROM (SELECT __file, __rn, __reason, __raw FROM read_parquet(${text(file)}) WHERE __reason IS NOT NULL) r
      ASOF LEFT JOIN (SELECT file, before, max(n) AS n FROM (SELECT file, row - row_number() OVER (PARTITION BY file ORDER BY row) AS before, row_number() OVER (PARTITION BY file ORDER BY row) AS n FROM unreadable) GROUP BY ALL) b ON b.file = r.__file AND r.__rn > b.before`);
  }
  await session.run('CREATE OR REPLACE TEMP TABLE refused_once AS SELECT file, row, first(reason ORDER BY reason) AS reason, first(raw) AS raw FROM refused GROUP BY file, row');
  const reasons = await session.rows<{ reason: string; n: number }>('SELECT reason, count(*) AS n FROM refused_once GROUP BY 1 ORDER BY n DESC');
  const rows = await session.rows<{ file: string; row: number; reason: string; raw: string | null }>(`SELECT * FROM refused_once ORDER BY file, row LIMIT ${DATA_LIMITS.rejectedKept}`);
  const names = new Map(sources.map((s) => [s.path, s.fileName]));
  const counted: Record<string, number> = {};
  for (const r of reasons) counted[r.reason] = r.n;
  const early = sources.flatMap((s) => s.rejected.map((r) => ({ ...r, file: s.fileName })));
  for (const s of sources) if (s.rejectedCount) counted['not a JSON object'] = (counted['not a JSON object'] ?? 0) + s.rejectedCount;
  return { count: reasons.reduce((sum, r) => sum + r.n, 0) + sources.reduce((sum, s) => sum + s.rejectedCount, 0), reasons: counted, rows: [...early, ...rows.map((r) => ({ file: names.get(r.file) ?? r.file, row: r.row, reason: r.reason, raw: r.raw ?? '' }))].slice(0, DATA_LIMITS.rejectedKept) };
}

async function unreadable(session: DuckSession, pieces: StagePiece[], header: boolean): Promise<void> {
  await session.run('CREATE OR REPLACE TEMP TABLE refused (file VARCHAR, row BIGINT, reason VARCHAR, raw VARCHAR)');
  await session.run('CREATE OR REPLACE TEMP TABLE unreadable (file VARCHAR, row BIGINT)');
  const { n } = await session.one<{ n: number }>(`SELECT count(*) AS n FROM duckdb_tables() WHERE table_name = 'reject_errors'`);
  if (n === 0) return;
  // the scanner names columns of the file: people know the fields that they feed
  const fields = new Map<string, string>();
  for (const p of pieces) for (const [field, source] of Object.entries(p.row.fields)) for (const c of [source.column, ...(source.sum ?? []), source.per]) if (c !== undefined && !fields.has(c)) fields.set(c, field);
  const field = fields.size ? `CASE column_name ${[...fields].map(([c, f]) => `WHEN ${text(c)} THEN ${text(f)}`).join(' ')} ELSE column_name END` : 'column_name';
  const casted = `${field} || CASE WHEN error_message LIKE '%TIMESTAMP%' THEN ': not a time' ELSE ': not a number' END`;
  const reason = `CASE error_type WHEN 'CAST' THEN ${casted} ${Object.entries(REASONS).map(([type, words]) => `WHEN ${text(type)} THEN ${text(words)}`).join(' ')} ELSE lower(error_type) END`;
  await session.run(`INSERT INTO refused SELECT s.file_path, e.line - ${header ? 1 : 0}, ${reason}, left(e.csv_line, 2000) FROM reject_errors e JOIN reject_scans s ON s.scan_id = e.scan_id AND s.file_id = e.file_id`);
  await session.run('INSERT INTO unreadable SELECT DISTINCT file, row FROM refused');
}

/** CSV: file, row, reason, raw. */
export const writeRejects = (file: string, rows: readonly EventReject[]): Promise<void> => writeFile(file, [csvLine(['file', 'row', 'reason', 'raw']), ...rows.map((r) => csvLine([r.file, r.row, r.reason, r.raw]))].join(''));
