import { columnSchemaSchema, type ModelVersionId } from '@bellwether/contracts';
import type { Db } from '../db/create-db';
import type { Scope } from '../scope/scope';
import { getVersion } from '../model/model-queries';

export type BatchTarget = { datasetVersionId: string; datasetName: string; number: number; rows: number; createdAt: Date; /** inputs of the model that these data lack: it cannot score them */ missing: string[] };

/** Dataset versions that are ready, newest first, with what a model would miss in each. @throws AppError NOT_FOUND */
export async function batchTargets(db: Db, scope: Scope, modelVersionId: ModelVersionId): Promise<BatchTarget[]> {
  const { signature } = await getVersion(db, scope, modelVersionId);
  const versions = await db.prisma.datasetVersion.findMany({
    where: { projectId: scope.projectId, state: 'ready', dataset: { archivedAt: null } },
    select: { id: true, number: true, rowCount: true, columns: true, createdAt: true, dataset: { select: { name: true } } },
    orderBy: { createdAt: 'desc' },
    take: 200,
  });
  return versions.map((v) => {
    const names = new Set(columnSchemaSchema.array().catch([]).parse(v.columns ?? []).map((c) => c.name));
    return { datasetVersionId: v.id, datasetName: v.dataset.name, number: v.number, rows: v.rowCount ?? 0, createdAt: v.createdAt, missing: signature.inputs.map((i) => i.name).filter((name) => !names.has(name)) };
  });
}
