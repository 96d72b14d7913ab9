import { LEASE, type ErrorRecord, type RunState } from '@bellwether/contracts';
import type { CheckpointRef } from '../artifact/checkpoint-store';
import type { Db } from '../db/create-db';

/** What a worker needs to train: everything else is read by the training process itself. */
export type ClaimedRun = {
  runId: string;
  projectId: string;
  number: number;
  name: string;
  familyId: string;
  datasetVersionId: string;
  roleSetId: string;
  params: Record<string, unknown>;
  seed: number;
  /** this attempt's number: every write of it carries this */
  fence: number;
  /** attempts since the last checkpoint that moved the run on, this one included; those whose worker died with them are not counted */
  attempts: number;
  maxAttempts: number;
  checkpoint: CheckpointRef | null;
  /** why the attempt before ended, where it could say */
  lastError: ErrorRecord | null;
};

export type ClaimResult =
  | { kind: 'claimed'; run: ClaimedRun }
  /** another worker's lease is alive */
  | { kind: 'held'; retryInSeconds: number }
  | { kind: 'exhausted'; fence: number; attempts: number; lastError: ErrorRecord | null }
  | { kind: 'cancel-requested'; fence: number }
  | { kind: 'ended'; state: RunState }
  | { kind: 'missing' };

type ClaimRow = {
  id: string; project_id: string; number: number; name: string; family_id: string; dataset_version_id: string; role_set_id: string;
  params: Record<string, unknown>; seed: number; fence: number; attempts: number; max_attempts: number; checkpoint: CheckpointRef | null; error: ErrorRecord | null;
};

/** An attempt that nobody gave back was lost with its worker: a machine that restarts must not use up what is meant for runs that kill themselves. */
const LOST = `(lost_attempts + (state = 'running' AND owner IS NOT NULL)::int)`;
/** Of a run that nobody holds. */
export const EXHAUSTED = `(attempts - ${LOST} >= max_attempts OR ${LOST} >= ${LEASE.lostAttempts})`;

/**
 * Takes the run for one attempt: the fence grows, so that every earlier attempt's writes are refused from here on.
 * Only the database's clock counts. The error of the attempt before stays on the row until an attempt ends well.
 */
export async function claimRun(db: Db, input: { runId: string; owner: string }): Promise<ClaimResult> {
  const claimed = await db.pool.query<ClaimRow>(
    `UPDATE run SET state = 'running', fence = fence + 1, owner = $2, attempts = attempts + 1, lost_attempts = ${LOST},
            lease_until = now() + make_interval(secs => $3), started_at = coalesce(started_at, now())
      WHERE id = $1 AND state IN ('queued', 'running') AND NOT cancel_requested AND NOT ${EXHAUSTED} AND (lease_until IS NULL OR lease_until < now())
  RETURNING id, project_id, number, name, family_id, dataset_version_id, role_set_id, params, seed, fence, attempts - lost_attempts AS attempts, max_attempts, checkpoint, error`,
    [input.runId, input.owner, LEASE.seconds],
  );
  const row = claimed.rows[0];
  if (row) return { kind: 'claimed', run: toClaimed(row) };
  const { rows } = await db.pool.query<{ state: RunState; fence: number; attempts: number; exhausted: boolean; cancel_requested: boolean; held_for: number | null; error: ErrorRecord | null }>(
    `SELECT state, fence, attempts, ${EXHAUSTED} AS exhausted, cancel_requested, error, CASE WHEN lease_until >= now() THEN extract(epoch FROM lease_until - now())::float8 END AS held_for FROM run WHERE id = $1`,
    [input.runId],
  );
  const seen = rows[0];
  if (!seen) return { kind: 'missing' };
  if (seen.state !== 'queued' && seen.state !== 'running') return { kind: 'ended', state: seen.state };
  if (seen.held_for !== null) return { kind: 'held', retryInSeconds: Math.max(0.5, seen.held_for + 0.2) };
  if (seen.cancel_requested) return { kind: 'cancel-requested', fence: seen.fence };
  if (seen.exhausted) return { kind: 'exhausted', fence: seen.fence, attempts: seen.attempts, lastError: seen.error };
  // the lease ran out between the two statements: come back at once
  return { kind: 'held', retryInSeconds: 0.5 };
}

const toClaimed = (r: ClaimRow): ClaimedRun => ({
  runId: r.id, projectId: r.project_id, number: r.number, name: r.name, familyId: r.family_id, datasetVersionId: r.dataset_version_id, roleSetId: r.role_set_id,
  params: r.params, seed: r.seed, fence: r.fence, attempts: r.attempts, maxAttempts: r.max_attempts, checkpoint: r.checkpoint, lastError: r.error,
});
