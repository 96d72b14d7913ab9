import { mkdtemp, rm } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { DuckDBInstance } from '@duckdb/node-api';
import type { ColumnRoles, ColumnSchema, DatasetVersionId, ProjectId, RunId } from '@bellwether/contracts';
import { readTable } from '@bellwether/features';
import { createRuns, databaseError, SYSTEM_ACTOR, type ArtifactStore, type Db, type Scope } from '@bellwether/lineage';
import { recordTraining, toyFamily } from '@bellwether/tasks/testing';

export type ChaosParams = { steps: number; stepDelayMs: number; checkpointEvery: number };
const COLUMNS: ColumnSchema[] = [{ name: 'x', type: 'number' }, { name: 'y', type: 'integer' }];
const ROLES: ColumnRoles = { x: 'numeric', y: 'target' };

/** Once more while the database is being killed. `work` must be safe to repeat. */
export async function persist<T>(work: () => Promise<T>): Promise<T> {
  for (let i = 0; ; i++) {
    try {
      return await work();
    } catch (e) {
      const known = databaseError(e);
      if (i > 200 || !(known?.code === 'DATABASE_UNAVAILABLE' || known?.retry)) throw e;
      await new Promise((resolve) => setTimeout(resolve, 100));
    }
  }
}

/** 400 rows with a learnable target, stored as the ingest step stores accepted rows. */
export async function storeTable(artifacts: ArtifactStore): Promise<string> {
  const folder = await mkdtemp(path.join(os.tmpdir(), 'bellwether-chaos-'));
  try {
    const file = path.join(folder, 'table.parquet');
    const instance = await DuckDBInstance.create(':memory:');
    const connection = await instance.connect();
    await connection.run(`COPY (SELECT i::INTEGER AS "__row", ((i * 37) % 101) / 101.0 AS x, CAST(((i * 37) % 101) + ((i * 13) % 29) > 60 AS INTEGER) AS y FROM range(1, 401) t(i)) TO '${file}' (FORMAT parquet)`);
    connection.closeSync();
    instance.closeSync();
    return (await artifacts.putFile(file)).hash;
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

export async function makeDataset(db: Db, projectId: ProjectId, tableHash: string): Promise<{ versionId: DatasetVersionId; roleSetId: string }> {
  const dataset = await db.prisma.dataset.create({ data: { projectId, name: `chaos ${Date.now()}`, tags: [], ownerId: 'system', ownerName: 'Chaos' } });
  const version = await db.prisma.datasetVersion.create({
    data: {
      projectId, datasetId: dataset.id, number: 1, contentHash: tableHash, state: 'ready', origin: 'path', fileName: 'chaos.parquet', format: 'parquet', bytes: 1n, rawPath: tableHash, tablePath: tableHash, rowCount: 400, columnCount: 2,
      columns: COLUMNS, createdBy: 'system', roleSets: { create: { roles: ROLES, createdBy: 'system' } },
    },
    include: { roleSets: true },
  });
  return { versionId: version.id as DatasetVersionId, roleSetId: version.roleSets[0]!.id };
}

/** Launches seed 1..count, five at a time; a launch whose answer was lost is looked for before it is sent again. */
export async function launchAll(db: Db, scope: Scope, data: { versionId: DatasetVersionId; roleSetId: string }, params: ChaosParams, count: number): Promise<Map<RunId, number>> {
  const seeds = new Map<RunId, number>();
  for (let first = 1; first <= count; first += 5) {
    const batch = String(first);
    await persist(async () => {
      const there = await db.prisma.run.findMany({ where: { projectId: scope.projectId, labels: { path: ['batch'], equals: batch } } });
      if (there.length) return;
      await createRuns(db, scope, {
        experiment: { name: 'chaos' }, familyId: toyFamily.id, datasetVersionId: data.versionId, roleSetId: data.roleSetId, roles: null, group: { kind: 'seeds', name: `batch ${batch}`, spec: {} },
        runs: Array.from({ length: Math.min(5, count - first + 1) }, (_, i) => ({ name: `seed ${first + i}`, params: toyFamily.params.parse(params) as Record<string, unknown>, seed: first + i })),
        tags: [], labels: { batch }, notes: '', clonedFromId: null, codeVersion: 'chaos',
      });
    });
  }
  for (const run of await persist(() => db.prisma.run.findMany({ where: { projectId: scope.projectId, familyId: toyFamily.id }, select: { id: true, seed: true } }))) seeds.set(run.id as RunId, run.seed);
  return seeds;
}

/** What an undisturbed training of this seed says: `key@step` -> value. */
export async function reference(artifacts: ArtifactStore, tableHash: string, params: ChaosParams, seed: number): Promise<Map<string, number>> {
  const table = await readTable(artifacts.path(tableHash), COLUMNS.map((c) => c.name));
  const { points } = await recordTraining(toyFamily, { table, roles: ROLES } as never, { params: { ...params, stepDelayMs: 0 }, seed });
  return points;
}

export const chaosScope = (projectId: ProjectId): Scope => ({ projectId, actor: SYSTEM_ACTOR });
