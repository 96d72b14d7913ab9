import { createHash } from 'node:crypto';
import { AppError, eventMappingSchema, ingestEventsJob, type EventBatchId, type EventFile, type EventLogId, type EventMapping, type EventSourceId, type IngestCounts, type DataWarning, type ErrorRecord, type ProjectId } from '@bellwether/contracts';
import { Prisma } from '@bellwether/prisma/client';
import { writeAudit } from '../audit/write-audit';
import type { Db, Tx } from '../db/create-db';
import { enqueueJob } from '../job/enqueue-job';
import { found, type Scope } from '../scope/scope';

export type EventBatchOrigin = 'console' | 'api' | 'path' | 'http' | 'browser' | 'postgres' | 'sample';
export type NewEventBatch = { sourceId: EventSourceId; files: EventFile[]; origin: EventBatchOrigin; /** when it came, if that was before now */ arrivedAt?: Date };
export type RegisteredEventBatch = { batchId: EventBatchId; number: number; /** these bytes were read with this mapping already */ existing: boolean };

/** Versions of a log build on each other: their jobs run one after another. */
export const logQueue = (logId: string): string => `events:${logId}`;

/**
 * Registers stored files as a batch of a source and queues its reading, in one transaction. The same files with the same mapping are the same batch; one that
 * failed is tried again.
 * @throws AppError NOT_FOUND
 */
export async function registerEventBatch(db: Db, scope: Scope, input: NewEventBatch): Promise<RegisteredEventBatch> {
  return db.transaction((tx) => registerEventBatchIn(tx, scope, input));
}

/** The same inside the caller's transaction. */
export async function registerEventBatchIn(tx: Tx, scope: Scope, input: NewEventBatch): Promise<RegisteredEventBatch> {
  const source = found(await tx.eventSource.findFirst({ where: { id: input.sourceId, projectId: scope.projectId }, include: { mappings: { orderBy: { number: 'desc' }, take: 1 } } }), 'event source', input.sourceId);
  const mapping = input.files.every((f) => f.wal) ? null : found(source.mappings[0], 'mapping of the event source', source.name);
  // batches of one log are numbered one after another
  await tx.$queryRaw`SELECT 1 FROM event_log WHERE id = ${source.logId}::uuid FOR UPDATE`;
  const contentHash = createHash('sha256').update([...input.files.map((f) => f.hash).sort(), mapping?.id ?? 'wal'].join(' ')).digest('hex');
  const same = await tx.eventBatch.findUnique({ where: { sourceId_contentHash: { sourceId: source.id, contentHash } } });
  if (same) {
    if (same.state === 'failed') {
      await tx.eventBatch.update({ where: { id: same.id }, data: { state: 'queued', error: Prisma.DbNull, finishedAt: null } });
      await queueIngest(tx, scope.projectId, same.logId, same.id);
    }
    return { batchId: same.id as EventBatchId, number: same.number, existing: true };
  }
  const last = await tx.eventBatch.aggregate({ where: { logId: source.logId }, _max: { number: true } });
  const row = await tx.eventBatch.create({
    data: {
      projectId: scope.projectId, logId: source.logId, sourceId: source.id, mappingId: mapping?.id ?? null, number: (last._max.number ?? 0) + 1, origin: input.origin, files: input.files, bytes: BigInt(input.files.reduce((n, f) => n + f.bytes, 0)),
      contentHash, ...(input.arrivedAt ? { arrivedAt: input.arrivedAt } : {}), createdBy: scope.actor.id, createdByName: scope.actor.name,
    },
  });
  // what flows in by itself is its own record: a line for each stretch would drown the others
  if (input.origin !== 'http' && input.origin !== 'browser' && input.origin !== 'postgres')
    await writeAudit(tx, scope, { action: 'events.add-batch', objectType: 'event-batch', objectId: row.id, objectName: `${source.name} #${row.number}`, after: { files: input.files.map((f) => f.fileName), bytes: Number(row.bytes), origin: input.origin } });
  await queueIngest(tx, scope.projectId, source.logId, row.id);
  return { batchId: row.id as EventBatchId, number: row.number, existing: false };
}

const queueIngest = (tx: Tx, projectId: string, logId: string, batchId: string): Promise<void> =>
  enqueueJob(tx, ingestEventsJob, { projectId: projectId as never, batchId: batchId as never }, { key: `ingest-events:${batchId}`, queue: logQueue(logId), priority: 5 });

/** A batch that failed is read again: its files are kept, above all those that were acknowledged to a sender who has forgotten them. @throws AppError NOT_FOUND, CONFLICT */
export async function retryEventBatch(db: Db, scope: Scope, id: EventBatchId): Promise<void> {
  await db.transaction(async (tx) => {
    const row = found(await tx.eventBatch.findFirst({ where: { id, projectId: scope.projectId }, include: { source: { select: { name: true } } } }), 'event batch', id);
    const { count } = await tx.eventBatch.updateMany({ where: { id, state: 'failed' }, data: { state: 'queued', error: Prisma.DbNull, finishedAt: null } });
    if (count === 0) throw new AppError({ code: 'CONFLICT', message: `Expected a batch that failed, this one is ${row.state}.`, fix: 'Nothing to do.' });
    await writeAudit(tx, scope, { action: 'events.retry-batch', objectType: 'event-batch', objectId: id, objectName: `${row.source.name} #${row.number}` });
    await queueIngest(tx, scope.projectId, row.logId, id);
  });
}

/** What a worker needs to read a batch. */
export type EventBatchToRead = { id: EventBatchId; projectId: ProjectId; logId: EventLogId; sourceId: EventSourceId; sourceName: string; files: EventFile[]; mapping: EventMapping | null; arrivedAt: Date; before: DataColumns | null };
/** The columns that the last batch of the source had, to see what changed. */
export type DataColumns = { name: string; type: string }[];

/** @returns null when it is read already, or gone */
export async function eventBatchToRead(db: Db, projectId: ProjectId, id: EventBatchId): Promise<EventBatchToRead | null> {
  const row = await db.prisma.eventBatch.findFirst({ where: { id, projectId, state: { in: ['queued', 'running'] } }, include: { mapping: true, source: { select: { name: true } } } });
  if (!row) return null;
  await db.prisma.eventBatch.updateMany({ where: { id, state: { in: ['queued', 'running'] } }, data: { state: 'running', startedAt: new Date() } });
  const last = await db.prisma.eventBatch.findFirst({ where: { sourceId: row.sourceId, state: 'done', number: { lt: row.number } }, orderBy: { number: 'desc' }, select: { progress: true } });
  return {
    id: row.id as EventBatchId, projectId, logId: row.logId as EventLogId, sourceId: row.sourceId as EventSourceId, sourceName: row.source.name, files: row.files as EventFile[], mapping: row.mapping ? eventMappingSchema.parse(row.mapping.mapping) : null, arrivedAt: row.arrivedAt,
    before: (last?.progress as { columns?: DataColumns } | null)?.columns ?? null,
  };
}

export async function reportEventBatch(db: Db, id: EventBatchId, phase: string): Promise<void> {
  await db.prisma.$executeRaw`UPDATE event_batch SET progress = jsonb_build_object('phase', ${phase}::text) WHERE id = ${id}::uuid AND state = 'running'`;
}

export async function failEventBatch(db: Db, id: EventBatchId, error: ErrorRecord): Promise<void> {
  await db.prisma.eventBatch.updateMany({ where: { id, state: { in: ['queued', 'running'] } }, data: { state: 'failed', error: error as unknown as Prisma.InputJsonValue, progress: Prisma.DbNull, finishedAt: new Date() } });
}

export type EventBatchRow = {
  id: EventBatchId; number: number; sourceId: EventSourceId; sourceName: string; state: string; origin: string; files: EventFile[]; bytes: number; counts: IngestCounts | null; warnings: DataWarning[]; rejectedHash: string | null; mappingNumber: number | null;
  versionId: string | null; versionNumber: number | null; phase: string | null; error: ErrorRecord | null; createdByName: string; arrivedAt: Date; createdAt: Date; finishedAt: Date | null;
};
const rowInclude = { source: { select: { name: true } }, mapping: { select: { number: true } } } as const;

function batchRow(b: Prisma.EventBatchGetPayload<{ include: typeof rowInclude }>, versions: Map<string, number>): EventBatchRow {
  return {
    id: b.id as EventBatchId, number: b.number, sourceId: b.sourceId as EventSourceId, sourceName: b.source.name, state: b.state, origin: b.origin, files: b.files as EventFile[], bytes: Number(b.bytes), counts: b.counts as IngestCounts | null, warnings: (b.warnings ?? []) as DataWarning[],
    rejectedHash: b.rejectedPath, mappingNumber: b.mapping?.number ?? null, versionId: b.versionId, versionNumber: b.versionId ? (versions.get(b.versionId) ?? null) : null, phase: (b.progress as { phase?: string } | null)?.phase ?? null, error: b.error as ErrorRecord | null,
    createdByName: b.createdByName, arrivedAt: b.arrivedAt, createdAt: b.createdAt, finishedAt: b.finishedAt,
  };
}

async function versionNumbers(db: Db, ids: (string | null)[]): Promise<Map<string, number>> {
  const wanted = ids.filter((id): id is string => id !== null);
  if (wanted.length === 0) return new Map();
  return new Map((await db.prisma.eventLogVersion.findMany({ where: { id: { in: wanted } }, select: { id: true, number: true } })).map((v) => [v.id, v.number]));
}

/** Newest first. */
export async function listEventBatches(db: Db, scope: Scope, input: { logId?: EventLogId; sourceId?: EventSourceId; offset: number; limit: number }): Promise<{ total: number; rows: EventBatchRow[] }> {
  const where = { projectId: scope.projectId, ...(input.logId ? { logId: input.logId } : {}), ...(input.sourceId ? { sourceId: input.sourceId } : {}) };
  const [total, rows] = await Promise.all([db.prisma.eventBatch.count({ where }), db.prisma.eventBatch.findMany({ where, include: rowInclude, orderBy: [{ createdAt: 'desc' }, { number: 'desc' }], skip: input.offset, take: input.limit })]);
  const versions = await versionNumbers(db, rows.map((r) => r.versionId));
  return { total, rows: rows.map((r) => batchRow(r, versions)) };
}

/** @throws AppError NOT_FOUND */
export async function getEventBatch(db: Db, scope: Scope, id: EventBatchId): Promise<EventBatchRow> {
  const row = found(await db.prisma.eventBatch.findFirst({ where: { id, projectId: scope.projectId }, include: rowInclude }), 'event batch', id);
  return batchRow(row, await versionNumbers(db, [row.versionId]));
}
