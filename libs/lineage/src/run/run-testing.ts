// For tests only: a ready dataset version and runs on it, written straight into the tables.
import { randomUUID } from 'node:crypto';
import type { DatasetVersionId, ProjectId, RunId } from '@bellwether/contracts';
import type { Db } from '../db/create-db';
import type { Scope } from '../scope/scope';
import { createRuns } from './create-runs';

/** A version in state 'ready'; tableHash names its parquet in the artifact store where a test trains for real. */
export async function testDatasetVersion(db: Db, projectId: ProjectId, options: { tableHash?: string; columns?: unknown[]; roles?: Record<string, string>; rows?: number } = {}): Promise<{ versionId: DatasetVersionId; roleSetId: string }> {
  const dataset = await db.prisma.dataset.create({ data: { projectId, name: `data ${randomUUID().slice(0, 8)}`, tags: [], ownerId: 'test', ownerName: 'Test' } });
  const version = await db.prisma.datasetVersion.create({
    data: {
      projectId, datasetId: dataset.id, number: 1, contentHash: randomUUID(), state: 'ready', origin: 'path', fileName: 'test.csv', format: 'csv', bytes: 1n, rawPath: 'none', tablePath: options.tableHash ?? 'none',
      rowCount: options.rows ?? 100, columnCount: 2, columns: (options.columns ?? [{ name: 'x', type: 'number' }, { name: 'y', type: 'integer' }]) as object[], createdBy: 'test',
      roleSets: { create: { roles: options.roles ?? { x: 'numeric', y: 'target' }, createdBy: 'test' } },
    },
    include: { roleSets: true },
  });
  return { versionId: version.id as DatasetVersionId, roleSetId: version.roleSets[0]!.id };
}

/** `count` queued runs of a family, with their jobs. */
export async function testRuns(db: Db, scope: Scope, options: { count?: number; familyId?: string; params?: Record<string, unknown>; data?: { versionId: DatasetVersionId; roleSetId: string } } = {}): Promise<RunId[]> {
  const data = options.data ?? (await testDatasetVersion(db, scope.projectId));
  const familyId = options.familyId ?? 'toy';
  const { runIds } = await createRuns(db, scope, {
    experiment: { name: `trial of ${familyId}` }, familyId, datasetVersionId: data.versionId, roleSetId: data.roleSetId, roles: null, group: { kind: 'single', name: 'test', spec: {} },
    runs: Array.from({ length: options.count ?? 1 }, (_, i) => ({ name: '', params: options.params ?? {}, seed: i + 1 })), tags: [], labels: {}, notes: '', clonedFromId: null, codeVersion: 'test',
  });
  return runIds;
}
