import { rm } from 'node:fs/promises';
import { AppError, isAppError, type DataWarning, type EventBatchId, type EventMapping, type ProjectId } from '@bellwether/contracts';
import { runTask, type EventIngestResult } from '@bellwether/features';
import { commitEventBatch, eventBatchToRead, eventTables, failEventBatch, logState, partitionsToCompact, queueCompaction, reportEventBatch, SYSTEM_ACTOR, type Deps, type LogState, type NewEventPartition, type EventBatchToRead } from '@bellwether/lineage';
import { checkVersion } from './check-events';
import { walKind, walMapping } from './wal-mapping';

/** DuckDB spills to disk beyond this. @unit MiB, seconds */
const LIMITS = { memoryMb: 1536, threads: 2, seconds: 2 * 3600 } as const;
/** Small partitions of one kind and month become one when there are this many. */
export const COMPACT_FROM = { rows: 2_000_000, files: 24 } as const;

/**
 * Reads a batch into partitions, in a child process with limits, and makes a version of the log of them: together or not at all. Whatever stops it before (a full
 * disk, a crash) leaves the log as it was. Files that cannot be read end the batch with the reason; that is a result, not a failure of the job.
 */
export async function ingestEventBatch(deps: Deps, payload: { projectId: ProjectId; batchId: EventBatchId }, context: { signal: AbortSignal }): Promise<void> {
  const batch = await eventBatchToRead(deps.db, payload.projectId, payload.batchId);
  if (!batch) return;
  const outDir = await deps.artifacts.temporaryFile();
  try {
    const before = await logState(deps.db, batch.projectId, batch.logId);
    const made = await read(deps, batch, before, outDir, context.signal);
    const { versionId, number } = await commit(deps, batch, before, made);
    deps.log.info({ batchId: batch.id, version: number, counts: made.counts }, 'events taken in');
    if (versionId && versionId !== before.versionId) await checkVersion(deps, batch.projectId, batch.logId, versionId, context.signal);
    if ((await partitionsToCompact(deps.db, batch.logId, COMPACT_FROM)).length) await queueCompaction(deps.db, batch.projectId, batch.logId);
  } catch (e) {
    // an orderly stop of the worker is no verdict on the files: the job is tried again
    if (context.signal.aborted || !isAppError(e) || e.retry) throw e;
    await failEventBatch(deps.db, batch.id, e.toRecord());
    deps.log.warn({ batchId: batch.id, code: e.code }, e.message);
  } finally {
    await rm(outDir, { recursive: true, force: true });
  }
}

async function read(deps: Deps, batch: EventBatchToRead, before: LogState, outDir: string, signal: AbortSignal): Promise<EventIngestResult> {
  const existing = before.versionId ? await eventTables(deps, { projectId: batch.projectId, actor: SYSTEM_ACTOR }, before.versionId) : null;
  const onProgress = (phase: string) => void reportEventBatch(deps.db, batch.id, phase).catch((e) => deps.log.warn({ err: e, batchId: batch.id }, 'progress of a batch could not be written'));
  const mapping: EventMapping = batch.mapping ?? walMapping(walKind(batch.files[0]!.fileName));
  return runTask(
    { kind: 'events', files: batch.files.map((f) => ({ file: deps.artifacts.path(f.hash), fileName: f.fileName })), mapping, rules: before.rules, currency: before.currency, arrival: batch.arrivedAt.toISOString(), sourceId: batch.sourceId, existing, outDir },
    { signal, onProgress, limits: LIMITS },
  );
}

async function commit(deps: Deps, batch: EventBatchToRead, before: LogState, made: EventIngestResult) {
  const partitions: NewEventPartition[] = [];
  for (const { path: file, ...facts } of made.partitions) partitions.push({ ...facts, ...(await deps.artifacts.putFile(file)) });
  // names of files that the version before has already are kept as they are
  const stored = async (file: string | null, old: string | null): Promise<string | null> => (file === null ? null : old !== null && file === deps.artifacts.path(old) ? old : (await deps.artifacts.putFile(file)).hash);
  return commitEventBatch(deps.db, before, {
    batchId: batch.id, sourceName: batch.sourceName, partitions, supersededHash: await stored(made.supersededFile, before.supersededHash), linkHash: await stored(made.linkFile, before.linkHash), counts: made.counts,
    warnings: schemaChanges(batch.before, made.columns), rejectedHash: await stored(made.rejectedPath, null), columns: batch.mapping ? made.columns : null,
  });
}

/** What is new or missing against the batch before of the same source. */
function schemaChanges(before: EventBatchToRead['before'], now: EventIngestResult['columns']): DataWarning[] {
  if (!before) return [];
  const [old, fresh] = [new Map(before.map((c) => [c.name, c.type])), new Map(now.map((c) => [c.name, c.type]))];
  const warn = (code: string, column: string, message: string, severity: DataWarning['severity'], context?: Record<string, unknown>): DataWarning => ({ code, column, severity, message, fix: 'Look at the mapping of this source.', ...(context ? { context } : {}) });
  return [
    ...now.filter((c) => !old.has(c.name)).map((c) => warn('column-added', c.name, `the column ${c.name} is new`, 'info')),
    ...before.filter((c) => !fresh.has(c.name)).map((c) => warn('column-missing', c.name, `the column ${c.name} is no longer there`, 'warning')),
    ...now.filter((c) => old.has(c.name) && old.get(c.name) !== c.type).map((c) => warn('column-type', c.name, `the column ${c.name} was ${old.get(c.name)} and is now ${c.type}`, 'warning', { before: old.get(c.name), now: c.type })),
  ];
}

/** The last attempt failed for a reason that is not the files': the batch says so rather than wait for ever. */
export async function giveUpEventBatch(deps: Deps, batchId: EventBatchId, cause: unknown): Promise<void> {
  const error = isAppError(cause) ? cause : new AppError({ code: 'INTERNAL', message: `Reading the batch failed: ${(cause as Error)?.message ?? String(cause)}`, fix: 'Send the files again; if it happens again, report this message.' });
  await failEventBatch(deps.db, batchId, error.toRecord());
}
