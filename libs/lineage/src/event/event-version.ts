import { createHash } from 'node:crypto';
import { AppError, compactEventsJob, ENTITY_KINDS, eventRulesSchema, type DataWarning, type EntityKind, type EventBatchId, type EventLogId, type EventLogVersionId, type EventRules, type IngestCounts, type PartitionStats, type ProjectId } from '@bellwether/contracts';
import { Prisma } from '@bellwether/prisma/client';
import { writeAudit } from '../audit/write-audit';
import type { Db, Tx } from '../db/create-db';
import { enqueueJob } from '../job/enqueue-job';
import { found, SYSTEM_ACTOR, type Scope } from '../scope/scope';
import { logQueue } from './event-batch';

/** A partition as it enters the log; its file is in the artifact store. */
export type NewEventPartition = { kind: EntityKind; hash: string; rows: number; bytes: number; eventFrom: string; eventTo: string; knownFrom: string; knownTo: string; stats: PartitionStats };
export type LogState = { logId: EventLogId; projectId: ProjectId; name: string; currency: string; timeZone: string; rules: EventRules; versionId: EventLogVersionId | null; number: number; supersededHash: string | null; linkHash: string | null };

/** Where a log stands: its rules now, and its newest version. @throws AppError NOT_FOUND */
export async function logState(db: Db, projectId: ProjectId, logId: EventLogId): Promise<LogState> {
  const log = found(await db.prisma.eventLog.findFirst({ where: { id: logId, projectId }, include: { versions: { orderBy: { number: 'desc' }, take: 1 } } }), 'event log', logId);
  const v = log.versions[0];
  return { logId, projectId, name: log.name, currency: log.currency, timeZone: log.timeZone, rules: eventRulesSchema.parse(log.rules), versionId: (v?.id ?? null) as EventLogVersionId | null, number: v?.number ?? 0, supersededHash: v?.supersededHash ?? null, linkHash: v?.linkHash ?? null };
}

export type BatchOutcome = {
  batchId: EventBatchId; sourceName: string; partitions: NewEventPartition[]; supersededHash: string | null; linkHash: string | null; counts: IngestCounts; warnings: DataWarning[]; rejectedHash: string | null;
  /** of the source, to see what changes next time */
  columns: { name: string; type: string }[] | null;
};

/**
 * What a batch made becomes a version, and the batch is done: together or not at all. A batch of duplicates alone makes no version.
 * @param before the version that the batch was read against
 * @throws AppError CONFLICT (retry) when another version came in between: duplicates have to be looked for again
 */
export async function commitEventBatch(db: Db, before: LogState, outcome: BatchOutcome): Promise<{ versionId: EventLogVersionId | null; number: number }> {
  const changed = outcome.partitions.length > 0 || outcome.supersededHash !== before.supersededHash || outcome.linkHash !== before.linkHash;
  return db.transaction(async (tx) => {
    await lockAt(tx, before);
    const version = changed ? await addVersion(tx, before, { cause: 'ingest', batchId: outcome.batchId, added: outcome.partitions, removed: [], supersededHash: outcome.supersededHash, linkHash: outcome.linkHash }) : null;
    const versionId = version?.id ?? before.versionId;
    const { count } = await tx.eventBatch.updateMany({
      where: { id: outcome.batchId, state: 'running' },
      data: { state: 'done', counts: outcome.counts as unknown as Prisma.InputJsonValue, warnings: outcome.warnings as unknown as Prisma.InputJsonValue, rejectedPath: outcome.rejectedHash, versionId, progress: outcome.columns ? { columns: outcome.columns } : Prisma.DbNull, error: Prisma.DbNull, finishedAt: new Date() },
    });
    if (count === 0) throw new AppError({ code: 'CONFLICT', message: 'This batch was finished by somebody else.', fix: 'Nothing to do.' });
    return { versionId, number: version?.number ?? before.number };
  });
}

/** Many small partitions in place of which a few stand, with the same rows. */
export async function commitCompaction(db: Db, before: LogState, change: { added: NewEventPartition[]; removedIds: string[] }): Promise<number> {
  return db.transaction(async (tx) => {
    await lockAt(tx, before);
    const version = await addVersion(tx, before, { cause: 'compaction', batchId: null, added: change.added, removed: change.removedIds, supersededHash: before.supersededHash, linkHash: before.linkHash });
    await writeAudit(tx, { projectId: before.projectId, actor: SYSTEM_ACTOR }, { action: 'events.compact', objectType: 'event-log', objectId: before.logId, objectName: `${before.name} v${version.number}`, after: { partitionsBefore: change.removedIds.length, partitionsAfter: change.added.length } });
    return version.number;
  });
}

async function lockAt(tx: Tx, before: LogState): Promise<void> {
  await tx.$queryRaw`SELECT 1 FROM event_log WHERE id = ${before.logId}::uuid FOR UPDATE`;
  const newest = await tx.eventLogVersion.aggregate({ where: { logId: before.logId }, _max: { number: true } });
  if ((newest._max.number ?? 0) !== before.number) throw new AppError({ code: 'CONFLICT', message: `The log ${before.name} is at version ${newest._max.number}, expected ${before.number}.`, fix: 'It is read again by itself.', retry: true });
}

type NewVersion = { cause: 'ingest' | 'compaction'; batchId: string | null; added: NewEventPartition[]; removed: string[]; supersededHash: string | null; linkHash: string | null };

async function addVersion(tx: Tx, before: LogState, v: NewVersion): Promise<{ id: EventLogVersionId; number: number }> {
  const number = before.number + 1;
  if (v.removed.length) await tx.eventPartition.updateMany({ where: { id: { in: v.removed }, logId: before.logId, removedIn: null }, data: { removedIn: number } });
  if (v.added.length)
    await tx.eventPartition.createMany({
      data: v.added.map((p) => ({ projectId: before.projectId, logId: before.logId, kind: p.kind, contentHash: p.hash, rows: BigInt(p.rows), bytes: BigInt(p.bytes), eventFrom: p.eventFrom, eventTo: p.eventTo, knownFrom: p.knownFrom, knownTo: p.knownTo, stats: p.stats as unknown as Prisma.InputJsonValue, batchId: v.batchId, addedIn: number })),
    });
  const held = await tx.eventPartition.groupBy({ by: ['kind'], where: { logId: before.logId, removedIn: null }, _sum: { rows: true } });
  const hashes = (await tx.eventPartition.findMany({ where: { logId: before.logId, removedIn: null }, select: { kind: true, contentHash: true }, orderBy: [{ kind: 'asc' }, { contentHash: 'asc' }] })).map((p) => `${p.kind} ${p.contentHash}`);
  const counts = Object.fromEntries(ENTITY_KINDS.map((kind) => [kind, Number(held.find((h) => h.kind === kind)?._sum.rows ?? 0)]).filter(([, n]) => (n as number) > 0)) as Record<string, number>;
  const row = await tx.eventLogVersion.create({
    data: {
      projectId: before.projectId, logId: before.logId, number, cause: v.cause, batchId: v.batchId, contentHash: createHash('sha256').update([...hashes, `superseded ${v.supersededHash}`, `links ${v.linkHash}`].join('\n')).digest('hex'),
      supersededHash: v.supersededHash, linkHash: v.linkHash, rules: before.rules, currency: before.currency, counts, rows: BigInt(Object.values(counts).reduce((a, b) => a + b, 0)),
    },
  });
  return { id: row.id as EventLogVersionId, number };
}

export type EventVersionRow = { id: EventLogVersionId; number: number; cause: string; batchId: string | null; contentHash: string; rows: number; counts: Record<string, number>; partitions: number; createdAt: Date };

/** Newest first. @throws AppError NOT_FOUND */
export async function listEventVersions(db: Db, scope: Scope, input: { logId: EventLogId; offset: number; limit: number }): Promise<{ total: number; rows: EventVersionRow[] }> {
  found(await db.prisma.eventLog.findFirst({ where: { id: input.logId, projectId: scope.projectId }, select: { id: true } }), 'event log', input.logId);
  const where = { logId: input.logId };
  const [total, rows] = await Promise.all([db.prisma.eventLogVersion.count({ where }), db.prisma.eventLogVersion.findMany({ where, orderBy: { number: 'desc' }, skip: input.offset, take: input.limit })]);
  const partitions = await db.prisma.eventPartition.findMany({ where, select: { addedIn: true, removedIn: true } });
  return { total, rows: rows.map((v) => ({ id: v.id as EventLogVersionId, number: v.number, cause: v.cause, batchId: v.batchId, contentHash: v.contentHash, rows: Number(v.rows), counts: v.counts as Record<string, number>, partitions: partitions.filter((p) => p.addedIn <= v.number && (p.removedIn === null || p.removedIn > v.number)).length, createdAt: v.createdAt })) };
}

/** Partitions of the newest version below a size, of kinds and months (of known time) that have many of them. */
export async function partitionsToCompact(db: Db, logId: EventLogId, most: { rows: number; files: number }): Promise<{ kind: EntityKind; month: string; parts: { id: string; hash: string; rows: number; stats: PartitionStats }[] }[]> {
  const rows = await db.prisma.eventPartition.findMany({ where: { logId, removedIn: null, rows: { lt: most.rows } }, orderBy: [{ kind: 'asc' }, { knownFrom: 'asc' }] });
  const groups = new Map<string, typeof rows>();
  for (const r of rows) {
    const key = `${r.kind} ${r.knownFrom.toISOString().slice(0, 7)}`;
    groups.set(key, [...(groups.get(key) ?? []), r]);
  }
  return [...groups].filter(([, parts]) => parts.length >= most.files).map(([key, parts]) => ({ kind: key.split(' ')[0] as EntityKind, month: key.split(' ')[1]!, parts: parts.map((p) => ({ id: p.id, hash: p.contentHash, rows: Number(p.rows), stats: p.stats as PartitionStats })) }));
}

export const queueCompaction = (db: Db, projectId: ProjectId, logId: EventLogId): Promise<void> => db.transaction((tx) => enqueueJob(tx, compactEventsJob, { projectId, logId }, { key: `compact-events:${logId}`, queue: logQueue(logId), priority: -5 }));
