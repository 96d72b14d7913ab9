import { AppError, LEASE, scoreBatchJob, type BatchScoringId, type DatasetVersionId, type ErrorRecord, type ModelVersionId } from '@bellwether/contracts';
import { writeAudit } from '../audit/write-audit';
import type { Db } from '../db/create-db';
import { enqueueJob } from '../job/enqueue-job';
import { staleFence } from '../run/write-attempt';
import { found, type Scope } from '../scope/scope';
import { INSERT_PREDICTIONS, toRecord, type NewPrediction } from './write-predictions';

/** The scoring and its job are made in one transaction. @throws AppError NOT_FOUND, CONFLICT (data not ready) */
export async function startBatchScoring(db: Db, scope: Scope, input: { modelVersionId: ModelVersionId; datasetVersionId: DatasetVersionId; format: 'csv' | 'parquet' }): Promise<BatchScoringId> {
  return db.transaction(async (tx) => {
    const version = found(await tx.modelVersion.findFirst({ where: { id: input.modelVersionId, projectId: scope.projectId }, include: { model: true } }), 'model version', input.modelVersionId);
    const data = found(await tx.datasetVersion.findFirst({ where: { id: input.datasetVersionId, projectId: scope.projectId }, include: { dataset: true } }), 'dataset version', input.datasetVersionId);
    if (data.state !== 'ready' || !data.tablePath) throw new AppError({ code: 'CONFLICT', message: `Expected a dataset version that is ready, received one in state ${data.state}.`, fix: 'Wait until it is read, or choose another version.' });
    const batch = await tx.batchScoring.create({
      data: { projectId: scope.projectId, modelId: version.modelId, modelVersionId: version.id, datasetVersionId: data.id, format: input.format, rowsTotal: data.rowCount ?? 0, createdBy: scope.actor.id },
    });
    await enqueueJob(tx, scoreBatchJob, { projectId: scope.projectId, batchScoringId: batch.id }, { key: `score-batch:${batch.id}` });
    await writeAudit(tx, scope, { action: 'prediction.batch', objectType: 'batch-scoring', objectId: batch.id, objectName: `${version.model.name} v${version.number} on ${data.dataset.name} v${data.number}`, after: { rows: data.rowCount, format: input.format } });
    return batch.id as BatchScoringId;
  });
}

/** Asks a scoring to stop; it does within a chunk. A waiting one ends here. @throws AppError NOT_FOUND, CONFLICT when it has ended */
export async function cancelBatchScoring(db: Db, scope: Scope, id: BatchScoringId): Promise<void> {
  await db.transaction(async (tx) => {
    const batch = found(await tx.batchScoring.findFirst({ where: { id, projectId: scope.projectId } }), 'batch scoring', id);
    const changed = await tx.$executeRaw`
      UPDATE batch_scoring SET cancel_requested = true, state = CASE WHEN state = 'queued' THEN 'cancelled' ELSE state END, finished_at = CASE WHEN state = 'queued' THEN now() END
       WHERE id = ${id}::uuid AND state IN ('queued', 'running')`;
    if (changed === 0) throw new AppError({ code: 'CONFLICT', message: `This scoring has ended (${batch.state}).`, fix: 'Start a new one.' });
    await writeAudit(tx, scope, { action: 'prediction.batch-cancel', objectType: 'batch-scoring', objectId: id, before: { state: batch.state }, after: { cancelRequested: true } });
  });
}

export type ClaimedBatch = { id: BatchScoringId; fence: number; attempts: number; modelId: string; modelVersionId: ModelVersionId; datasetVersionId: DatasetVersionId; format: 'csv' | 'parquet'; rowsDone: number; createdBy: string };
export type BatchAttempt = Pick<ClaimedBatch, 'id' | 'fence'>;

/** Takes the scoring over, with the next fence; null while another worker's lease is alive, or when it has ended. */
export async function claimBatch(db: Db, id: BatchScoringId, owner: string): Promise<ClaimedBatch | null> {
  const { rows } = await db.pool.query(
    `UPDATE batch_scoring SET state = 'running', fence = fence + 1, attempts = attempts + 1, owner = $2, lease_until = now() + make_interval(secs => $3), started_at = coalesce(started_at, now())
      WHERE id = $1 AND (state = 'queued' OR (state = 'running' AND (lease_until IS NULL OR lease_until < now())))
      RETURNING id, fence, attempts, model_id AS "modelId", model_version_id AS "modelVersionId", dataset_version_id AS "datasetVersionId", format, rows_done AS "rowsDone", created_by AS "createdBy"`,
    [id, owner, LEASE.seconds],
  );
  return (rows[0] as ClaimedBatch | undefined) ?? null;
}

/** True while a live worker holds it: the job must come again later rather than end. */
export async function batchIsHeld(db: Db, id: BatchScoringId): Promise<boolean> {
  const { rowCount } = await db.pool.query(`SELECT 1 FROM batch_scoring WHERE id = $1 AND state = 'running' AND lease_until >= now()`, [id]);
  return rowCount === 1;
}

/** Renews the lease. @returns whether a cancellation was asked for @throws AppError STALE_FENCE */
export async function renewBatch(db: Db, attempt: BatchAttempt): Promise<boolean> {
  const { rows } = await db.pool.query<{ cancel_requested: boolean }>(`UPDATE batch_scoring SET lease_until = now() + make_interval(secs => $3) WHERE id = $1 AND fence = $2 AND state = 'running' RETURNING cancel_requested`, [attempt.id, attempt.fence, LEASE.seconds]);
  if (!rows[0]) throw staleFence({ runId: attempt.id, fence: attempt.fence });
  return rows[0].cancel_requested;
}

/**
 * One chunk of scores and how far we are, in one statement that checks the fence: a chunk stands once or not at all.
 * @returns whether a cancellation was asked for @throws AppError STALE_FENCE
 */
export async function writeBatchChunk(db: Db, scope: Scope, attempt: BatchAttempt, rowsDone: number, rows: readonly (NewPrediction & { batchRow: number })[]): Promise<boolean> {
  const records = rows.map((r) => toRecord(scope, { ...r, batchId: attempt.id }));
  const { rows: owned } = await db.pool.query<{ cancel_requested: boolean }>(
    `WITH owned AS (UPDATE batch_scoring SET rows_done = $3, lease_until = now() + make_interval(secs => $4) WHERE id = $2 AND fence = $5 AND state = 'running' RETURNING cancel_requested),
          written AS (${INSERT_PREDICTIONS} WHERE EXISTS (SELECT 1 FROM owned) ON CONFLICT (id) DO NOTHING)
     SELECT cancel_requested FROM owned`,
    [JSON.stringify(records), attempt.id, rowsDone, LEASE.seconds, attempt.fence],
  );
  if (!owned[0]) throw staleFence({ runId: attempt.id, fence: attempt.fence });
  return owned[0].cancel_requested;
}

/** Ends the scoring. @throws AppError STALE_FENCE */
export async function endBatch(db: Db, attempt: BatchAttempt, end: { state: 'done'; outputPath: string; outputBytes: number } | { state: 'failed'; error: ErrorRecord } | { state: 'cancelled' }): Promise<void> {
  const { rowCount } = await db.pool.query(
    `UPDATE batch_scoring SET state = $3, finished_at = now(), lease_until = NULL, output_path = $4, output_bytes = $5, error = $6::jsonb WHERE id = $1 AND fence = $2 AND state = 'running'`,
    [attempt.id, attempt.fence, end.state, end.state === 'done' ? end.outputPath : null, end.state === 'done' ? end.outputBytes : null, end.state === 'failed' ? JSON.stringify(end.error) : null],
  );
  if (rowCount !== 1) throw staleFence({ runId: attempt.id, fence: attempt.fence });
}

/** Gives it back after a failure that another try may mend: the lease ends now. */
export async function releaseBatch(db: Db, attempt: BatchAttempt): Promise<void> {
  await db.pool.query(`UPDATE batch_scoring SET lease_until = now() - interval '1 second', owner = NULL WHERE id = $1 AND fence = $2 AND state = 'running'`, [attempt.id, attempt.fence]);
}
