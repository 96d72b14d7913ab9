import { AppError, type RunId } from '@bellwether/contracts';
import { writeAudit } from '../audit/write-audit';
import type { Db, Tx } from '../db/create-db';
import { notFound, type Scope } from '../scope/scope';

export type RunChange = {
  name?: string;
  notes?: string;
  /** the whole list */
  tags?: string[];
  addTags?: string[];
  removeTags?: string[];
  /** the whole record */
  labels?: Record<string, string>;
  archived?: boolean;
};

/**
 * Changes what people say about runs; what a run measured never changes. All or none; one audit entry a run that did change.
 * @returns how many changed @throws AppError NOT_FOUND, CONFLICT for archiving a run that still trains
 */
export async function updateRuns(db: Db, scope: Scope, runIds: readonly RunId[], change: RunChange): Promise<number> {
  return db.transaction(async (tx) => {
    const runs = await tx.run.findMany({ where: { id: { in: [...runIds] }, projectId: scope.projectId } });
    for (const id of runIds) if (!runs.some((r) => r.id === id)) throw notFound('run', id);
    let changed = 0;
    for (const run of runs) {
      if (change.archived && (run.state === 'queued' || run.state === 'running'))
        throw new AppError({ code: 'CONFLICT', message: `Run ${run.number} is still ${run.state}.`, fix: 'Cancel it or wait until it ends, then archive it.' });
      const before: Record<string, unknown> = { name: run.name, notes: run.notes, tags: run.tags, labels: run.labels, archived: run.archivedAt !== null };
      const after = applyChange(before, change);
      const keys = Object.keys(after).filter((k) => JSON.stringify(after[k]) !== JSON.stringify(before[k]));
      if (keys.length === 0) continue;
      changed++;
      await tx.run.update({ where: { id: run.id }, data: columns(after, keys) });
      const only = (values: Record<string, unknown>) => Object.fromEntries(keys.map((k) => [k, values[k]]));
      await writeAudit(tx, scope, { action: 'run.update', objectType: 'run', objectId: run.id, objectName: run.name, before: only(before), after: only(after) });
    }
    return changed;
  });
}

function applyChange(before: Record<string, unknown>, change: RunChange): Record<string, unknown> {
  const base = change.tags ?? (before.tags as string[]);
  const tags = [...new Set([...base, ...(change.addTags ?? [])])].filter((tag) => !change.removeTags?.includes(tag));
  return { name: change.name ?? before.name, notes: change.notes ?? before.notes, tags, labels: change.labels ?? before.labels, archived: change.archived ?? before.archived };
}

const columns = (after: Record<string, unknown>, keys: string[]) => ({
  ...(keys.includes('name') ? { name: after.name as string } : {}),
  ...(keys.includes('notes') ? { notes: after.notes as string } : {}),
  ...(keys.includes('tags') ? { tags: after.tags as string[] } : {}),
  ...(keys.includes('labels') ? { labels: after.labels as Record<string, string> } : {}),
  ...(keys.includes('archived') ? { archivedAt: after.archived ? new Date() : null } : {}),
});

/** A favourite is the user's own: it changes nothing for others, and the audit log does not speak of it. @throws AppError NOT_FOUND */
export async function setFavourite(db: Db, scope: Scope, runIds: readonly RunId[], favourite: boolean): Promise<void> {
  await db.transaction(async (tx) => {
    await assertOwn(tx, scope, runIds);
    if (!favourite) await tx.runFavourite.deleteMany({ where: { userId: scope.actor.id, runId: { in: [...runIds] } } });
    else await tx.runFavourite.createMany({ data: runIds.map((runId) => ({ userId: scope.actor.id, runId })), skipDuplicates: true });
  });
}

async function assertOwn(tx: Tx, scope: Scope, runIds: readonly RunId[]): Promise<void> {
  const rows = await tx.run.findMany({ where: { id: { in: [...runIds] }, projectId: scope.projectId }, select: { id: true } });
  for (const id of runIds) if (!rows.some((r) => r.id === id)) throw notFound('run', id);
}
