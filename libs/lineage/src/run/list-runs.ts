import type { ExperimentId, RunGroupId, RunId, RunRow } from '@bellwether/contracts';
import type { Db } from '../db/create-db';
import { notFound, type Scope } from '../scope/scope';
import { runFilterSql } from './run-filter';
import { orderBy, type RunSort } from './run-sort';
import { RUN_COLUMNS, runsFrom, SqlValues, toRunRow, type RunSqlRow } from './run-sql';

export type RunSelection = {
  /** in the run query language; empty: all */
  filter?: string;
  experimentId?: ExperimentId;
  groupId?: RunGroupId;
  runIds?: RunId[];
  /** archived runs are left out unless asked for */
  archived?: 'hide' | 'only' | 'all';
};

export type RunPage = { rows: RunRow[]; total: number };

/** WHERE of a selection, always inside one project. @throws AppError QUERY_INVALID with the position of the mistake */
export function runsWhere(scope: Scope, selection: RunSelection, p: SqlValues): string {
  const parts = [`r.project_id = ${p.add(scope.projectId)}`];
  if (selection.experimentId) parts.push(`r.experiment_id = ${p.add(selection.experimentId)}`);
  if (selection.groupId) parts.push(`r.group_id = ${p.add(selection.groupId)}`);
  if (selection.runIds) parts.push(`r.id = ANY(${p.add(selection.runIds)}::uuid[])`);
  if (selection.archived === 'only') parts.push('r.archived_at IS NOT NULL');
  else if (selection.archived !== 'all') parts.push('r.archived_at IS NULL');
  if (selection.filter?.trim()) parts.push(runFilterSql(selection.filter, p));
  return parts.join(' AND ');
}

/** One page of runs. Sorting and filtering happen in the database: first the ids, then the wide rows of one page. */
export async function listRuns(db: Db, scope: Scope, selection: RunSelection & { sort?: RunSort[]; limit: number; offset?: number }): Promise<RunPage> {
  const p = new SqlValues();
  const user = p.add(scope.actor.id);
  const where = runsWhere(scope, selection, p);
  const counted = { text: `SELECT count(*)::int AS total FROM ${runsFrom(user)} WHERE ${where}`, values: [...p.values] };
  const order = orderBy(selection.sort ?? [], p);
  const text = `WITH page AS MATERIALIZED (SELECT r.id, row_number() OVER (ORDER BY ${order}) AS position FROM ${runsFrom(user)} WHERE ${where} ORDER BY position LIMIT ${p.add(selection.limit)} OFFSET ${p.add(selection.offset ?? 0)})
    SELECT ${RUN_COLUMNS} FROM page JOIN ${runsFrom(user).replace('run r', 'run r ON r.id = page.id')} ORDER BY page.position`;
  const [page, total] = await Promise.all([db.pool.query<RunSqlRow>(text, p.values), db.pool.query<{ total: number }>(counted.text, counted.values)]);
  return { rows: page.rows.map(toRunRow), total: total.rows[0]?.total ?? 0 };
}

/** @throws AppError NOT_FOUND */
export async function getRunRow(db: Db, scope: Scope, runId: RunId): Promise<RunRow> {
  const { rows } = await listRuns(db, scope, { runIds: [runId], archived: 'all', limit: 1 });
  if (!rows[0]) throw notFound('run', runId);
  return rows[0];
}
