import { randomBytes } from 'node:crypto';
import { AppError, eventMappingSchema, eventSourceConfigSchema, pullEventsJob, type ErrorRecord, type EventLogId, type EventMapping, type EventMappingId, type EventSourceConfig, type EventSourceId, type EventSourceKind, type MappingPreview, type ProjectId } from '@bellwether/contracts';
import { Prisma } from '@bellwether/prisma/client';
import { writeAudit } from '../audit/write-audit';
import type { Db, Tx } from '../db/create-db';
import { isUniqueViolation } from '../db/database-error';
import { enqueueJob } from '../job/enqueue-job';
import { found, type Scope } from '../scope/scope';

export type EventSourceRow = {
  id: EventSourceId; logId: EventLogId; name: string; kind: EventSourceKind; config: EventSourceConfig; /** a password is kept with it */ hasSecret: boolean; writeKey: string | null; paused: boolean; archivedAt: Date | null; createdAt: Date;
  mapping: { id: EventMappingId; number: number; mapping: EventMapping; createdByName: string; createdAt: Date } | null;
  cursor: unknown;
  lastBatch: { id: string; number: number; state: string; finishedAt: Date | null; createdAt: Date; accepted: number; rejected: number } | null;
};

const include = { mappings: { orderBy: { number: 'desc' }, take: 1 }, batches: { orderBy: { number: 'desc' }, take: 1 } } as const;
type Loaded = Prisma.EventSourceGetPayload<{ include: typeof include }>;
const sum = (counts: unknown): number => Object.values((counts ?? {}) as Record<string, number>).reduce((a, b) => a + b, 0);

function sourceRow(s: Loaded): EventSourceRow {
  const [mapping, batch] = [s.mappings[0], s.batches[0]];
  const counts = batch?.counts as { accepted?: unknown; rejected?: number } | null | undefined;
  return {
    id: s.id as EventSourceId, logId: s.logId as EventLogId, name: s.name, kind: s.kind as EventSourceKind, config: eventSourceConfigSchema.parse(s.config), hasSecret: s.secret !== null, writeKey: s.writeKey, paused: s.paused, archivedAt: s.archivedAt, createdAt: s.createdAt, cursor: s.cursor,
    mapping: mapping ? { id: mapping.id as EventMappingId, number: mapping.number, mapping: eventMappingSchema.parse(mapping.mapping), createdByName: mapping.createdByName, createdAt: mapping.createdAt } : null,
    lastBatch: batch ? { id: batch.id, number: batch.number, state: batch.state, finishedAt: batch.finishedAt, createdAt: batch.createdAt, accepted: sum(counts?.accepted), rejected: counts?.rejected ?? 0 } : null,
  };
}

export async function listEventSources(db: Db, scope: Scope, logId: EventLogId | null): Promise<EventSourceRow[]> {
  return (await db.prisma.eventSource.findMany({ where: { projectId: scope.projectId, ...(logId ? { logId } : {}), archivedAt: null }, include, orderBy: [{ createdAt: 'asc' }, { id: 'asc' }] })).map(sourceRow);
}

/** @throws AppError NOT_FOUND */
export async function getEventSource(db: Db, scope: Scope, id: EventSourceId): Promise<EventSourceRow> {
  return sourceRow(found(await db.prisma.eventSource.findFirst({ where: { id, projectId: scope.projectId }, include }), 'event source', id));
}

/** The secret of a source, encrypted as it was stored; null where there is none. */
export async function eventSourceSecret(db: Db, scope: Scope, id: EventSourceId): Promise<Uint8Array | null> {
  return found(await db.prisma.eventSource.findFirst({ where: { id, projectId: scope.projectId }, select: { secret: true } }), 'event source', id).secret;
}

/** What the door has to know of a source. */
export type ReceivingSource = { id: EventSourceId; projectId: ProjectId; logId: EventLogId; name: string; config: EventSourceConfig; paused: boolean; /** batches of its log that wait to be read */ waiting: number };

/** By its id in a project, or by its public key. @returns null where there is none, or it was put away */
export async function receivingSource(db: Db, by: { id: EventSourceId; projectId: ProjectId } | { writeKey: string }): Promise<ReceivingSource | null> {
  const s = await db.prisma.eventSource.findFirst({ where: { ...by, archivedAt: null }, select: { id: true, projectId: true, logId: true, name: true, config: true, paused: true } });
  if (!s) return null;
  const waiting = await db.prisma.eventBatch.count({ where: { logId: s.logId, state: { in: ['queued', 'running'] } } });
  return { id: s.id as EventSourceId, projectId: s.projectId as ProjectId, logId: s.logId as EventLogId, name: s.name, config: eventSourceConfigSchema.parse(s.config), paused: s.paused, waiting };
}

/** A public key of a web page: it can only add, to one source, from the pages that the source names. */
const newWriteKey = (): string => `bwc_${randomBytes(18).toString('base64url')}`;

export type NewEventSource = { logId: EventLogId; name: string; config: EventSourceConfig; /** encrypted */ secret?: Uint8Array | null };

/** @throws AppError NOT_FOUND (log), NAME_TAKEN */
export async function createEventSource(db: Db, scope: Scope, input: NewEventSource): Promise<EventSourceRow> {
  try {
    const id = await db.transaction(async (tx) => {
      found(await tx.eventLog.findFirst({ where: { id: input.logId, projectId: scope.projectId } }), 'event log', input.logId);
      const row = await tx.eventSource.create({
        data: { projectId: scope.projectId, logId: input.logId, name: input.name, kind: input.config.kind, config: input.config, secret: input.secret ? Buffer.from(input.secret) : null, writeKey: input.config.kind === 'browser' ? newWriteKey() : null, createdBy: scope.actor.id },
      });
      await writeAudit(tx, scope, { action: 'events.create-source', objectType: 'event-source', objectId: row.id, objectName: row.name, after: { config: input.config } });
      return row.id as EventSourceId;
    });
    return await getEventSource(db, scope, id);
  } catch (e) {
    if (isUniqueViolation(e)) throw new AppError({ code: 'NAME_TAKEN', message: `This log has a source named ${JSON.stringify(input.name)} already.`, fix: 'Choose another name, or send your file to that one.', cause: e });
    throw e;
  }
}

/** Another table, or another order of it: where the last pull ended means nothing there. */
const beginsAnew = (old: EventSourceConfig, now: EventSourceConfig): boolean => old.kind === 'postgres' && now.kind === 'postgres' && (['host', 'port', 'database', 'table', 'cursorColumn', 'tieColumn'] as const).some((key) => old[key] !== now[key]);

export type EventSourceChange = { name?: string; config?: EventSourceConfig; secret?: Uint8Array | null; paused?: boolean; archived?: boolean; renewKey?: boolean };

/** @throws AppError NOT_FOUND, NAME_TAKEN, INPUT_INVALID (another kind) */
export async function updateEventSource(db: Db, scope: Scope, id: EventSourceId, change: EventSourceChange): Promise<EventSourceRow> {
  try {
    await db.transaction(async (tx) => {
      const before = found(await tx.eventSource.findFirst({ where: { id, projectId: scope.projectId } }), 'event source', id);
      if (change.config && change.config.kind !== before.kind) throw new AppError({ code: 'INPUT_INVALID', message: `Expected settings of a ${before.kind} source, received those of a ${change.config.kind} source.`, fix: 'Add another source of that kind.' });
      const data: Prisma.EventSourceUpdateInput = {
        ...(change.name !== undefined ? { name: change.name } : {}), ...(change.config ? { config: change.config } : {}), ...(change.config && beginsAnew(eventSourceConfigSchema.parse(before.config), change.config) ? { cursor: Prisma.DbNull } : {}), ...(change.secret !== undefined ? { secret: change.secret ? Buffer.from(change.secret) : null } : {}),
        ...(change.paused !== undefined ? { paused: change.paused } : {}), ...(change.archived !== undefined ? { archivedAt: change.archived ? new Date() : null } : {}), ...(change.renewKey && before.kind === 'browser' ? { writeKey: newWriteKey() } : {}),
      };
      const after = await tx.eventSource.update({ where: { id }, data });
      const facts = (row: typeof before) => ({ name: row.name, config: row.config, paused: row.paused, archivedAt: row.archivedAt });
      await writeAudit(tx, scope, { action: change.archived ? 'events.archive-source' : change.renewKey ? 'events.renew-key' : 'events.update-source', objectType: 'event-source', objectId: id, objectName: after.name, before: facts(before), after: { ...facts(after), ...(change.secret !== undefined ? { passwordChanged: true } : {}) } });
    });
  } catch (e) {
    if (isUniqueViolation(e)) throw new AppError({ code: 'NAME_TAKEN', message: `This log has a source named ${JSON.stringify(change.name)} already.`, fix: 'Choose another name.', cause: e });
    throw e;
  }
  return getEventSource(db, scope, id);
}

/** A mapping, accepted with the loss that was shown. The same again is the same version. @throws AppError NOT_FOUND */
export async function acceptEventMapping(db: Db, scope: Scope, sourceId: EventSourceId, mapping: EventMapping, loss: MappingPreview | null): Promise<{ id: EventMappingId; number: number }> {
  return db.transaction(async (tx) => {
    const source = found(await tx.eventSource.findFirst({ where: { id: sourceId, projectId: scope.projectId } }), 'event source', sourceId);
    await tx.$queryRaw`SELECT 1 FROM event_source WHERE id = ${sourceId}::uuid FOR UPDATE`;
    const last = await tx.eventMappingVersion.findFirst({ where: { sourceId }, orderBy: { number: 'desc' } });
    if (last && JSON.stringify(eventMappingSchema.parse(last.mapping)) === JSON.stringify(mapping)) return { id: last.id as EventMappingId, number: last.number };
    const row = await tx.eventMappingVersion.create({
      data: { projectId: scope.projectId, sourceId, number: (last?.number ?? 0) + 1, mapping: mapping as unknown as Prisma.InputJsonValue, loss: loss ? (loss.counts as unknown as Prisma.InputJsonValue) : undefined, createdBy: scope.actor.id, createdByName: scope.actor.name },
    });
    await writeAudit(tx, scope, { action: 'events.accept-mapping', objectType: 'event-source', objectId: sourceId, objectName: source.name, before: last ? { number: last.number } : undefined, after: { number: row.number, kinds: mapping.rows.map((r) => r.kind), rejected: loss?.counts.rejected ?? null, unmapped: loss?.counts.unmapped ?? null } });
    return { id: row.id as EventMappingId, number: row.number };
  });
}

export const queuePull = (tx: Pick<Tx, '$executeRaw'>, projectId: string, sourceId: string, delaySeconds = 0): Promise<void> =>
  enqueueJob(tx, pullEventsJob, { projectId: projectId as never, sourceId: sourceId as never }, { key: `pull-events:${sourceId}`, delaySeconds });

/** Pulls that are due: sources whose newest pull lies longer back than they say. Called once a minute by every worker; the job's key makes one of many. */
export async function queueDuePulls(db: Db): Promise<number> {
  const { rows } = await db.pool.query<{ id: string; project_id: string }>(
    `SELECT s.id, s.project_id FROM event_source s WHERE s.kind = 'postgres' AND NOT s.paused AND s.archived_at IS NULL
       AND coalesce((s.cursor->>'at')::timestamptz, '-infinity') < now() - make_interval(mins => (s.config->>'everyMinutes')::int)
       AND EXISTS (SELECT FROM event_mapping_version m WHERE m.source_id = s.id)
       AND NOT EXISTS (SELECT FROM graphile_worker.jobs j WHERE j.key = 'pull-events:' || s.id)`,
  );
  for (const r of rows) await db.transaction((tx) => queuePull(tx, r.project_id, r.id));
  return rows.length;
}

/** Why nothing could be pulled: shown with the source, until a pull succeeds. */
export async function recordPullFailure(db: Db, sourceId: EventSourceId, error: ErrorRecord): Promise<void> {
  const said = JSON.stringify(error);
  await db.prisma.$executeRaw`UPDATE event_source SET cursor = coalesce(cursor, '{}'::jsonb) || jsonb_build_object('at', now(), 'error', ${said}::jsonb) WHERE id = ${sourceId}::uuid`;
}

/** That somebody had the server connect elsewhere. */
export const auditSourceTest = (db: Db, scope: Scope, config: EventSourceConfig): Promise<void> => db.transaction((tx) => writeAudit(tx, scope, { action: 'events.test-source', objectType: 'event-source', objectId: config.kind === 'postgres' ? config.table : config.kind, objectName: config.kind === 'postgres' ? `${config.host}/${config.database}` : config.kind, after: { config } }));

/** Where the next pull goes on. @param cursor null keeps what there was: nothing new was found */
export async function saveCursor(tx: Pick<Tx, '$executeRaw'>, sourceId: string, cursor: { value: string; tie: string | null } | null): Promise<void> {
  const found = JSON.stringify(cursor ?? {});
  await tx.$executeRaw`UPDATE event_source SET cursor = (coalesce(cursor, '{}'::jsonb) - 'error') || ${found}::jsonb || jsonb_build_object('at', now()) WHERE id = ${sourceId}::uuid`;
}
