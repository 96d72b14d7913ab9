import { rmSync } from 'node:fs';
import { mkdir, writeFile } from 'node:fs/promises';
import path from 'node:path';
import type { ColumnRoles, ColumnSchema, RejectedRow } from '@bellwether/contracts';
import { compareTables } from './compare-tables';
import type { DataTask, IngestResult, RowsPage, TaskResult } from './data-tasks';
import { csvLine } from '../export/csv-line';
import { type EventTask, eventTaskFiles, isEventTask, performEventTask } from '../event/event-tasks';
import { profileWarnings } from './data-warnings';
import { loadTable } from './load-table';
import { profileTable, type ProfileTarget } from './profile';
import { proposeRoles } from './propose-roles';
import { DuckSession, ident, text } from './session';
import { isTableTask, performTableTask, tableTaskFiles, type TableTask } from '../task/table-tasks';

export type Progress = (phase: string, fraction: number | null) => void;

/** Does one task in this process: called by the child, and by tests of single parts. */
export async function performTask<T extends DataTask>(task: T, progress: Progress): Promise<TaskResult<T>> {
  await mkdir(task.workDir, { recursive: true });
  const session = await DuckSession.open({ ...(isEventTask(task) ? eventTaskFiles(task) : isTableTask(task) ? tableTaskFiles(task) : { folders: foldersOf(task) }), memoryMb: task.limits.memoryMb, threads: task.limits.threads, spill: path.join(task.workDir, 'spill') });
  try {
    if (isEventTask(task)) return (await performEventTask(session, task, progress)) as TaskResult<T>;
    if (isTableTask(task)) return (await performTableTask(session, task, progress)) as TaskResult<T>;
    switch (task.kind) {
      case 'ingest': return (await ingest(session, task, progress)) as TaskResult<T>;
      case 'profile': return (await reprofile(session, task, progress)) as TaskResult<T>;
      case 'changes': return (await compareTables(session, task)) as TaskResult<T>;
      case 'rows': return (await rowsPage(session, task)) as TaskResult<T>;
    }
  } finally {
    session.close();
    rmSync(task.workDir, { recursive: true, force: true });
  }
}

function foldersOf(task: Exclude<DataTask, EventTask | TableTask>): string[] {
  switch (task.kind) {
    case 'ingest': return [path.dirname(task.file), task.outDir, task.workDir];
    case 'changes': return [path.dirname(task.base.table), path.dirname(task.next.table)];
    default: return [path.dirname(task.table)];
  }
}

async function ingest(session: DuckSession, task: Extract<DataTask, { kind: 'ingest' }>, progress: Progress): Promise<IngestResult> {
  await mkdir(task.outDir, { recursive: true });
  progress('reading', null);
  const loaded = await loadTable(session, { file: task.file, fileName: task.fileName, workDir: task.workDir, delimiter: task.delimiter });
  const columns = loaded.columns.map((c) => c.schema);
  progress('writing', null);
  const tablePath = path.join(task.outDir, 'table.parquet');
  await session.run(`COPY (SELECT __row, ${loaded.columns.map((c) => `${c.expression} AS ${ident(c.schema.name)}`).join(', ')} FROM raw ORDER BY __row) TO ${text(tablePath)} (FORMAT parquet, COMPRESSION zstd, ROW_GROUP_SIZE 122880)`);
  await session.run('DROP TABLE raw');
  const source = `read_parquet(${text(tablePath)})`;
  // roles need distinct counts, the relation to the target needs roles: a cheap first pass decides the target
  const plain = await profileTable(session, source, columns, null, (f) => progress('profiling', f * 0.4));
  const roles = proposeRoles(plain.columns, plain.rows);
  const target = await binaryTarget(session, source, roles);
  const profile = target ? await profileTable(session, source, columns, target, (f) => progress('profiling', 0.4 + f * 0.6)) : plain;
  const rejectedPath = loaded.rejectedCount > 0 ? path.join(task.outDir, 'rejected.csv') : null;
  if (rejectedPath) await writeFile(rejectedPath, rejectedCsv(loaded.rejected));
  return {
    format: loaded.format, compressed: loaded.compressed, rowCount: profile.rows, columnCount: columns.length, rejectedCount: loaded.rejectedCount,
    columns, profile, warnings: [...loaded.warnings, ...profileWarnings(profile, roles)], roles, tablePath, rejectedPath,
  };
}

const rejectedCsv = (rows: RejectedRow[]): string => [csvLine(['row', 'reason', 'raw']), ...rows.map((r) => csvLine([r.row, r.reason, r.raw]))].join('');

async function reprofile(session: DuckSession, task: Extract<DataTask, { kind: 'profile' }>, progress: Progress) {
  const source = `read_parquet(${text(task.table)})`;
  const profile = await profileTable(session, source, task.columns, await binaryTarget(session, source, task.roles), (f) => progress('profiling', f));
  return { profile, warnings: profileWarnings(profile, task.roles) };
}

const YES = /^(true|yes|t|y|1|1\.0|buyer|bought|converted|churned|fraud|positive)$/i;

/** The target column when it has two values (or one), and which of them counts as yes. */
async function binaryTarget(session: DuckSession, source: string, roles: ColumnRoles): Promise<ProfileTarget> {
  const column = Object.keys(roles).find((name) => roles[name] === 'target');
  if (column === undefined) return null;
  const values = await session.rows<{ v: string; n: number }>(`SELECT ${ident(column)}::VARCHAR AS v, count(*) AS n FROM ${source} WHERE ${ident(column)} IS NOT NULL GROUP BY 1 ORDER BY n, v LIMIT 3`);
  if (values.length === 0 || values.length > 2) return null;
  return { column, positive: (values.find((r) => YES.test(r.v)) ?? values[0]!).v };
}

async function rowsPage(session: DuckSession, task: Extract<DataTask, { kind: 'rows' }>): Promise<RowsPage> {
  const source = `read_parquet(${text(task.table)})`;
  const where = task.search.trim() === '' ? '' : `WHERE ${task.columns.map((c) => `contains(lower(${ident(c.name)}::VARCHAR), lower(${text(task.search.trim())}))`).join(' OR ')}`;
  const sorted = task.sort && (task.sort.column === '__row' || task.columns.some((c) => c.name === task.sort!.column)) ? `ORDER BY ${ident(task.sort.column)} ${task.sort.descending ? 'DESC' : 'ASC'} NULLS LAST, __row` : 'ORDER BY __row';
  const { total } = await session.one<{ total: number }>(`SELECT count(*) AS total FROM ${source} ${where}`);
  const rows = await session.rows<Record<string, string | number | boolean | null>>(`SELECT __row, ${task.columns.map((c, i) => `${cell(c)} AS c${i}`).join(', ')} FROM ${source} ${where} ${sorted} LIMIT ${task.limit} OFFSET ${task.offset}`);
  return { total, rows: rows.map((r) => [r.__row ?? null, ...task.columns.map((_, i) => r[`c${i}`] ?? null)]) };
}

const cell = (c: ColumnSchema): string => (c.type === 'string' ? `left(${ident(c.name)}, 500)` : c.type === 'date' || c.type === 'timestamp' ? `${ident(c.name)}::VARCHAR` : ident(c.name));
