import type { DatasetVersionId } from '@bellwether/contracts';
import type { Db } from '../db/create-db';
import { found, type Scope } from '../scope/scope';

/**
 * The version that realised rows are added to: the nearest one that was not itself made of outcomes. Every next version is this
 * one with all outcomes known so far, so that closing the loop twice adds no row twice.
 * @throws AppError NOT_FOUND
 */
export async function outcomeBase(db: Db, scope: Scope, trainedOn: DatasetVersionId): Promise<DatasetVersionId> {
  let id: string = trainedOn;
  for (;;) {
    const version: { origin: string; parentVersionId: string | null } = found(await db.prisma.datasetVersion.findFirst({ where: { id, projectId: scope.projectId }, select: { origin: true, parentVersionId: true } }), 'dataset version', id);
    if (version.origin !== 'outcomes' || version.parentVersionId === null) return id as DatasetVersionId;
    id = version.parentVersionId;
  }
}
