import { columnRolesSchema, columnSchemaSchema, type ColumnRoles, type ColumnSchema, type DatasetVersionId } from '@bellwether/contracts';
import type { Db } from '../db/create-db';
import type { Scope } from '../scope/scope';

/** A dataset version that a run can start on. */
export type LaunchableVersion = { versionId: DatasetVersionId; datasetId: string; datasetName: string; number: number; rows: number; columns: ColumnSchema[]; roles: ColumnRoles; /** null: nobody has said what to predict */ target: string | null; createdAt: Date };

/** The newest ready versions, newest first; a chosen one is among them however old it is. */
export async function launchableData(db: Db, scope: Scope, input: { versionId?: DatasetVersionId } = {}): Promise<LaunchableVersion[]> {
  const versions = await db.prisma.datasetVersion.findMany({
    where: { projectId: scope.projectId, state: 'ready', OR: [{ dataset: { archivedAt: null } }, ...(input.versionId ? [{ id: input.versionId }] : [])] },
    include: { dataset: { select: { name: true } }, roleSets: { orderBy: { seq: 'desc' }, take: 1 } },
    orderBy: { createdAt: 'desc' },
    take: 200,
  });
  return versions.flatMap((v) => {
    const roles = columnRolesSchema.safeParse(v.roleSets[0]?.roles).data;
    if (!roles) return [];
    const target = Object.entries(roles).find(([, role]) => role === 'target')?.[0] ?? null;
    return [{ versionId: v.id as DatasetVersionId, datasetId: v.datasetId, datasetName: v.dataset.name, number: v.number, rows: v.rowCount ?? 0, columns: columnSchemaSchema.array().catch([]).parse(v.columns), roles, target, createdAt: v.createdAt }];
  });
}
