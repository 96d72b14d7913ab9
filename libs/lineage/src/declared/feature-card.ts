import { featureColumnSchema, featureDefinitionSchema, type FeatureColumn, type FeatureDefinition, type TaskEntity } from '@bellwether/contracts';
import type { Db } from '../db/create-db';
import { found, type Scope } from '../scope/scope';

export type FeatureRow = {
  name: string; entity: TaskEntity; kind: string; version: number; definition: FeatureDefinition; lineage: string[]; createdAt: Date; createdByName: string;
  sets: number; runs: number;
  /** of the newest training table that has it; null: none yet */
  missing: number | null; psi: number | null;
  /** middle value by snapshot, oldest first */
  medians: (number | null)[];
};

/** Reports of tables are large: the newest few say how features stand today. */
const RECENT_TABLES = 30;

/** `[entity, ref, column, dataset version]` of the newest training tables. */
async function columnsOfTables(db: Db, scope: Scope, name: string | null): Promise<{ entity: string; datasetVersionId: string; tableId: string; taskName: string; finishedAt: Date; column: FeatureColumn }[]> {
  const { rows } = await db.pool.query<{ entity: string; dataset_version_id: string; id: string; task: string; finished_at: Date; col: unknown }>(
    `SELECT s.entity, t.dataset_version_id, t.id, p.name AS task, t.finished_at, c AS col
       FROM (SELECT * FROM training_table WHERE project_id = $1 AND state = 'done' ORDER BY finished_at DESC LIMIT ${RECENT_TABLES}) t
       JOIN feature_set_version v ON v.id = t.set_version_id JOIN feature_set s ON s.id = v.set_id
       JOIN prediction_task_version tv ON tv.id = t.task_version_id JOIN prediction_task p ON p.id = tv.task_id
      CROSS JOIN LATERAL jsonb_array_elements(t.report->'columns') c
      WHERE $2::text IS NULL OR c->>'name' = $2 ORDER BY t.finished_at DESC`,
    [scope.projectId, name],
  );
  return rows.map((r) => ({ entity: r.entity, datasetVersionId: r.dataset_version_id, tableId: r.id, taskName: r.task, finishedAt: r.finished_at, column: featureColumnSchema.parse(r.col) }));
}

/** Every feature of the project in its newest version. */
export async function listFeatures(db: Db, scope: Scope): Promise<FeatureRow[]> {
  const versions = await db.prisma.featureVersion.findMany({ where: { projectId: scope.projectId }, orderBy: [{ entity: 'asc' }, { name: 'asc' }, { number: 'desc' }], distinct: ['entity', 'name'], take: 2000 });
  const sets = await db.pool.query<{ entity: string; name: string; sets: number }>(
    `SELECT f.entity, f.name, count(DISTINCT v.set_id)::int AS sets FROM feature_version f JOIN feature_set_member m ON m.feature_version_id = f.id JOIN feature_set_version v ON v.id = m.set_version_id JOIN feature_set s ON s.id = v.set_id AND s.archived_at IS NULL WHERE f.project_id = $1 GROUP BY 1, 2`,
    [scope.projectId],
  );
  const columns = await columnsOfTables(db, scope, null);
  const runs = await db.prisma.run.groupBy({ by: ['datasetVersionId'], where: { projectId: scope.projectId, state: 'done', datasetVersionId: { in: [...new Set(columns.map((c) => c.datasetVersionId))] } }, _count: true });
  const runsOn = new Map(runs.map((r) => [r.datasetVersionId, r._count]));
  return versions.map((v) => {
    const own = columns.filter((c) => c.entity === v.entity && c.column.name === v.name);
    const newest = own[0]?.column.snapshots ?? [];
    return {
      name: v.name, entity: v.entity as TaskEntity, kind: v.kind, version: v.number, definition: featureDefinitionSchema.parse(v.definition), lineage: v.lineage, createdAt: v.createdAt, createdByName: v.createdByName,
      sets: sets.rows.find((s) => s.entity === v.entity && s.name === v.name)?.sets ?? 0, runs: [...new Set(own.map((c) => c.datasetVersionId))].reduce((n, id) => n + (runsOn.get(id) ?? 0), 0),
      missing: newest.at(-1)?.missing ?? null, psi: newest.at(-1)?.psi ?? null, medians: newest.map((s) => s.p50),
    };
  });
}

export type FeatureCard = FeatureRow & {
  versions: { number: number; definition: FeatureDefinition; createdAt: Date; createdByName: string }[];
  /** how its values lay in the newest training tables, the newest first */
  tables: { tableId: string; taskName: string; finishedAt: Date; datasetVersionId: string; column: FeatureColumn }[];
  inSets: { id: string; name: string; number: number }[];
  /** runs whose model asked for it, by importance */
  importance: { runId: string; run: string; rank: number; of: number; value: number; lo: number | null; hi: number | null; model: string | null }[];
};

/** @throws AppError NOT_FOUND */
export async function featureCard(db: Db, scope: Scope, input: { entity: TaskEntity; name: string }): Promise<FeatureCard> {
  const { entity, name } = input;
  const row = found((await listFeatures(db, scope)).find((f) => f.entity === entity && f.name === name), 'feature', name);
  const [versions, columns, sets] = await Promise.all([
    db.prisma.featureVersion.findMany({ where: { projectId: scope.projectId, entity, name }, orderBy: { number: 'desc' }, take: 100 }),
    columnsOfTables(db, scope, name),
    db.pool.query<{ id: string; name: string; number: number }>(
      `SELECT DISTINCT ON (s.id) s.id, s.name, v.number FROM feature_version f JOIN feature_set_member m ON m.feature_version_id = f.id JOIN feature_set_version v ON v.id = m.set_version_id JOIN feature_set s ON s.id = v.set_id WHERE f.project_id = $1 AND f.entity = $2 AND f.name = $3 AND s.archived_at IS NULL ORDER BY s.id, v.number DESC`,
      [scope.projectId, entity, name],
    ),
  ]);
  const tables = columns.filter((c) => c.entity === entity).slice(0, 5);
  return {
    ...row, versions: versions.map((v) => ({ number: v.number, definition: featureDefinitionSchema.parse(v.definition), createdAt: v.createdAt, createdByName: v.createdByName })),
    tables: tables.map(({ tableId, taskName, finishedAt, datasetVersionId, column }) => ({ tableId, taskName, finishedAt, datasetVersionId, column })), inSets: sets.rows, importance: await importanceOf(db, scope, name, [...new Set(columns.filter((c) => c.entity === entity).map((c) => c.datasetVersionId))]),
  };
}

async function importanceOf(db: Db, scope: Scope, name: string, datasetVersionIds: string[]): Promise<FeatureCard['importance']> {
  const runs = await db.prisma.run.findMany({
    where: { projectId: scope.projectId, state: 'done', datasetVersionId: { in: datasetVersionIds } }, orderBy: { finishedAt: 'desc' }, take: 50,
    select: { id: true, number: true, name: true, summary: true, modelVersion: { select: { number: true, model: { select: { name: true } } } } },
  });
  return runs
    .flatMap((r) => {
      const list = (r.summary as { importance?: { feature: string; value: number; lo: number | null; hi: number | null }[] } | null)?.importance ?? [];
      const at = list.findIndex((i) => i.feature === name);
      return at < 0 ? [] : [{ runId: r.id, run: `#${r.number} ${r.name}`, rank: at + 1, of: list.length, value: list[at]!.value, lo: list[at]!.lo, hi: list[at]!.hi, model: r.modelVersion ? `${r.modelVersion.model.name} v${r.modelVersion.number}` : null }];
    })
    .sort((a, b) => b.value - a.value);
}
