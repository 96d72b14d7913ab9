import { AppError, METRIC_KEY_PATTERN, type EngineInfo, type RunProgress } from '@bellwether/contracts';
import type { CheckpointRef } from '../artifact/checkpoint-store';
import type { Db } from '../db/create-db';

/** Which attempt writes. */
export type Attempt = { runId: string; fence: number };
export type PointInput = { key: string; step: number; value: number; /** @unit epoch ms */ wallMs: number };
export type LogInput = { at: Date; level: 'debug' | 'info' | 'warn' | 'error'; message: string };

/** Thrown when another attempt owns the run, or the run has ended: the process that holds this attempt must stop. */
export const staleFence = (attempt: Attempt): AppError =>
  new AppError({ code: 'STALE_FENCE', message: `Attempt ${attempt.fence} no longer owns run ${attempt.runId}.`, fix: 'Nothing to do: a newer attempt continues the run, or it has ended.', context: { ...attempt } });

const OWNED = `SELECT id FROM run WHERE id = $1 AND fence = $2 AND state = 'running' FOR SHARE`;

/**
 * Writes curve points. The same attempt may send a point twice: the second changes nothing. A newer attempt replaces what an older
 * one wrote; an older attempt writes nothing. All in one statement.
 * @returns rows that changed @throws AppError STALE_FENCE, METRIC_NAME_INVALID
 */
export async function writeMetricPoints(db: Db, attempt: Attempt, points: readonly PointInput[]): Promise<number> {
  const unique = new Map<string, PointInput>();
  for (const p of points) {
    if (!METRIC_KEY_PATTERN.test(p.key)) throw metricNameInvalid(p.key);
    unique.set(`${p.step} ${p.key}`, p);
  }
  const batch = [...unique.values()];
  const { rows } = await db.pool.query<{ fence_ok: string; written: string }>(
    `WITH f AS (${OWNED}), w AS (
       INSERT INTO metric_point (run_id, key, step, value, wall_ms, fence)
       SELECT f.id, u.key, u.step, u.value, u.wall_ms, $2 FROM f, unnest($3::text[], $4::int[], $5::float8[], $6::bigint[]) AS u(key, step, value, wall_ms)
       ON CONFLICT (run_id, key, step) DO UPDATE SET value = EXCLUDED.value, wall_ms = EXCLUDED.wall_ms, fence = EXCLUDED.fence WHERE metric_point.fence < EXCLUDED.fence
       RETURNING 1)
     SELECT (SELECT count(*) FROM f) AS fence_ok, (SELECT count(*) FROM w) AS written`,
    [attempt.runId, attempt.fence, batch.map((p) => p.key), batch.map((p) => p.step), batch.map((p) => p.value), batch.map((p) => Math.round(p.wallMs))],
  );
  if (rows[0]?.fence_ok !== '1') throw staleFence(attempt);
  return Number(rows[0].written);
}

export const metricNameInvalid = (key: string): AppError =>
  new AppError({
    code: 'METRIC_NAME_INVALID',
    message: `Expected a metric name of 1 to 250 letters, digits, spaces and _ . / -, received ${JSON.stringify(key.slice(0, 60))}.`,
    fix: 'Rename the metric in the task family.',
  });

/** Appends log lines. @throws AppError STALE_FENCE */
export async function writeLogs(db: Db, attempt: Attempt, lines: readonly LogInput[]): Promise<void> {
  const { rows } = await db.pool.query<{ fence_ok: string }>(
    `WITH f AS (${OWNED}), w AS (
       INSERT INTO run_log (run_id, at, level, message, fence)
       SELECT f.id, u.at, u.level, u.message, $2 FROM f, unnest($3::timestamptz[], $4::text[], $5::text[]) WITH ORDINALITY AS u(at, level, message, position) ORDER BY u.position)
     SELECT count(*) AS fence_ok FROM f`,
    [attempt.runId, attempt.fence, lines.map((l) => l.at.toISOString()), lines.map((l) => l.level), lines.map((l) => clean(l.message))],
  );
  if (rows[0]?.fence_ok !== '1') throw staleFence(attempt);
}

/** Postgres text takes no NUL; one line of log is not a place for megabytes. */
const clean = (message: string): string => message.replaceAll('\0', '\uFFFD').slice(0, 8000);

/** One look at the training process. @throws AppError STALE_FENCE */
export async function writeSample(db: Db, attempt: Attempt, sample: { cpuPercent: number; rssBytes: number }): Promise<void> {
  const { rows } = await db.pool.query<{ fence_ok: string }>(
    `WITH f AS (${OWNED}), w AS (INSERT INTO run_sample (run_id, cpu_percent, rss_bytes, fence) SELECT f.id, $3::float8, $4::bigint, $2 FROM f ON CONFLICT (run_id, at) DO NOTHING)
     SELECT count(*) AS fence_ok FROM f`,
    [attempt.runId, attempt.fence, sample.cpuPercent, Math.round(sample.rssBytes)],
  );
  if (rows[0]?.fence_ok !== '1') throw staleFence(attempt);
}

/** Where the attempt stands, and the engine that it chose. @throws AppError STALE_FENCE */
export async function writeProgress(db: Db, attempt: Attempt, progress: RunProgress | null, engine?: EngineInfo): Promise<void> {
  const { rowCount } = await db.pool.query(
    `UPDATE run SET progress = coalesce($3::jsonb, progress), engine = coalesce($4::jsonb, engine) WHERE id = $1 AND fence = $2 AND state = 'running'`,
    [attempt.runId, attempt.fence, progress ? JSON.stringify(progress) : null, engine ? JSON.stringify(engine) : null],
  );
  if (rowCount !== 1) throw staleFence(attempt);
}

/**
 * Puts a checkpoint in force. The points up to its step must be written before: a later attempt starts after it and never sends them again.
 * A checkpoint that moves the run on starts the count of attempts anew, so that only attempts that gain nothing use them up.
 * @throws AppError STALE_FENCE
 */
export async function moveCheckpoint(db: Db, attempt: Attempt, checkpoint: CheckpointRef): Promise<void> {
  const { rowCount } = await db.pool.query(
    `UPDATE run SET attempts = CASE WHEN coalesce((checkpoint->>'step')::bigint, -1) < $4 THEN 1 ELSE attempts END, lost_attempts = CASE WHEN coalesce((checkpoint->>'step')::bigint, -1) < $4 THEN 0 ELSE lost_attempts END, checkpoint = $3::jsonb
      WHERE id = $1 AND fence = $2 AND state = 'running'`,
    [attempt.runId, attempt.fence, JSON.stringify(checkpoint), checkpoint.step],
  );
  if (rowCount !== 1) throw staleFence(attempt);
}
