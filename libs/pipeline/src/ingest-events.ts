import { appendFile, mkdir, readFile, rm, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { AppError, isAppError, ingestCountsSchema, type DataWarning, type EntityKind, type EventBatchId, type EventTables, type ProjectId } from '@bellwether/contracts';
import { runTask, type EventIngestResult } from '@bellwether/features';
import { commitEventBatch, eventBatchToRead, eventTables, failEventBatch, logState, partitionsToCompact, queueCompaction, reportEventBatch, SYSTEM_ACTOR, type Deps, type LogState, type NewEventPartition, type EventBatchToRead } from '@bellwether/lineage';
import { checkVersion } from './check-events';
import { walMapping } from './wal-mapping';

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
  const files = batch.files.filter((f) => f.wal?.part !== 'refused').map((f) => ({ file: deps.artifacts.path(f.hash), fileName: f.fileName, ...(f.wal ? { kind: f.wal.part as EntityKind } : {}) }));
  const mapping = batch.mapping ?? (files.length > 0 ? walMapping(files.map((f) => f.kind!)) : null);
  const common = { rules: before.rules, currency: before.currency, arrival: batch.arrivedAt.toISOString(), sourceId: batch.sourceId, existing, outDir };
  const made = mapping ? await runTask({ kind: 'events', files, mapping, ...common }, { signal, onProgress, limits: LIMITS }) : nothing(existing);
  return withRefused(deps, batch, made, outDir);
}

/** A batch of which nothing came through the door. */
const nothing = (existing: EventTables | null): EventIngestResult => ({
  partitions: [], supersededFile: existing?.supersededFile ?? null, linkFile: existing?.linkFile ?? null, rejectedPath: null, rejects: [], columns: [],
  counts: ingestCountsSchema.parse({ read: 0, accepted: {}, duplicates: {}, corrections: {}, conflicts: {}, rejected: 0, reasons: {}, unmapped: 0, late: 0, outOfOrder: 0, skewed: 0, doubledHour: 0, missingHour: 0, currencies: {}, cancelled: 0, cancelUnmatched: 0 }),
});

/** Adds what was refused at the door to what was refused here. */
async function withRefused(deps: Deps, batch: EventBatchToRead, made: EventIngestResult, outDir: string): Promise<EventIngestResult> {
  const refused = batch.files.filter((f) => f.wal?.part === 'refused');
  if (refused.length === 0) return made;
  await mkdir(outDir, { recursive: true });
  const rejectedPath = made.rejectedPath ?? path.join(outDir, 'rejected.csv');
  const counts = { ...made.counts, reasons: { ...made.counts.reasons } };
  for (const file of refused) {
    const lines = await readFile(deps.artifacts.path(file.hash), 'utf8');
    // its first line names the columns
    if (made.rejectedPath === null && file === refused[0]) await writeFile(rejectedPath, lines);
    else await appendFile(rejectedPath, lines.slice(lines.indexOf('\n') + 1));
    counts.read += file.wal!.rows;
    counts.rejected += file.wal!.rows;
    for (const [reason, n] of Object.entries(file.wal!.reasons ?? {})) counts.reasons[reason] = (counts.reasons[reason] ?? 0) + n;
  }
  return { ...made, rejectedPath, counts };
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
