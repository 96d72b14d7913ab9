import { AppError, eventRulesSchema, type EventLogId, type EventLogVersionId, type EventRules } from '@bellwether/contracts';
import type { Prisma } from '@bellwether/prisma/client';
import { writeAudit } from '../audit/write-audit';
import type { Db } from '../db/create-db';
import { isUniqueViolation } from '../db/database-error';
import { found, type Scope } from '../scope/scope';

export type NewEventLog = { name: string; description?: string; currency?: string; timeZone?: string; rules?: unknown };
export type EventLogChange = { name?: string; description?: string; rules?: EventRules; archived?: boolean };
export type EventLogRow = {
  id: EventLogId; name: string; description: string; currency: string; timeZone: string; rules: EventRules; archivedAt: Date | null; createdAt: Date;
  sources: number;
  latest: { id: EventLogVersionId; number: number; rows: number; counts: Record<string, number>; createdAt: Date } | null;
  /** expectations that the newest version does not meet */
  failing: number;
};

const include = { versions: { orderBy: { number: 'desc' }, take: 1, include: { results: { where: { passed: false }, select: { expectationId: true } } } }, _count: { select: { sources: { where: { archivedAt: null } } } } } as const;
type Record_ = Prisma.EventLogGetPayload<{ include: typeof include }>;

export const eventLogRow = (l: Record_): EventLogRow => {
  const latest = l.versions[0];
  return {
    id: l.id as EventLogId, name: l.name, description: l.description, currency: l.currency, timeZone: l.timeZone, rules: eventRulesSchema.parse(l.rules), archivedAt: l.archivedAt, createdAt: l.createdAt, sources: l._count.sources,
    latest: latest ? { id: latest.id as EventLogVersionId, number: latest.number, rows: Number(latest.rows), counts: latest.counts as Record<string, number>, createdAt: latest.createdAt } : null,
    failing: latest?.results.length ?? 0,
  };
};

export async function listEventLogs(db: Db, scope: Scope): Promise<EventLogRow[]> {
  return (await db.prisma.eventLog.findMany({ where: { projectId: scope.projectId, archivedAt: null }, include, orderBy: [{ createdAt: 'asc' }, { id: 'asc' }] })).map(eventLogRow);
}

/** @throws AppError NOT_FOUND */
export async function getEventLog(db: Db, scope: Scope, id: EventLogId): Promise<EventLogRow> {
  return eventLogRow(found(await db.prisma.eventLog.findFirst({ where: { id, projectId: scope.projectId }, include }), 'event log', id));
}

const nameTaken = (name: string | undefined, cause: unknown) => new AppError({ code: 'NAME_TAKEN', message: `This project has an event log named ${JSON.stringify(name)} already.`, fix: 'Choose another name, or add your source to that one.', cause });

/** Currency and zone are the project's unless told. @throws AppError NAME_TAKEN */
export async function createEventLog(db: Db, scope: Scope, input: NewEventLog): Promise<EventLogRow> {
  const rules = eventRulesSchema.parse(input.rules ?? {});
  try {
    const id = await db.transaction(async (tx) => {
      const project = await tx.project.findUniqueOrThrow({ where: { id: scope.projectId } });
      const row = await tx.eventLog.create({ data: { projectId: scope.projectId, name: input.name, description: input.description ?? '', currency: input.currency ?? project.currency, timeZone: input.timeZone ?? project.timeZone, rules, createdBy: scope.actor.id } });
      await writeAudit(tx, scope, { action: 'events.create-log', objectType: 'event-log', objectId: row.id, objectName: row.name, after: { currency: row.currency, timeZone: row.timeZone, rules } });
      return row.id as EventLogId;
    });
    return await getEventLog(db, scope, id);
  } catch (e) {
    if (isUniqueViolation(e)) throw nameTaken(input.name, e);
    throw e;
  }
}

/** Rules hold from the next version on; versions keep those they were made with. @throws AppError NOT_FOUND, NAME_TAKEN */
export async function updateEventLog(db: Db, scope: Scope, id: EventLogId, change: EventLogChange): Promise<EventLogRow> {
  const { archived, ...fields } = change;
  const data = { ...fields, ...(archived === undefined ? {} : { archivedAt: archived ? new Date() : null }) };
  try {
    await db.transaction(async (tx) => {
      const before = found(await tx.eventLog.findFirst({ where: { id, projectId: scope.projectId } }), 'event log', id);
      const after = await tx.eventLog.update({ where: { id }, data });
      const pick = (row: typeof before) => Object.fromEntries((Object.keys(data) as (keyof typeof before)[]).map((key) => [key, row[key]]));
      await writeAudit(tx, scope, { action: archived === undefined ? 'events.update-log' : archived ? 'events.archive-log' : 'events.restore-log', objectType: 'event-log', objectId: id, objectName: after.name, before: pick(before), after: pick(after) });
    });
  } catch (e) {
    if (isUniqueViolation(e)) throw nameTaken(change.name, e);
    throw e;
  }
  return getEventLog(db, scope, id);
}
