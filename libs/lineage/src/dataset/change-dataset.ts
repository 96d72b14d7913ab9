import { AppError, type ColumnRoles, type DatasetId, type DatasetProfile, type DatasetVersionId, type DataWarning } from '@bellwether/contracts';
import type { Prisma } from '@bellwether/prisma/client';
import { writeAudit } from '../audit/write-audit';
import type { Db, Tx } from '../db/create-db';
import { isUniqueViolation } from '../db/database-error';
import { found, type Scope } from '../scope/scope';
import { dependantsOf } from './dataset-queries';

export type DatasetChange = { name?: string; description?: string; notes?: string; tags?: string[]; ownerName?: string; archived?: boolean };

/** @throws AppError NOT_FOUND, NAME_TAKEN */
export async function updateDataset(db: Db, scope: Scope, id: DatasetId, change: DatasetChange): Promise<void> {
  const { archived, ...fields } = change;
  try {
    await db.transaction(async (tx) => {
      const before = found(await tx.dataset.findFirst({ where: { id, projectId: scope.projectId } }), 'dataset', id);
      const after = await tx.dataset.update({ where: { id }, data: { ...fields, ...(archived === undefined ? {} : { archivedAt: archived ? new Date() : null }) } });
      const keys = [...Object.keys(fields), ...(archived === undefined ? [] : ['archivedAt'])] as (keyof typeof before)[];
      const pick = (row: typeof before) => Object.fromEntries(keys.map((key) => [key, row[key]]));
      await writeAudit(tx, scope, { action: archived === undefined ? 'dataset.update' : archived ? 'dataset.archive' : 'dataset.restore', objectType: 'dataset', objectId: id, objectName: after.name, before: pick(before), after: pick(after) });
    });
  } catch (e) {
    if (isUniqueViolation(e)) throw new AppError({ code: 'NAME_TAKEN', message: `This project has a dataset named ${JSON.stringify(change.name)} already.`, fix: 'Choose another name, or add your file as a new version of that one.', cause: e });
    throw e;
  }
}

/** A new set of roles; the old ones stay for the runs that used them. @throws AppError NOT_FOUND, COLUMN_NOT_FOUND */
export async function setColumnRoles(db: Db, scope: Scope, versionId: DatasetVersionId, roles: ColumnRoles): Promise<{ roleSetId: string; targetChanged: boolean }> {
  return db.transaction(async (tx) => {
    const version = found(await tx.datasetVersion.findFirst({ where: { id: versionId, projectId: scope.projectId }, include: { dataset: { select: { name: true } }, roleSets: { orderBy: { seq: 'desc' }, take: 1 } } }), 'dataset version', versionId);
    const names = new Set(((version.columns ?? []) as { name: string }[]).map((c) => c.name));
    const unknown = Object.keys(roles).filter((name) => !names.has(name));
    if (unknown.length) throw new AppError({ code: 'COLUMN_NOT_FOUND', message: `Expected columns of this version, received ${unknown.slice(0, 5).map((u) => JSON.stringify(u)).join(', ')}.`, fix: 'Reload the page: another version may have been opened.' });
    const before = (version.roleSets[0]?.roles ?? {}) as ColumnRoles;
    const after = { ...before, ...roles };
    const targets = Object.keys(after).filter((name) => after[name] === 'target');
    if (targets.length > 1) throw new AppError({ code: 'INPUT_INVALID', message: `Expected one target, received ${targets.length}: ${targets.join(', ')}.`, fix: 'Give the role target to the one column that is to be predicted.' });
    const set = await tx.columnRoleSet.create({ data: { versionId, roles: after, createdBy: scope.actor.id } });
    const changed = Object.keys(roles).filter((name) => before[name] !== after[name]);
    const pick = (all: ColumnRoles) => Object.fromEntries(changed.map((name) => [name, all[name] ?? null]));
    await writeAudit(tx, scope, { action: 'dataset.set-roles', objectType: 'dataset-version', objectId: versionId, objectName: `${version.dataset.name} v${version.number}`, before: pick(before), after: pick(after) });
    const targetOf = (all: ColumnRoles) => Object.keys(all).find((name) => all[name] === 'target');
    return { roleSetId: set.id, targetChanged: targetOf(before) !== targetOf(after) };
  });
}

/** The profile depends on the target: it is computed again when that changes. The content is untouched. */
export async function replaceProfile(db: Db, versionId: DatasetVersionId, profile: DatasetProfile, warnings: DataWarning[]): Promise<void> {
  await db.prisma.datasetVersion.update({ where: { id: versionId }, data: { profile: profile as unknown as Prisma.InputJsonValue, warnings: warnings as unknown as Prisma.InputJsonValue } });
}

/** @throws AppError NOT_FOUND, IN_USE naming what depends on it */
export async function deleteDatasetVersion(db: Db, scope: Scope, id: DatasetVersionId): Promise<{ datasetId: DatasetId }> {
  const version = found(await db.prisma.datasetVersion.findFirst({ where: { id, projectId: scope.projectId }, include: { dataset: { select: { name: true } } } }), 'dataset version', id);
  await refuseIfUsed(db, scope, [id], `version ${version.number} of ${version.dataset.name}`);
  await db.transaction(async (tx) => {
    await removeVersions(tx, [id]);
    await writeAudit(tx, scope, { action: 'dataset.delete-version', objectType: 'dataset-version', objectId: id, objectName: `${version.dataset.name} v${version.number}`, before: { fileName: version.fileName, sha256: version.contentHash, rows: version.rowCount } });
  });
  return { datasetId: version.datasetId as DatasetId };
}

/** @throws AppError NOT_FOUND, IN_USE naming what depends on it */
export async function deleteDataset(db: Db, scope: Scope, id: DatasetId): Promise<void> {
  const dataset = found(await db.prisma.dataset.findFirst({ where: { id, projectId: scope.projectId }, include: { versions: { select: { id: true, contentHash: true } } } }), 'dataset', id);
  const ids = dataset.versions.map((v) => v.id);
  await refuseIfUsed(db, scope, ids, dataset.name);
  await db.transaction(async (tx) => {
    await removeVersions(tx, ids);
    await tx.dataset.delete({ where: { id } });
    await writeAudit(tx, scope, { action: 'dataset.delete', objectType: 'dataset', objectId: id, objectName: dataset.name, before: { versions: dataset.versions.map((v) => v.contentHash) } });
  });
}

async function removeVersions(tx: Tx, ids: string[]): Promise<void> {
  await tx.columnRoleSet.deleteMany({ where: { versionId: { in: ids } } });
  await tx.datasetVersion.deleteMany({ where: { id: { in: ids } } });
}

async function refuseIfUsed(db: Db, scope: Scope, versionIds: string[], what: string): Promise<void> {
  const { total, rows } = await dependantsOf(db, scope, versionIds);
  if (total > 0)
    throw new AppError({ code: 'IN_USE', message: `${what} cannot be deleted: ${total} ${total === 1 ? 'thing depends' : 'things depend'} on it (${rows.slice(0, 3).map((r) => `${r.kind} ${r.title}`).join(', ')}${total > 3 ? ', …' : ''}).`, fix: 'Archive it instead: what was trained on it keeps its lineage.', context: { total, dependants: rows.slice(0, 20) } });
}
