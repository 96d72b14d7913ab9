import { columnRolesSchema, columnSchemaSchema, datasetProfileSchema, dataWarningSchema, type ColumnRoles, type ColumnSchema, type DatasetId, type DatasetProfile, type DatasetVersionId, type DatasetVersionSummary, type DataWarning } from '@bellwether/contracts';
import type { Prisma } from '@bellwether/prisma/client';
import type { Db } from '../db/create-db';
import { found, type Scope } from '../scope/scope';

export type DatasetListInput = { search: string; tags: string[]; archived: boolean; sort: 'updated' | 'name' | 'created'; offset: number; limit: number };
export type DatasetRow = {
  id: DatasetId; name: string; description: string; notes: string; tags: string[]; ownerName: string; licence: string | null; source: string | null;
  archivedAt: Date | null; createdAt: Date; updatedAt: Date; versions: number; latest: DatasetVersionSummary | null; target: string | null; baseRate: number | null;
};

type VersionRecord = Prisma.DatasetVersionGetPayload<object>;

export function versionSummary(v: VersionRecord): DatasetVersionSummary {
  const progress = v.progress as { phase?: string; fraction?: number | null } | null;
  return {
    id: v.id as DatasetVersionId, datasetId: v.datasetId as DatasetId, number: v.number, contentHash: v.contentHash, state: v.state as DatasetVersionSummary['state'], origin: v.origin, fileName: v.fileName,
    format: v.format as DatasetVersionSummary['format'], bytes: Number(v.bytes), rowCount: v.rowCount, columnCount: v.columnCount, rejectedCount: v.rejectedCount,
    progress: progress?.phase ? { phase: progress.phase, fraction: progress.fraction ?? null } : null,
    error: v.error as DatasetVersionSummary['error'], createdAt: v.createdAt,
  };
}

type DatasetRecord = Prisma.DatasetGetPayload<{ include: { versions: true; _count: { select: { versions: true } } } }>;

function datasetRow(d: DatasetRecord): DatasetRow {
  const latest = d.versions[0];
  const target = (latest?.profile as { target?: { column: string; baseRate: number | null } | null } | null)?.target ?? null;
  return {
    id: d.id as DatasetId, name: d.name, description: d.description, notes: d.notes, tags: d.tags, ownerName: d.ownerName, licence: d.licence, source: d.source, archivedAt: d.archivedAt,
    createdAt: d.createdAt, updatedAt: d.updatedAt, versions: d._count.versions, latest: latest ? versionSummary(latest) : null, target: target?.column ?? null, baseRate: target?.baseRate ?? null,
  };
}

const include = { versions: { orderBy: { number: 'desc' }, take: 1 }, _count: { select: { versions: true } } } as const;
const ORDER = { updated: { updatedAt: 'desc' }, name: { name: 'asc' }, created: { createdAt: 'desc' } } as const;

export async function listDatasets(db: Db, scope: Scope, input: DatasetListInput): Promise<{ total: number; rows: DatasetRow[]; tags: string[] }> {
  const contains = { contains: input.search.trim(), mode: 'insensitive' } as const;
  const where: Prisma.DatasetWhereInput = {
    projectId: scope.projectId,
    archivedAt: input.archived ? { not: null } : null,
    ...(input.tags.length ? { tags: { hasEvery: input.tags } } : {}),
    ...(input.search.trim() ? { OR: [{ name: contains }, { description: contains }, { notes: contains }, { ownerName: contains }] } : {}),
  };
  const [total, rows, tagged] = await Promise.all([
    db.prisma.dataset.count({ where }),
    db.prisma.dataset.findMany({ where, include, orderBy: [ORDER[input.sort], { id: 'asc' }], skip: input.offset, take: input.limit }),
    db.prisma.dataset.findMany({ where: { projectId: scope.projectId, NOT: { tags: { isEmpty: true } } }, select: { tags: true } }),
  ]);
  return { total, rows: rows.map(datasetRow), tags: [...new Set(tagged.flatMap((t) => t.tags))].sort() };
}

/** @throws AppError NOT_FOUND */
export async function getDataset(db: Db, scope: Scope, id: DatasetId): Promise<DatasetRow & { allVersions: DatasetVersionSummary[] }> {
  const row = found(await db.prisma.dataset.findFirst({ where: { id, projectId: scope.projectId }, include }), 'dataset', id);
  const versions = await db.prisma.datasetVersion.findMany({ where: { datasetId: id }, orderBy: { number: 'desc' }, take: 500, omit: { profile: true, columns: true, warnings: true } });
  return { ...datasetRow(row), allVersions: versions.map((v) => versionSummary(v as VersionRecord)) };
}

export type VersionDetail = DatasetVersionSummary & {
  datasetName: string; datasetArchived: boolean; columns: ColumnSchema[]; profile: DatasetProfile | null; warnings: DataWarning[];
  roles: ColumnRoles; rolesProposed: boolean; roleSetId: string | null; tableHash: string | null; rejectedHash: string | null; parentVersionId: string | null; createdBy: string; finishedAt: Date | null;
};

/** @throws AppError NOT_FOUND */
export async function getDatasetVersion(db: Db, scope: Scope, id: DatasetVersionId): Promise<VersionDetail> {
  const v = found(await db.prisma.datasetVersion.findFirst({ where: { id, projectId: scope.projectId }, include: { dataset: true, roleSets: { orderBy: { seq: 'desc' }, take: 1 } } }), 'dataset version', id);
  const roleSet = v.roleSets[0];
  return {
    ...versionSummary(v), datasetName: v.dataset.name, datasetArchived: v.dataset.archivedAt !== null,
    columns: columnSchemaSchema.array().catch([]).parse(v.columns ?? []), profile: datasetProfileSchema.nullable().catch(null).parse(v.profile ?? null), warnings: dataWarningSchema.array().catch([]).parse(v.warnings ?? []),
    roles: columnRolesSchema.catch({}).parse(roleSet?.roles ?? {}), rolesProposed: roleSet?.proposed ?? true, roleSetId: roleSet?.id ?? null,
    tableHash: v.tablePath, rejectedHash: v.rejectedPath, parentVersionId: v.parentVersionId, createdBy: v.createdBy, finishedAt: v.finishedAt,
  };
}

export type Dependant = { kind: 'run' | 'model-version' | 'batch-scoring'; id: string; title: string; state: string; at: Date };

/** What would break if the version went: runs, the models made of them, batches scored on it. Newest first, at most 200. */
export async function dependantsOf(db: Db, scope: Scope, versionIds: string[]): Promise<{ total: number; rows: Dependant[] }> {
  const where = { projectId: scope.projectId, datasetVersionId: { in: versionIds } };
  const [runs, models, batches, runCount, modelCount, batchCount] = await Promise.all([
    db.prisma.run.findMany({ where, select: { id: true, number: true, name: true, state: true, createdAt: true }, orderBy: { createdAt: 'desc' }, take: 200 }),
    db.prisma.modelVersion.findMany({ where, select: { id: true, number: true, createdAt: true, model: { select: { name: true } } }, orderBy: { createdAt: 'desc' }, take: 200 }),
    db.prisma.batchScoring.findMany({ where, select: { id: true, state: true, createdAt: true }, orderBy: { createdAt: 'desc' }, take: 200 }),
    db.prisma.run.count({ where }), db.prisma.modelVersion.count({ where }), db.prisma.batchScoring.count({ where }),
  ]);
  const rows: Dependant[] = [
    ...models.map((m): Dependant => ({ kind: 'model-version', id: m.id, title: `${m.model.name} v${m.number}`, state: 'registered', at: m.createdAt })),
    ...runs.map((r): Dependant => ({ kind: 'run', id: r.id, title: r.name ? `#${r.number} ${r.name}` : `#${r.number}`, state: r.state, at: r.createdAt })),
    ...batches.map((b): Dependant => ({ kind: 'batch-scoring', id: b.id, title: b.id.slice(0, 8), state: b.state, at: b.createdAt })),
  ];
  return { total: runCount + modelCount + batchCount, rows: rows.sort((a, b) => b.at.getTime() - a.at.getTime()).slice(0, 200) };
}
