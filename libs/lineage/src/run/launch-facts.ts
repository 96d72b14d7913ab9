import { AppError, columnSchemaSchema, datasetProfileSchema, columnRolesSchema, type ColumnRoles, type ColumnSchema, type DatasetProfile, type DatasetVersionId } from '@bellwether/contracts';
import type { Db } from '../db/create-db';
import { found, type Scope } from '../scope/scope';

/** What a launch must know of the data it is about to use. */
export type LaunchFacts = {
  datasetId: string;
  datasetName: string;
  versionNumber: number;
  tableHash: string;
  rows: number;
  columns: ColumnSchema[];
  profile: DatasetProfile | null;
  roleSetId: string;
  roles: ColumnRoles;
};

/** @throws AppError NOT_FOUND, CONFLICT while the version is still being read, DATA_UNREADABLE when that failed */
export async function launchFacts(db: Db, scope: Scope, datasetVersionId: DatasetVersionId): Promise<LaunchFacts> {
  const version = found(
    await db.prisma.datasetVersion.findFirst({ where: { id: datasetVersionId, projectId: scope.projectId }, include: { dataset: true, roleSets: { orderBy: { seq: 'desc' }, take: 1 } } }),
    'dataset version',
    datasetVersionId,
  );
  if (version.state === 'failed') throw new AppError({ code: 'DATA_UNREADABLE', message: `Version ${version.number} of ${version.dataset.name} could not be read.`, fix: 'Upload the file again as its page says, and launch on the new version.' });
  const roleSet = version.roleSets[0];
  if (version.state !== 'ready' || !version.tablePath || !roleSet)
    throw new AppError({ code: 'CONFLICT', message: `Version ${version.number} of ${version.dataset.name} is still being read.`, fix: 'Wait until its profile is there, then launch.', retry: true });
  return {
    datasetId: version.datasetId,
    datasetName: version.dataset.name,
    versionNumber: version.number,
    tableHash: version.tablePath,
    rows: version.rowCount ?? 0,
    columns: columnSchemaSchema.array().parse(version.columns ?? []),
    profile: datasetProfileSchema.nullable().catch(null).parse(version.profile ?? null),
    roleSetId: roleSet.id,
    roles: columnRolesSchema.parse(roleSet.roles),
  };
}
