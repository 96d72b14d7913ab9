import type { MetricPoint, RunId, RunLogLine, RunSample, Figure } from '@bellwether/contracts';
import { notFound, type Scope } from '../scope/scope';
import type { Db } from '../db/create-db';

export type Curve = { key: string; steps: number[]; values: (number | null)[]; /** @unit epoch ms */ wallMs: number[]; /** points before thinning */ total: number };
export type RunCurves = { runId: RunId; curves: Curve[]; /** a stream goes on from here */ lastSeq: string };

/** Ids of another project are not told apart from ids that never were. @throws AppError NOT_FOUND */
export async function assertRuns(db: Db, scope: Scope, runIds: readonly RunId[]): Promise<void> {
  const { rows } = await db.pool.query<{ id: string }>(`SELECT id FROM run WHERE project_id = $1 AND id = ANY($2::uuid[])`, [scope.projectId, runIds]);
  const there = new Set(rows.map((r) => r.id));
  for (const id of runIds) if (!there.has(id)) throw notFound('run', id);
}

/**
 * Curves of some runs, thinned in the database: of each slice of steps the lowest and the highest point stay, so that no spike is lost.
 * @param maxPoints of a curve, about
 * @throws AppError NOT_FOUND
 */
export async function runCurves(db: Db, scope: Scope, input: { runIds: RunId[]; keys?: string[]; maxPoints: number }): Promise<RunCurves[]> {
  await assertRuns(db, scope, input.runIds);
  const { rows } = await db.pool.query<{ run_id: string; key: string; step: number; value: number; wall_ms: string; total: string }>(
    `WITH p AS (
       SELECT run_id, key, step, value, wall_ms, count(*) OVER k AS total, row_number() OVER (PARTITION BY run_id, key ORDER BY step) AS position
         FROM metric_point WHERE run_id = ANY($1::uuid[]) AND ($2::text[] IS NULL OR key = ANY($2)) WINDOW k AS (PARTITION BY run_id, key)),
     sliced AS (SELECT *, CASE WHEN total <= $3 THEN position ELSE (position - 1) * ($3 / 2) / total END AS slice FROM p),
     ranked AS (SELECT *, row_number() OVER (PARTITION BY run_id, key, slice ORDER BY value, step) AS low, row_number() OVER (PARTITION BY run_id, key, slice ORDER BY value DESC, step DESC) AS high FROM sliced)
     SELECT run_id, key, step, value, wall_ms, total FROM ranked WHERE low = 1 OR high = 1 OR position = 1 OR position = total ORDER BY run_id, key, step`,
    [input.runIds, input.keys ?? null, input.maxPoints],
  );
  const last = await db.pool.query<{ run_id: string; seq: string }>(`SELECT run_id, max(seq)::text AS seq FROM metric_point WHERE run_id = ANY($1::uuid[]) GROUP BY run_id`, [input.runIds]);
  const curves = new Map<string, Map<string, Curve>>(input.runIds.map((id) => [id, new Map()]));
  for (const r of rows) {
    const ofRun = curves.get(r.run_id)!;
    const curve = ofRun.get(r.key) ?? { key: r.key, steps: [], values: [], wallMs: [], total: Number(r.total) };
    ofRun.set(r.key, curve);
    curve.steps.push(r.step);
    curve.values.push(Number.isFinite(r.value) ? r.value : null);
    curve.wallMs.push(Number(r.wall_ms));
  }
  return input.runIds.map((runId) => ({ runId, curves: [...curves.get(runId)!.values()], lastSeq: last.rows.find((r) => r.run_id === runId)?.seq ?? '0' }));
}

/** Points written after `seq`, oldest first. The caller has checked the project. */
export async function pointsAfter(db: Db, runId: RunId, seq: bigint, limit: number): Promise<MetricPoint[]> {
  const { rows } = await db.pool.query<{ key: string; step: number; value: number; wall_ms: string; seq: string }>(
    `SELECT key, step, value, wall_ms, seq FROM metric_point WHERE run_id = $1 AND seq > $2 ORDER BY seq LIMIT $3`,
    [runId, seq, limit],
  );
  return rows.map((r) => ({ key: r.key, step: r.step, value: Number.isFinite(r.value) ? r.value : null, wallMs: Number(r.wall_ms), seq: Number(r.seq) }));
}

type LogRow = { seq: string; at: Date; level: RunLogLine['level']; message: string };
const toLine = (r: LogRow): RunLogLine => ({ seq: Number(r.seq), at: r.at, level: r.level, message: r.message });

export async function logsAfter(db: Db, runId: RunId, seq: bigint, limit: number): Promise<RunLogLine[]> {
  const { rows } = await db.pool.query<LogRow>(`SELECT seq, at, level, message FROM run_log WHERE run_id = $1 AND seq > $2 ORDER BY seq LIMIT $3`, [runId, seq, limit]);
  return rows.map(toLine);
}

/** Lines before `beforeSeq` (the newest when absent), oldest first. @throws AppError NOT_FOUND */
export async function runLogs(db: Db, scope: Scope, input: { runId: RunId; beforeSeq?: number; limit: number; level?: RunLogLine['level']; search?: string }): Promise<{ lines: RunLogLine[]; more: boolean }> {
  await assertRuns(db, scope, [input.runId]);
  const levels = ['debug', 'info', 'warn', 'error'];
  const { rows } = await db.pool.query<LogRow>(
    `SELECT seq, at, level, message FROM run_log WHERE run_id = $1 AND ($2::bigint IS NULL OR seq < $2) AND level = ANY($3) AND ($4::text IS NULL OR position(lower($4) in lower(message)) > 0) ORDER BY seq DESC LIMIT $5`,
    [input.runId, input.beforeSeq ?? null, input.level ? levels.slice(levels.indexOf(input.level)) : levels, input.search || null, input.limit + 1],
  );
  return { lines: rows.slice(0, input.limit).reverse().map(toLine), more: rows.length > input.limit };
}

/** Processor and memory of the training process over time, thinned to about `maxPoints`. @throws AppError NOT_FOUND */
export async function runSamples(db: Db, scope: Scope, input: { runId: RunId; maxPoints: number; after?: Date }): Promise<RunSample[]> {
  await assertRuns(db, scope, [input.runId]);
  const { rows } = await db.pool.query<{ at: Date; cpu_percent: number; rss_bytes: string }>(
    `WITH s AS (SELECT at, cpu_percent, rss_bytes, row_number() OVER (ORDER BY at) - 1 AS position, count(*) OVER () AS total FROM run_sample WHERE run_id = $1 AND ($3::timestamptz IS NULL OR at > $3))
     SELECT min(at) AS at, avg(cpu_percent)::float8 AS cpu_percent, max(rss_bytes) AS rss_bytes FROM s GROUP BY CASE WHEN total <= $2 THEN position ELSE position * $2 / total END ORDER BY 1`,
    [input.runId, input.maxPoints, input.after ?? null],
  );
  return rows.map((r) => ({ at: r.at, cpuPercent: r.cpu_percent, rssBytes: Number(r.rss_bytes) }));
}

/** @throws AppError NOT_FOUND */
export async function runFigures(db: Db, scope: Scope, runIds: RunId[], keys?: string[]): Promise<{ runId: RunId; figures: Figure[] }[]> {
  await assertRuns(db, scope, runIds);
  const rows = await db.prisma.runFigure.findMany({ where: { runId: { in: runIds }, ...(keys ? { key: { in: keys } } : {}) }, orderBy: { position: 'asc' } });
  return runIds.map((runId) => ({ runId, figures: rows.filter((r) => r.runId === runId).map((r) => r.figure as unknown as Figure) }));
}
