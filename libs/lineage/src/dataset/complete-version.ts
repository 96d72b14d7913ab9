import type { ColumnRoles, ColumnSchema, DatasetProfile, DatasetVersionId, DataWarning, ErrorRecord, FileFormat, ProjectId } from '@bellwether/contracts';
import { Prisma } from '@bellwether/prisma/client';
import type { Db } from '../db/create-db';

/** What a worker needs to parse a version. */
export type VersionToParse = { id: DatasetVersionId; fileName: string; rawHash: string; delimiter: string | null; previousRoles: ColumnRoles | null };

/** @returns null when it is parsed already, or gone */
export async function versionToParse(db: Db, projectId: ProjectId, id: DatasetVersionId): Promise<VersionToParse | null> {
  const row = await db.prisma.datasetVersion.findFirst({ where: { id, projectId } });
  if (!row || row.state !== 'parsing') return null;
  const before = await db.prisma.columnRoleSet.findFirst({ where: { version: { datasetId: row.datasetId, state: 'ready', number: { lt: row.number } } }, orderBy: { seq: 'desc' } });
  const progress = row.progress as { delimiter?: string | null } | null;
  return { id, fileName: row.fileName, rawHash: row.rawPath, delimiter: progress?.delimiter ?? null, previousRoles: (before?.roles as ColumnRoles | undefined) ?? null };
}

export async function reportParsing(db: Db, id: DatasetVersionId, phase: string, fraction: number | null): Promise<void> {
  await db.prisma.$executeRaw`UPDATE dataset_version SET progress = coalesce(progress, '{}') || jsonb_build_object('phase', ${phase}::text, 'fraction', ${fraction}::float8) WHERE id = ${id}::uuid AND state = 'parsing'`;
}

export type ParsedVersion = {
  format: FileFormat; compressed: boolean; rowCount: number; columnCount: number; rejectedCount: number;
  columns: ColumnSchema[]; profile: DatasetProfile; warnings: DataWarning[]; roles: ColumnRoles; rolesProposed: boolean; tableHash: string; rejectedHash: string | null;
};

/** Content, profile and roles in one transaction; only a version that is still being parsed takes them. */
export async function completeVersion(db: Db, id: DatasetVersionId, parsed: ParsedVersion): Promise<boolean> {
  return db.transaction(async (tx) => {
    const { count } = await tx.datasetVersion.updateMany({
      where: { id, state: 'parsing' },
      data: {
        state: 'ready', format: parsed.format, compressed: parsed.compressed, rowCount: parsed.rowCount, columnCount: parsed.columnCount, rejectedCount: parsed.rejectedCount,
        columns: parsed.columns, profile: parsed.profile as unknown as Prisma.InputJsonValue, warnings: parsed.warnings as unknown as Prisma.InputJsonValue,
        tablePath: parsed.tableHash, rejectedPath: parsed.rejectedHash, progress: Prisma.DbNull, error: Prisma.DbNull, finishedAt: new Date(),
      },
    });
    if (count === 0) return false;
    await tx.columnRoleSet.create({ data: { versionId: id, roles: parsed.roles, proposed: parsed.rolesProposed, createdBy: 'system' } });
    return true;
  });
}

export async function failVersion(db: Db, id: DatasetVersionId, error: ErrorRecord): Promise<void> {
  await db.prisma.datasetVersion.updateMany({ where: { id, state: 'parsing' }, data: { state: 'failed', error: error as unknown as Prisma.InputJsonValue, progress: Prisma.DbNull, finishedAt: new Date() } });
}
