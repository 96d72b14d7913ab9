import { AppError, type SavedViewId } from '@bellwether/contracts';
import type { Prisma } from '@bellwether/prisma';
import { writeAudit } from '../audit/write-audit';
import type { Db } from '../db/create-db';
import { notFound, type Scope } from '../scope/scope';

/** An arrangement of a page under a name: filter, columns, sort. `state` is the page's own. */
export type SavedView = { id: SavedViewId; page: string; name: string; shared: boolean; state: unknown; mine: boolean; updatedAt: Date };

/** The reader's own views and those that others share. */
export async function listSavedViews(db: Db, scope: Scope, page: string): Promise<SavedView[]> {
  const rows = await db.prisma.savedView.findMany({ where: { projectId: scope.projectId, page, OR: [{ ownerId: scope.actor.id }, { shared: true }] }, orderBy: [{ name: 'asc' }, { createdAt: 'asc' }], take: 500 });
  return rows.map((r) => ({ id: r.id as SavedViewId, page: r.page, name: r.name, shared: r.shared, state: r.state, mine: r.ownerId === scope.actor.id, updatedAt: r.updatedAt }));
}

/** Saves under a name; the reader's own view of that name is replaced. A shared view changes what others see: that is audited. */
export async function saveView(db: Db, scope: Scope, input: { page: string; name: string; shared: boolean; state: unknown }): Promise<{ id: SavedViewId }> {
  return db.transaction(async (tx) => {
    const key = { projectId: scope.projectId, ownerId: scope.actor.id, page: input.page, name: input.name };
    const before = await tx.savedView.findUnique({ where: { projectId_ownerId_page_name: key } });
    const data = { shared: input.shared, state: input.state as Prisma.InputJsonValue };
    const saved = await tx.savedView.upsert({ where: { projectId_ownerId_page_name: key }, create: { ...key, ...data }, update: data });
    if (input.shared || before?.shared) await writeAudit(tx, scope, { action: 'view.save', objectType: 'saved-view', objectId: saved.id, objectName: input.name, before: before && { shared: before.shared, state: before.state }, after: data });
    return { id: saved.id as SavedViewId };
  });
}

/** One's own; an admin also takes away what others share. @throws AppError NOT_FOUND, PERMISSION_DENIED */
export async function deleteView(db: Db, scope: Scope, id: SavedViewId): Promise<void> {
  await db.transaction(async (tx) => {
    const view = await tx.savedView.findFirst({ where: { id, projectId: scope.projectId } });
    const own = view?.ownerId === scope.actor.id;
    if (!view || (!own && !view.shared)) throw notFound('saved view', id);
    if (!own && scope.actor.role !== 'admin') throw new AppError({ code: 'PERMISSION_DENIED', message: `The view ${view.name} belongs to somebody else.`, fix: 'Ask its owner or an admin.' });
    await tx.savedView.delete({ where: { id } });
    if (view.shared) await writeAudit(tx, scope, { action: 'view.delete', objectType: 'saved-view', objectId: id, objectName: view.name, before: { shared: view.shared, state: view.state } });
  });
}
