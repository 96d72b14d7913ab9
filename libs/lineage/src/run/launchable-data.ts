import { columnRolesSchema, columnSchemaSchema, type ColumnRoles, type ColumnSchema, type DatasetProfile, type DatasetVersionId } from '@bellwether/contracts';
import type { Db } from '../db/create-db';
import type { Scope } from '../scope/scope';

/** A dataset version that a run can start on. */
export type LaunchableVersion = { versionId: DatasetVersionId; datasetId: string; datasetName: string; number: number; rows: number; columns: ColumnSchema[]; roles: ColumnRoles; /** null: nobody has said what to predict */ target: string | null; /** null: there is no target, or it is neither */ targetKind: 'binary' | 'numeric' | null; createdAt: Date };

/** Whether the target answers yes or no, or is a number. Before there is a profile the type alone must do. */
function kindOf(column: ColumnSchema | undefined, profile: DatasetProfile | null): LaunchableVersion['targetKind'] {
  if (column === undefined) return null;
  const distinct = profile?.columns?.find((c) => c.name === column.name)?.distinct;
  if (column.type === 'boolean' || distinct === 2) return 'binary';
  return column.type === 'integer' || column.type === 'number' ? 'numeric' : null;
}

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
    const columns = columnSchemaSchema.array().catch([]).parse(v.columns);
    const targetKind = kindOf(columns.find((c) => c.name === target), v.profile as DatasetProfile | null);
    return [{ versionId: v.id as DatasetVersionId, datasetId: v.datasetId, datasetName: v.dataset.name, number: v.number, rows: v.rowCount ?? 0, columns, roles, target, targetKind, createdAt: v.createdAt }];
  });
}
