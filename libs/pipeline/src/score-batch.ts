import { AppError, isAppError, LEASE, type BatchScoringId, type ProjectId } from '@bellwether/contracts';
import { readTableBatches, type ColumnTable } from '@bellwether/features';
import { batchIsHeld, claimBatch, endBatch, getVersion, launchFacts, releaseBatch, renewBatch, SYSTEM_ACTOR, writeBatchChunk, type ClaimedBatch, type Deps, type LaunchFacts, type Scope, type VersionFacts } from '@bellwether/lineage';
import type { Predictor } from '@bellwether/tasks';
import type { JobContext } from './job-context';
import { hashInput } from './predict';
import { withPredictor } from './predict-cache';
import { labelOf } from './predict-label';
import { writeBatchOutput } from './score-batch-output';
import { batchPredictionId, cellValue, inputRows } from './score-batch-rows';

/** Rows scored and kept at a time: a statement of about a megabyte, well within a lease. */
const CHUNK_ROWS = 2048;

/**
 * Handler of the job score-batch: scores a dataset version chunk by chunk, then writes the file. Killed at any instant it goes on at the
 * first chunk that is not kept; an attempt that lost its lease writes nothing more.
 */
export async function scoreBatch(deps: Deps, payload: { projectId: ProjectId; batchScoringId: BatchScoringId }, context: JobContext): Promise<void> {
  const batch = await claimBatch(deps.db, payload.batchScoringId, context.workerId);
  if (!batch) {
    // a dead worker's lease has yet to run out: the job is tried again after a pause
    if (await batchIsHeld(deps.db, payload.batchScoringId)) throw new AppError({ code: 'CONFLICT', message: 'Another worker holds this scoring.', fix: 'Nothing: it is tried again.', retry: true });
    return;
  }
  const scope: Scope = { projectId: payload.projectId, actor: { ...SYSTEM_ACTOR, id: batch.createdBy } };
  const watch = watchLease(deps, batch, context.signal);
  try {
    await score(deps, scope, batch, watch);
  } catch (error) {
    await endFailed(deps, batch, error, watch, context);
  } finally {
    watch.stop();
  }
}

async function score(deps: Deps, scope: Scope, batch: ClaimedBatch, watch: LeaseWatch): Promise<void> {
  const version = await getVersion(deps.db, scope, batch.modelVersionId);
  const data = await launchFacts(deps.db, scope, batch.datasetVersionId);
  refuseMissing(version, data);
  await withPredictor(deps, version, async (predictor) => {
    await scoreChunks(deps, scope, batch, version, data, predictor, watch);
    const output = await writeBatchOutput(deps, batch, predictor.signature, watch.check);
    await endBatch(deps.db, batch, { state: 'done', outputPath: output.hash, outputBytes: output.bytes });
  });
}

async function scoreChunks(deps: Deps, scope: Scope, batch: ClaimedBatch, version: VersionFacts, data: LaunchFacts, predictor: Predictor, watch: LeaseWatch): Promise<void> {
  const idColumn = Object.entries(data.roles).find(([, role]) => role === 'id')?.[0];
  const names = predictor.signature.inputs.map((i) => i.name);
  const columns = idColumn && !names.includes(idColumn) ? [...names, idColumn] : names;
  let done = 0;
  for await (const table of readTableBatches(deps.artifacts.path(data.tableHash), columns, CHUNK_ROWS)) {
    done += table.rows;
    if (done <= batch.rowsDone) continue;
    watch.check();
    const start = performance.now();
    const scores = await predictor.predictTable(table);
    const latencyMs = (performance.now() - start) / Math.max(1, table.rows);
    if (await writeBatchChunk(deps.db, scope, batch, done, chunkRows(batch, version, predictor, table, scores, latencyMs, idColumn))) watch.cancelled = true;
  }
  watch.check();
}

function chunkRows(batch: ClaimedBatch, version: VersionFacts, predictor: Predictor, table: ColumnTable, scores: Float64Array, latencyMs: number, idColumn: string | undefined) {
  const inputs = inputRows(table, predictor.signature);
  const keys = idColumn === undefined ? undefined : table.columns.find((c) => c.name === idColumn);
  return inputs.map((input, i) => {
    const key = keys ? cellValue(keys, i) : null;
    const batchRow = table.rowIndex[i]!;
    return {
      id: batchPredictionId(batch.id, batchRow), modelId: version.modelId, modelVersionId: version.id, alias: null, entityKey: key === null ? null : String(key).slice(0, 200),
      input, inputHash: hashInput(input), label: labelOf(predictor.signature, scores[i]!), score: scores[i]!, interval: predictor.intervalOf?.(scores[i]!), latencyMs, warnings: [], batchRow,
    };
  });
}

/** @throws AppError SIGNATURE_MISMATCH naming the inputs that the data lack */
function refuseMissing(version: VersionFacts, data: LaunchFacts): void {
  const there = new Set(data.columns.map((c) => c.name));
  const missing = version.signature.inputs.map((i) => i.name).filter((name) => !there.has(name));
  if (missing.length > 0)
    throw new AppError({ code: 'SIGNATURE_MISMATCH', message: `Expected the columns that ${version.modelName} v${version.number} was trained on; ${data.datasetName} v${data.versionNumber} lacks ${missing.slice(0, 10).join(', ')}.`, fix: 'Choose data with these columns, or rename them in the file.', context: { missing } });
}

type LeaseWatch = { cancelled: boolean; /** @throws what ended the attempt */ check: () => void; stop: () => void };

/** Renews the lease while something long is under way, and hears of cancellation and of a worker that stops. */
function watchLease(deps: Deps, batch: ClaimedBatch, signal: AbortSignal): LeaseWatch {
  let lost: unknown = null;
  const watch: LeaseWatch = {
    cancelled: false,
    check() {
      if (lost) throw lost;
      if (watch.cancelled) throw CANCELLED;
      signal.throwIfAborted();
    },
    stop: () => clearInterval(timer),
  };
  const timer = setInterval(() => {
    renewBatch(deps.db, batch).then(
      (cancel) => void (watch.cancelled ||= cancel),
      (error) => void (isAppError(error) && error.code === 'STALE_FENCE' && (lost = error)),
    );
  }, LEASE.renewEverySeconds * 1000);
  return watch;
}

const CANCELLED = new AppError({ code: 'RUN_CANCELLED', message: 'The scoring was cancelled.', fix: 'Start a new one.' });

/** What a second try would meet again. */
const PERMANENT = new Set(['SIGNATURE_MISMATCH', 'MODEL_ARTIFACT_INVALID', 'NOT_FOUND', 'DATA_UNREADABLE', 'COLUMN_NOT_FOUND']);

async function endFailed(deps: Deps, batch: ClaimedBatch, error: unknown, watch: LeaseWatch, context: JobContext): Promise<void> {
  if (isAppError(error) && error.code === 'STALE_FENCE') return;
  if (error === CANCELLED || watch.cancelled) return endBatch(deps.db, batch, { state: 'cancelled' });
  if (context.signal.aborted || !(context.lastAttempt || (isAppError(error) && PERMANENT.has(error.code)))) {
    await releaseBatch(deps.db, batch);
    throw error;
  }
  deps.log.error({ batch: batch.id, err: error }, 'a batch scoring failed');
  const known = isAppError(error) ? error : new AppError({ code: 'INTERNAL', message: `The scoring stopped: ${error instanceof Error ? error.message : String(error)}.`, fix: 'Start it again; if it happens again, report the id of the scoring.', cause: error });
  await endBatch(deps.db, batch, { state: 'failed', error: known.toRecord() });
}
