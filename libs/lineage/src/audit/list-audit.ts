import { auditEntrySchema, type AuditEntry } from '@bellwether/contracts';
import type { Prisma } from '@bellwether/prisma/client';
import type { Db } from '../db/create-db';
import type { Scope } from '../scope/scope';

export type AuditFilter = {
  /** newest first; entries older than this id */
  before?: string;
  limit: number;
  actorId?: string;
  objectType?: string;
  objectId?: string;
  /** the whole action, or its beginning with a dot: `run.` */
  action?: string;
  /** in names and actions */
  search?: string;
  from?: Date;
  to?: Date;
};

/** What happened in this project, and on the instance (users, sign-ins) as it concerns every project. Newest first. */
export async function listAudit(db: Db, scope: Scope, filter: AuditFilter): Promise<{ entries: AuditEntry[]; next: string | null }> {
  const rows = await db.prisma.auditEntry.findMany({ where: whereOf(scope, filter), orderBy: { id: 'desc' }, take: filter.limit + 1 });
  const entries = rows.slice(0, filter.limit).map((row) => auditEntrySchema.parse({ ...row, id: String(row.id) }));
  return { entries, next: rows.length > filter.limit ? entries.at(-1)!.id : null };
}

/** What the filters of the page offer. */
export async function listAuditFacets(db: Db, scope: Scope): Promise<{ actors: { id: string; name: string }[]; objectTypes: string[]; actions: string[] }> {
  const where = inReach(scope);
  const [actors, types, actions] = await Promise.all([
    db.prisma.auditEntry.groupBy({ by: ['actorId', 'actorName'], where, orderBy: { actorName: 'asc' } }),
    db.prisma.auditEntry.groupBy({ by: ['objectType'], where, orderBy: { objectType: 'asc' } }),
    db.prisma.auditEntry.groupBy({ by: ['action'], where, orderBy: { action: 'asc' } }),
  ]);
  const byId = new Map(actors.map((a) => [a.actorId, a.actorName]));
  return { actors: [...byId].map(([id, name]) => ({ id, name })), objectTypes: types.map((t) => t.objectType), actions: actions.map((a) => a.action) };
}

const inReach = (scope: Scope): Prisma.AuditEntryWhereInput => ({ OR: [{ projectId: scope.projectId }, { projectId: null }] });

function whereOf(scope: Scope, filter: AuditFilter): Prisma.AuditEntryWhereInput {
  const and: Prisma.AuditEntryWhereInput[] = [inReach(scope)];
  if (filter.before) and.push({ id: { lt: BigInt(filter.before) } });
  if (filter.actorId) and.push({ actorId: filter.actorId });
  if (filter.objectType) and.push({ objectType: filter.objectType });
  if (filter.objectId) and.push({ objectId: filter.objectId });
  if (filter.action) and.push({ action: filter.action.endsWith('.') ? { startsWith: filter.action } : filter.action });
  if (filter.from || filter.to) and.push({ at: { gte: filter.from, lt: filter.to } });
  if (filter.search) {
    const contains = { contains: filter.search, mode: 'insensitive' as const };
    and.push({ OR: [{ objectName: contains }, { actorName: contains }, { action: contains }, { objectId: filter.search }] });
  }
  return { AND: and };
}
