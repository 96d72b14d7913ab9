import { LEASE } from '@bellwether/contracts';
import type { Db } from '../db/create-db';
import { sqlTransaction } from '../run/sql-transaction';

export type WorkerIdentity = {
  /** unique for each process start */
  id: string;
  host: string;
  pid: number;
  /** the job library's own names for this process, under which it locks jobs */
  queueWorkers: string[];
  info: Record<string, unknown>;
};

/** Names the process in the database and takes its lease. */
export async function registerWorker(db: Db, worker: WorkerIdentity): Promise<void> {
  await db.pool.query(
    `INSERT INTO worker_process (id, host, pid, lease_until, info) VALUES ($1, $2, $3, now() + make_interval(secs => $4), $5::jsonb)
     ON CONFLICT (id) DO UPDATE SET lease_until = EXCLUDED.lease_until, info = EXCLUDED.info, stopped_at = NULL`,
    [worker.id, worker.host, worker.pid, LEASE.seconds, JSON.stringify({ ...worker.info, queueWorkers: worker.queueWorkers })],
  );
}

export type PulseResult = {
  /** false: the lease had run out and another process freed this one's jobs */
  workerAlive: boolean;
  /** fences of the runs that are still ours, and whether their end was asked for */
  runs: Map<string, { cancelRequested: boolean }>;
};

/**
 * Renews the worker's lease and those of its runs in one transaction, by the database's clock.
 * A run missing in the answer belongs to somebody else by now, or has ended.
 */
export async function pulse(db: Db, workerId: string, attempts: readonly { runId: string; fence: number }[]): Promise<PulseResult> {
  return sqlTransaction(db, async (tx) => {
    const worker = await tx.query(`UPDATE worker_process SET lease_until = now() + make_interval(secs => $2) WHERE id = $1 AND stopped_at IS NULL`, [workerId, LEASE.seconds]);
    const renewed = await tx.query<{ id: string; cancel_requested: boolean }>(
      `UPDATE run SET lease_until = now() + make_interval(secs => $3)
         FROM unnest($1::uuid[], $2::int[]) AS mine(id, fence) WHERE run.id = mine.id AND run.fence = mine.fence AND run.state = 'running'
    RETURNING run.id, run.cancel_requested`,
      [attempts.map((a) => a.runId), attempts.map((a) => a.fence), LEASE.seconds],
    );
    return { workerAlive: worker.rowCount === 1, runs: new Map(renewed.rows.map((r) => [r.id, { cancelRequested: r.cancel_requested }])) };
  });
}

/** An orderly end. */
export async function stopWorker(db: Db, workerId: string): Promise<void> {
  await db.pool.query(`UPDATE worker_process SET stopped_at = now() WHERE id = $1`, [workerId]);
}

/**
 * Workers of this host whose process is known to be gone lose their leases at once, in place of after ten seconds.
 * @param alive decides by pid; asked only for rows of the same host
 */
export async function expireDeadWorkers(db: Db, host: string, alive: (pid: number) => boolean): Promise<string[]> {
  const { rows } = await db.pool.query<{ id: string; pid: number }>(`SELECT id, pid FROM worker_process WHERE host = $1 AND stopped_at IS NULL`, [host]);
  const dead = rows.filter((r) => !alive(r.pid)).map((r) => r.id);
  if (dead.length === 0) return [];
  await sqlTransaction(db, async (tx) => {
    await tx.query(`UPDATE worker_process SET lease_until = now() - interval '1 second' WHERE id = ANY($1)`, [dead]);
    await tx.query(`UPDATE run SET lease_until = now() - interval '1 second' WHERE owner = ANY($1) AND state = 'running'`, [dead]);
  });
  return dead;
}

/** Any constant of our own: one reaper at a time in a database. */
const REAPER_LOCK = 7_420_001;

export type ReapResult = { freedWorkers: string[]; requeuedRuns: string[] };

/**
 * Frees the jobs of workers whose lease ran out, through the job library's own call, and puts back runs that lost their job.
 * One reaper works at a time; the others return empty-handed.
 */
export async function reap(db: Db): Promise<ReapResult> {
  return sqlTransaction(db, async (tx) => {
    const lock = await tx.query<{ got: boolean }>(`SELECT pg_try_advisory_xact_lock($1) AS got`, [REAPER_LOCK]);
    if (!lock.rows[0]?.got) return { freedWorkers: [], requeuedRuns: [] };
    const dead = await tx.query<{ id: string; queue_workers: string[] | null }>(
      `UPDATE worker_process SET stopped_at = now() WHERE stopped_at IS NULL AND lease_until < now()
    RETURNING id, ARRAY(SELECT jsonb_array_elements_text(coalesce(info->'queueWorkers', '[]'))) AS queue_workers`,
    );
    const names = dead.rows.flatMap((r) => r.queue_workers ?? []);
    // a process that died between taking a job and naming itself: its lock belongs to nobody we know
    const strangers = await tx.query<{ name: string }>(
      `SELECT DISTINCT locked_by AS name FROM graphile_worker._private_jobs
        WHERE locked_at < now() - make_interval(secs => $1) AND NOT EXISTS (
          SELECT FROM worker_process w WHERE w.stopped_at IS NULL AND w.info->'queueWorkers' ? locked_by)`,
      [3 * LEASE.seconds],
    );
    const locked = [...names, ...strangers.rows.map((r) => r.name)];
    if (locked.length) await tx.query(`SELECT graphile_worker.force_unlock_workers($1::text[])`, [locked]);
    const lost = await tx.query<{ id: string }>(
      `SELECT r.id, graphile_worker.add_job('train-run', json_build_object('projectId', r.project_id, 'runId', r.id), job_key => 'train-run:' || r.id, priority => -r.priority)
         FROM run r
        WHERE r.state IN ('queued', 'running') AND (r.lease_until IS NULL OR r.lease_until < now() - interval '15 seconds') AND r.queued_at < now() - interval '15 seconds'
          AND NOT EXISTS (SELECT FROM graphile_worker.jobs j WHERE j.key = 'train-run:' || r.id AND j.attempts < j.max_attempts)
          AND NOT EXISTS (SELECT FROM graphile_worker._private_jobs j WHERE j.key IS NULL AND j.locked_at IS NOT NULL AND j.payload->>'runId' = r.id::text)
        LIMIT 500`,
    );
    return { freedWorkers: dead.rows.map((r) => r.id), requeuedRuns: lost.rows.map((r) => r.id) };
  });
}
