import { AppError, ingestDatasetJob, type DatasetId, type DatasetVersionId, type FileFormat } from '@bellwether/contracts';
import { writeAudit } from '../audit/write-audit';
import type { Db, Tx } from '../db/create-db';
import { enqueueJob } from '../job/enqueue-job';
import { found, type Scope } from '../scope/scope';

export type VersionOrigin = 'upload' | 'api' | 'path' | 'outcomes' | 'sample' | 'task';
export type NewDatasetVersion = {
  /** an existing dataset, or the name of one to make when it does not exist */
  dataset: { id: DatasetId } | { name: string; description?: string; source?: string; licence?: string; tags?: string[] };
  fileName: string;
  /** as the name suggests; the parser decides */
  format: FileFormat;
  contentHash: string;
  bytes: number;
  origin: VersionOrigin;
  delimiter?: string | null;
};
export type RegisteredDatasetVersion = { datasetId: DatasetId; versionId: DatasetVersionId; number: number; /** these bytes were a version of this dataset already */ existing: boolean };

/**
 * Registers stored bytes as a version and queues its parsing, in one transaction. The same bytes are the same version;
 * a version that failed is tried again.
 * @throws AppError NOT_FOUND
 */
export async function registerDatasetVersion(db: Db, scope: Scope, input: NewDatasetVersion): Promise<RegisteredDatasetVersion> {
  return db.transaction(async (tx) => {
    const dataset = await findOrCreate(tx, scope, input);
    // versions of one dataset are numbered one after another
    await tx.$executeRaw`SELECT id FROM dataset WHERE id = ${dataset.id}::uuid FOR UPDATE`;
    const same = await tx.datasetVersion.findUnique({ where: { datasetId_contentHash: { datasetId: dataset.id, contentHash: input.contentHash } } });
    const id = { datasetId: dataset.id as DatasetId };
    if (same && same.state !== 'failed') return { ...id, versionId: same.id as DatasetVersionId, number: same.number, existing: true };
    if (same) {
      await tx.datasetVersion.update({ where: { id: same.id }, data: { state: 'parsing', error: undefined, progress: { phase: 'waiting', fraction: null }, finishedAt: null } });
      await queue(tx, scope, same.id);
      return { ...id, versionId: same.id as DatasetVersionId, number: same.number, existing: true };
    }
    const last = await tx.datasetVersion.findFirst({ where: { datasetId: dataset.id }, orderBy: { number: 'desc' }, select: { id: true, number: true } });
    const version = await tx.datasetVersion.create({
      data: {
        projectId: scope.projectId, datasetId: dataset.id, number: (last?.number ?? 0) + 1, contentHash: input.contentHash, origin: input.origin, fileName: input.fileName.slice(0, 300), format: input.format,
        compressed: /\.gz$/i.test(input.fileName), bytes: BigInt(input.bytes), rawPath: input.contentHash, parentVersionId: last?.id ?? null, createdBy: scope.actor.id,
        progress: { phase: 'waiting', fraction: null, delimiter: input.delimiter ?? null },
      },
    });
    await writeAudit(tx, scope, { action: 'dataset.register', objectType: 'dataset-version', objectId: version.id, objectName: `${dataset.name} v${version.number}`, after: { fileName: input.fileName, bytes: input.bytes, sha256: input.contentHash, origin: input.origin } });
    await queue(tx, scope, version.id);
    return { ...id, versionId: version.id as DatasetVersionId, number: version.number, existing: false };
  });
}

const queue = (tx: Tx, scope: Scope, versionId: string): Promise<void> =>
  enqueueJob(tx, ingestDatasetJob, { projectId: scope.projectId, datasetVersionId: versionId }, { key: `ingest-dataset:${versionId}`, priority: 10 });

async function findOrCreate(tx: Tx, scope: Scope, { dataset }: NewDatasetVersion): Promise<{ id: string; name: string }> {
  if ('id' in dataset) {
    const row = found(await tx.dataset.findFirst({ where: { id: dataset.id, projectId: scope.projectId } }), 'dataset', dataset.id);
    if (row.archivedAt) throw new AppError({ code: 'CONFLICT', message: `The dataset ${JSON.stringify(row.name)} is archived.`, fix: 'Bring it back from the archive first.' });
    return row;
  }
  const name = dataset.name.trim().slice(0, 200);
  const existing = await tx.dataset.findUnique({ where: { projectId_name: { projectId: scope.projectId, name } } });
  if (existing) return existing;
  const row = await tx.dataset.create({ data: { projectId: scope.projectId, name, description: dataset.description ?? '', source: dataset.source ?? null, licence: dataset.licence ?? null, tags: dataset.tags ?? [], ownerId: scope.actor.id, ownerName: scope.actor.name } });
  await writeAudit(tx, scope, { action: 'dataset.create', objectType: 'dataset', objectId: row.id, objectName: row.name, after: { name } });
  return row;
}
