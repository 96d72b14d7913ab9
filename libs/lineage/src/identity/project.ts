import { AppError, projectSchema, type Project, type ProjectId } from '@bellwether/contracts';
import type { Actor } from '@bellwether/contracts';
import { writeAudit } from '../audit/write-audit';
import type { Db } from '../db/create-db';
import { isUniqueViolation } from '../db/database-error';
import { notFound, SYSTEM_ACTOR } from '../scope/scope';

export type ProjectInput = { name: string; slug: string; currency: string; timeZone: string };

const select = { id: true, slug: true, name: true, currency: true, timeZone: true, createdAt: true } as const;

/** Oldest first: the first is where a new user lands. */
export async function listProjects(db: Db): Promise<Project[]> {
  const rows = await db.prisma.project.findMany({ select, orderBy: [{ createdAt: 'asc' }, { id: 'asc' }] });
  return rows.map((row) => projectSchema.parse(row));
}

/** A key sees its own shop and no other. */
export async function getProject(db: Db, id: ProjectId): Promise<Project> {
  const row = await db.prisma.project.findUnique({ where: { id }, select });
  if (!row) throw notFound('project', id);
  return projectSchema.parse(row);
}

/** By id or by slug, as people write it into a header. @returns null when there is none */
export async function findProjectId(db: Db, idOrSlug: string | null): Promise<ProjectId | null> {
  const where = idOrSlug === null ? {} : UUID.test(idOrSlug) ? { id: idOrSlug } : { slug: idOrSlug };
  const row = await db.prisma.project.findFirst({ where, select: { id: true }, orderBy: [{ createdAt: 'asc' }, { id: 'asc' }] });
  return (row?.id as ProjectId | undefined) ?? null;
}

const UUID = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/i;

/** @throws AppError NAME_TAKEN */
export async function createProject(db: Db, actor: Actor, input: ProjectInput): Promise<Project> {
  try {
    return await db.transaction(async (tx) => {
      const row = projectSchema.parse(await tx.project.create({ data: input, select }));
      await writeAudit(tx, { projectId: row.id, actor }, { action: 'project.create', objectType: 'project', objectId: row.id, objectName: row.name, after: input });
      return row;
    });
  } catch (e) {
    throw isUniqueViolation(e) ? slugTaken(input.slug, e) : e;
  }
}

/** @throws AppError NAME_TAKEN, NOT_FOUND */
export async function updateProject(db: Db, actor: Actor, id: ProjectId, change: Partial<ProjectInput>): Promise<Project> {
  try {
    return await db.transaction(async (tx) => {
      const before = await tx.project.findUnique({ where: { id }, select });
      if (!before) throw notFound('project', id);
      const after = projectSchema.parse(await tx.project.update({ where: { id }, data: change, select }));
      const keys = Object.keys(change) as (keyof ProjectInput)[];
      const pick = (row: ProjectInput) => Object.fromEntries(keys.map((key) => [key, row[key]]));
      await writeAudit(tx, { projectId: id, actor }, { action: 'project.update', objectType: 'project', objectId: id, objectName: after.name, before: pick(before), after: pick(after) });
      return after;
    });
  } catch (e) {
    throw isUniqueViolation(e) ? slugTaken(change.slug ?? '', e) : e;
  }
}

/** Makes the first shop of an empty instance. Any number of starters at once make one. */
export async function ensureFirstProject(db: Db): Promise<ProjectId> {
  const existing = await findProjectId(db, null);
  if (existing) return existing;
  const made = await createProject(db, SYSTEM_ACTOR, { slug: 'shop', name: 'My shop', currency: 'USD', timeZone: 'UTC' }).catch((e) => {
    if (e instanceof AppError && e.code === 'NAME_TAKEN') return null;
    throw e;
  });
  return made?.id ?? (await findProjectId(db, 'shop'))!;
}

const slugTaken = (slug: string, cause: unknown) =>
  new AppError({ code: 'NAME_TAKEN', message: `A project with the short name ${JSON.stringify(slug)} exists.`, fix: 'Choose another short name.', context: { field: 'slug' }, cause });
