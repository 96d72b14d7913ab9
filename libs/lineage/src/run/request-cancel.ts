import type { RunId } from '@bellwether/contracts';
import { writeAudit } from '../audit/write-audit';
import type { Db } from '../db/create-db';
import { notFound, type Scope } from '../scope/scope';

export type CancelOutcome = 'cancelled' | 'cancelling' | 'already-ended';

/**
 * Asks for the end of a run. One that nobody trains ends at once; for one in training the supervisor sees the wish at its next pulse
 * (every second) and ends it. @throws AppError NOT_FOUND
 */
export async function requestCancel(db: Db, scope: Scope, runId: RunId): Promise<CancelOutcome> {
  return db.transaction(async (tx) => {
    const rows = await tx.$queryRaw<{ state: string; name: string; idle: boolean }[]>`
      SELECT state, name, (lease_until IS NULL OR lease_until < now()) AS idle FROM run WHERE id = ${runId}::uuid AND project_id = ${scope.projectId}::uuid FOR UPDATE`;
    const run = rows[0];
    if (!run) throw notFound('run', runId);
    if (run.state !== 'queued' && run.state !== 'running') return 'already-ended';
    await writeAudit(tx, scope, { action: 'run.cancel', objectType: 'run', objectId: runId, objectName: run.name, before: { state: run.state }, after: { cancelRequested: true } });
    if (!run.idle) {
      await tx.$executeRaw`UPDATE run SET cancel_requested = true WHERE id = ${runId}::uuid`;
      return 'cancelling';
    }
    // the fence moves: should a frozen worker still believe it owns the run, its writes are refused
    await tx.$executeRaw`UPDATE run SET state = 'cancelled', cancel_requested = true, fence = fence + 1, finished_at = now(), lease_until = NULL WHERE id = ${runId}::uuid`;
    await tx.$executeRaw`SELECT graphile_worker.remove_job(${`train-run:${runId}`})`;
    return 'cancelled';
  });
}
