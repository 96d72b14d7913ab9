import type { PoolClient } from 'pg';
import { trainRunJob, type EngineInfo, type ErrorRecord, type Figure, type LeakReport, type MetricRecord, type RunCost, type RunSummaryData } from '@bellwether/contracts';
import type { Db } from '../db/create-db';
import { sqlTransaction } from './sql-transaction';
import { EXHAUSTED } from './claim-run';
import { staleFence, type Attempt } from './write-attempt';

export type RunResult = {
  metrics: MetricRecord;
  figures: Figure[];
  summary: RunSummaryData;
  engine: EngineInfo;
  viewHash: string;
  /** hash of the artifact's manifest */
  artifactHash: string;
  /** what the attacks on the training table found; absent: they were not run */
  leakReport?: LeakReport;
  /** versions that the numbers depend on */
  packages: Record<string, string>;
  /** the step of the checkpoint this attempt began from, -1 for the beginning */
  resumedFromStep: number;
};

/**
 * Publishes a finished run: result, figures and state in one fenced transaction, so that a run is never half done and ends once.
 * Points of earlier attempts behind this attempt's start, which it did not write again, are taken out.
 * @throws AppError STALE_FENCE
 */
export async function completeRun(db: Db, attempt: Attempt, result: RunResult, cost: RunCost): Promise<void> {
  await sqlTransaction(db, async (tx) => {
    await end(tx, attempt, 'done', {
      set: `metrics = $4::jsonb, summary = $5::jsonb, engine = $6::jsonb, cost = $7::jsonb, view_hash = $8, artifact_hash = $9, packages = $10::jsonb, leak_report = $11::jsonb, error = NULL,
            progress = jsonb_set(coalesce(progress, '{}'), '{etaSeconds}', '0')`,
      values: [JSON.stringify(result.metrics), JSON.stringify(result.summary), JSON.stringify(result.engine), JSON.stringify(cost), result.viewHash, result.artifactHash, JSON.stringify(result.packages), result.leakReport ? JSON.stringify(result.leakReport) : null],
    });
    await tx.query(`DELETE FROM metric_point WHERE run_id = $1 AND fence < $2 AND step > $3`, [attempt.runId, attempt.fence, result.resumedFromStep]);
    await tx.query(
      `INSERT INTO run_figure (run_id, key, position, figure) SELECT $1, u.key, u.position, u.figure::jsonb FROM unnest($2::text[], $3::int[], $4::text[]) AS u(key, position, figure)
       ON CONFLICT (run_id, key) DO UPDATE SET position = EXCLUDED.position, figure = EXCLUDED.figure`,
      [attempt.runId, result.figures.map((f) => f.key), result.figures.map((_, i) => i), result.figures.map((f) => JSON.stringify(f))],
    );
  });
}

/** Ends the run with the reason that the console shows. @throws AppError STALE_FENCE */
export async function failRun(db: Db, attempt: Attempt, error: ErrorRecord, cost: RunCost | null): Promise<void> {
  await sqlTransaction(db, (tx) => end(tx, attempt, 'failed', { set: 'error = $4::jsonb, cost = coalesce($5::jsonb, cost)', values: [JSON.stringify(error), cost ? JSON.stringify(cost) : null] }));
}

/** Ends a run whose cancellation was asked for. @throws AppError STALE_FENCE */
export async function endCancelledRun(db: Db, attempt: Attempt, cost: RunCost | null): Promise<void> {
  await sqlTransaction(db, (tx) => end(tx, attempt, 'cancelled', { set: 'cost = coalesce($4::jsonb, cost)', values: [cost ? JSON.stringify(cost) : null] }));
}

/** The one statement that ends a run. $1 run, $2 fence, $3 state. The audit log gets one entry an end. */
async function end(tx: PoolClient, attempt: Attempt, state: 'done' | 'failed' | 'cancelled', extra: { set: string; values: unknown[] }): Promise<void> {
  const { rows } = await tx.query<{ project_id: string; name: string; owner: string | null; attempts: number }>(
    `WITH ended AS (
       UPDATE run SET state = $3, finished_at = now(), lease_until = NULL, ${extra.set} WHERE id = $1 AND fence = $2 AND state = 'running' RETURNING id, project_id, name, owner, fence)
     INSERT INTO audit_entry (project_id, actor_kind, actor_id, actor_name, actor_role, action, object_type, object_id, object_name, before, after)
     SELECT project_id, 'system', coalesce(owner, 'worker'), 'worker', 'service', 'run.' || $3, 'run', id::text, name, jsonb_build_object('state', 'running'), jsonb_build_object('state', $3::text, 'attempt', fence) FROM ended
     RETURNING project_id, object_name AS name`,
    [attempt.runId, attempt.fence, state, ...extra.values],
  );
  if (rows.length !== 1) throw staleFence(attempt);
}

/**
 * Gives the run back after an attempt that died, to be tried again: the lease ends now, the reason stays on the row, a new job is queued.
 * @param options.uncounted an orderly stop of the worker does not use up an attempt
 * @throws AppError STALE_FENCE
 */
export async function releaseRun(db: Db, attempt: Attempt, options: { error: ErrorRecord | null; uncounted: boolean; retryInSeconds?: number }): Promise<void> {
  const { rows } = await db.pool.query(
    `WITH released AS (
       UPDATE run SET lease_until = now() - interval '1 second', owner = NULL, error = coalesce($3::jsonb, error), attempts = attempts - CASE WHEN $4 THEN 1 ELSE 0 END
        WHERE id = $1 AND fence = $2 AND state = 'running' RETURNING id, project_id, priority)
     SELECT ${addJob('$5')} FROM released`,
    [attempt.runId, attempt.fence, options.error ? JSON.stringify(options.error) : null, options.uncounted, options.retryInSeconds ?? 0],
  );
  if (rows.length !== 1) throw staleFence(attempt);
}

/** Of a row with id, project_id and priority. */
const addJob = (seconds: '$2' | '$5') => `graphile_worker.add_job('train-run', json_build_object('projectId', project_id, 'runId', id), run_at => now() + make_interval(secs => ${seconds}::float8), max_attempts => ${trainRunJob.maxAttempts}, job_key => 'train-run:' || id, priority => -priority)`;

/** Looks at the run again later: another worker holds it now. */
export async function requeueRun(db: Db, runId: string, retryInSeconds: number): Promise<void> {
  await db.pool.query(`SELECT ${addJob('$2')} FROM run WHERE id = $1`, [runId, retryInSeconds]);
}

/** What an ambiguous failure of an end asks: did the database keep it after all? */
export async function hasEnded(db: Db, attempt: Attempt): Promise<boolean> {
  const { rowCount } = await db.pool.query(`SELECT 1 FROM run WHERE id = $1 AND fence = $2 AND state IN ('done', 'failed', 'cancelled')`, [attempt.runId, attempt.fence]);
  return rowCount === 1;
}

/** A run that used up its attempts while nobody held it: ends as failed. Takes a fence of its own, so that no late writer can follow. */
export async function failExhaustedRun(db: Db, runId: string, error: ErrorRecord): Promise<boolean> {
  return sqlTransaction(db, async (tx) => {
    const { rows } = await tx.query<{ fence: number }>(
      `UPDATE run SET fence = fence + 1 WHERE id = $1 AND state IN ('queued', 'running') AND ${EXHAUSTED} AND (lease_until IS NULL OR lease_until < now()) RETURNING fence`,
      [runId],
    );
    if (!rows[0]) return false;
    await tx.query(`UPDATE run SET state = 'running' WHERE id = $1`, [runId]);
    await end(tx, { runId, fence: rows[0].fence }, 'failed', { set: 'error = $4::jsonb', values: [JSON.stringify(error)] });
    return true;
  });
}
