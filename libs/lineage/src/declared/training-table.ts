import { createHash } from 'node:crypto';
import { AppError, buildTableJob, predictionTaskSchema, targetKind, taskOutput, trainingTableReportSchema, type ColumnRoles, type ColumnSchema, type DatasetProfile, type DatasetVersionId, type DataWarning, type ErrorRecord, type EventLogVersionId, type FeatureSet, type FeatureSetId, type PredictionTask, type PredictionTaskId, type ProjectId, type TargetKind, type TaskEntity, type TaskOutput, type TaskTarget, type TrainingTableId, type TrainingTableReport } from '@bellwether/contracts';
import { Prisma } from '@bellwether/prisma/client';
import { writeAudit } from '../audit/write-audit';
import type { Db, Tx } from '../db/create-db';
import { enqueueJob } from '../job/enqueue-job';
import { found, SYSTEM_ACTOR, type Scope } from '../scope/scope';
import { membersOf } from './feature-set';

export type TableState = 'queued' | 'running' | 'done' | 'failed';
export type TrainingTableRow = {
  id: TrainingTableId; state: TableState; progress: { phase: string; fraction: number | null } | null; error: ErrorRecord | null; createdAt: Date; createdByName: string; startedAt: Date | null; finishedAt: Date | null;
  taskId: PredictionTaskId; taskName: string; taskVersion: number; /** what its target column holds */ output: TaskOutput; /** what is asked of each row */ targetKind: TargetKind; setId: FeatureSetId; setName: string; setVersion: number; logName: string; logVersion: number;
  datasetId: string | null; datasetVersionId: DatasetVersionId | null; rows: number | null; features: number; seconds: number | null; leaks: number | null;
};

const include = { taskVersion: { include: { task: { include: { log: { select: { name: true } } } } } }, setVersion: { include: { set: true, _count: { select: { members: true } } } }, logVersion: { select: { number: true } } } as const;
type Record_ = Prisma.TrainingTableGetPayload<{ include: typeof include }>;

const targetOf = (spec: unknown): TaskTarget => (spec as { target: TaskTarget }).target;

async function rowsOf(db: Db, records: Record_[]): Promise<TrainingTableRow[]> {
  const versions = await db.prisma.datasetVersion.findMany({ where: { id: { in: records.flatMap((r) => r.datasetVersionId ?? []) } }, select: { id: true, datasetId: true } });
  const datasetOf = new Map(versions.map((v) => [v.id, v.datasetId]));
  return records.map((r) => {
    const report = r.report as { rows?: number; seconds?: number; leakFindings?: { severity: string }[] } | null;
    const there = r.datasetVersionId !== null && datasetOf.has(r.datasetVersionId);
    return {
      id: r.id as TrainingTableId, state: r.state as TableState, progress: r.progress as TrainingTableRow['progress'], error: r.error as ErrorRecord | null, createdAt: r.createdAt, createdByName: r.createdByName, startedAt: r.startedAt, finishedAt: r.finishedAt,
      taskId: r.taskVersion.taskId as PredictionTaskId, taskName: r.taskVersion.task.name, taskVersion: r.taskVersion.number, output: taskOutput(targetOf(r.taskVersion.spec)), targetKind: targetKind(targetOf(r.taskVersion.spec)), setId: r.setVersion.setId as FeatureSetId, setName: r.setVersion.set.name, setVersion: r.setVersion.number,
      logName: r.taskVersion.task.log.name, logVersion: r.logVersion.number, datasetId: there ? datasetOf.get(r.datasetVersionId!)! : null, datasetVersionId: there ? (r.datasetVersionId as DatasetVersionId) : null,
      rows: report?.rows ?? null, features: r.setVersion._count.members, seconds: report?.seconds ?? null, leaks: report?.leakFindings?.filter((f) => f.severity === 'severe').length ?? null,
    };
  });
}

/** Newest first. @param taskId of one task alone */
export async function listTrainingTables(db: Db, scope: Scope, input: { taskId?: PredictionTaskId; limit: number }): Promise<TrainingTableRow[]> {
  const records = await db.prisma.trainingTable.findMany({ where: { projectId: scope.projectId, ...(input.taskId ? { taskVersion: { taskId: input.taskId } } : {}) }, include, orderBy: [{ createdAt: 'desc' }, { id: 'asc' }], take: input.limit });
  return rowsOf(db, records);
}

/** @throws AppError NOT_FOUND */
export async function getTrainingTable(db: Db, scope: Scope, id: TrainingTableId): Promise<TrainingTableRow & { report: TrainingTableReport | null }> {
  const record = found(await db.prisma.trainingTable.findFirst({ where: { id, projectId: scope.projectId }, include }), 'training table', id);
  return { ...(await rowsOf(db, [record]))[0]!, report: record.report === null ? null : trainingTableReportSchema.parse(record.report) };
}

export type TableToBuild = { taskId: PredictionTaskId; setId: FeatureSetId; /** null: the newest of the task's log */ logVersionId: EventLogVersionId | null; /** of the engine that computes features */ engineVersion: number };
export type RegisteredTable = { tableId: TrainingTableId; /** the same three were computed before */ existing: boolean };

/**
 * Orders the newest versions of a task and of a feature set to be computed over a version of the log; the job is part of the transaction. The same three are the same
 * table; one that failed, or whose rows were deleted, is computed again.
 * @throws AppError NOT_FOUND, CONFLICT (no events yet, another kind of entity)
 */
export async function registerTrainingTable(db: Db, scope: Scope, input: TableToBuild): Promise<RegisteredTable> {
  return db.transaction(async (tx) => {
    const newest = { orderBy: { number: 'desc' }, take: 1 } as const;
    const task = found(await tx.predictionTask.findFirst({ where: { id: input.taskId, projectId: scope.projectId }, include: { versions: newest } }), 'prediction task', input.taskId);
    const set = found(await tx.featureSet.findFirst({ where: { id: input.setId, projectId: scope.projectId }, include: { versions: newest } }), 'feature set', input.setId);
    const log = await tx.eventLogVersion.findFirst({ where: { logId: task.logId, projectId: scope.projectId, ...(input.logVersionId ? { id: input.logVersionId } : {}) }, ...newest, take: undefined });
    if (input.logVersionId) found(log, 'event log version', input.logVersionId);
    if (!log) throw new AppError({ code: 'CONFLICT', message: 'The log has no events yet.', fix: 'Add files to it, then make the table.' });
    const entity = predictionTaskSchema.parse(task.versions[0]!.spec).entity;
    if (entity !== set.entity) throw new AppError({ code: 'CONFLICT', message: `Expected features of a ${entity}, ${set.name} has those of a ${set.entity}.`, fix: 'Choose a feature set of the same entity.' });
    const of = { taskVersionId: task.versions[0]!.id, setVersionId: set.versions[0]!.id, logVersionId: log.id };
    const contentKey = createHash('sha256').update([of.taskVersionId, of.setVersionId, of.logVersionId, input.engineVersion].join(' ')).digest('hex');
    // two who order the same at once get the same
    await tx.$queryRaw`SELECT 1 FROM prediction_task WHERE id = ${task.id}::uuid FOR UPDATE`;
    const same = await tx.trainingTable.findUnique({ where: { projectId_contentKey: { projectId: scope.projectId, contentKey } } });
    if (same && !(await mustRepeat(tx, same))) return { tableId: same.id as TrainingTableId, existing: true };
    const row = same
      ? await tx.trainingTable.update({ where: { id: same.id }, data: { state: 'queued', error: Prisma.DbNull, progress: Prisma.DbNull, report: Prisma.DbNull, datasetVersionId: null, startedAt: null, finishedAt: null } })
      : await tx.trainingTable.create({ data: { ...of, contentKey, projectId: scope.projectId, createdBy: scope.actor.id, createdByName: scope.actor.name } });
    await writeAudit(tx, scope, { action: 'tasks.materialise', objectType: 'training-table', objectId: row.id, objectName: `${task.name} v${task.versions[0]!.number}`, after: { ...of, features: `${set.name} v${set.versions[0]!.number}`, logVersion: log.number } });
    await enqueueJob(tx, buildTableJob, { projectId: scope.projectId, tableId: row.id as TrainingTableId }, { key: `build-table:${row.id}`, priority: 5 });
    return { tableId: row.id as TrainingTableId, existing: false };
  });
}

async function mustRepeat(tx: Tx, same: { state: string; datasetVersionId: string | null }): Promise<boolean> {
  if (same.state === 'failed') return true;
  if (same.state !== 'done') return false;
  return (await tx.datasetVersion.count({ where: { id: same.datasetVersionId! } })) === 0;
}

/** What a worker needs to compute a table. */
export type TableOrder = { id: TrainingTableId; projectId: ProjectId; task: PredictionTask; features: FeatureSet; logVersionId: EventLogVersionId; createdBy: string; createdByName: string };

/** @returns null when it is computed already, or gone */
export async function tableToBuild(db: Db, projectId: ProjectId, id: TrainingTableId): Promise<TableOrder | null> {
  const row = await db.prisma.trainingTable.findFirst({ where: { id, projectId, state: { in: ['queued', 'running'] } }, include });
  if (!row) return null;
  await db.prisma.trainingTable.updateMany({ where: { id, state: { in: ['queued', 'running'] } }, data: { state: 'running', startedAt: new Date() } });
  const { set } = await membersOf(db, row.setVersionId, row.setVersion.set.entity as TaskEntity, row.setVersion.timeZone);
  return { id, projectId, task: predictionTaskSchema.parse(row.taskVersion.spec), features: set, logVersionId: row.logVersionId as EventLogVersionId, createdBy: row.createdBy, createdByName: row.createdByName };
}

export async function reportTable(db: Db, id: TrainingTableId, phase: string, fraction: number | null): Promise<void> {
  await db.prisma.$executeRaw`UPDATE training_table SET progress = jsonb_build_object('phase', ${phase}::text, 'fraction', ${fraction}::float8) WHERE id = ${id}::uuid AND state = 'running'`;
}

export async function failTable(db: Db, id: TrainingTableId, error: ErrorRecord): Promise<void> {
  await db.prisma.trainingTable.updateMany({ where: { id, state: { in: ['queued', 'running'] } }, data: { state: 'failed', error: error as unknown as Prisma.InputJsonValue, progress: Prisma.DbNull, finishedAt: new Date() } });
}

export type BuiltDataset = { tableHash: string; bytes: number; rowCount: number; columns: ColumnSchema[]; roles: ColumnRoles; profile: DatasetProfile | null; warnings: DataWarning[]; report: TrainingTableReport };

/** The rows become a version of the dataset that carries the task's name, and the table is done: together or not at all. @returns null when somebody else ended it */
export async function completeTable(db: Db, id: TrainingTableId, built: BuiltDataset): Promise<DatasetVersionId | null> {
  return db.transaction(async (tx) => {
    await tx.$queryRaw`SELECT 1 FROM training_table WHERE id = ${id}::uuid FOR UPDATE`;
    const table = await tx.trainingTable.findFirst({ where: { id, state: 'running' }, include });
    if (!table) return null;
    const versionId = await datasetOf(tx, table, built);
    await tx.trainingTable.update({ where: { id }, data: { state: 'done', datasetVersionId: versionId, report: built.report as unknown as Prisma.InputJsonValue, progress: Prisma.DbNull, error: Prisma.DbNull, finishedAt: new Date() } });
    return versionId as DatasetVersionId;
  });
}

async function datasetOf(tx: Tx, table: Record_, built: BuiltDataset): Promise<string> {
  const { task } = table.taskVersion;
  // who ordered it stands in the line of the order
  const scope: Scope = { projectId: table.projectId as ProjectId, actor: SYSTEM_ACTOR };
  const at = { projectId_name: { projectId: table.projectId, name: task.name } };
  const dataset = await tx.dataset.upsert({ where: at, update: { updatedAt: new Date() }, create: { projectId: table.projectId, name: task.name, description: task.description, source: `${task.log.name} (events)`, tags: ['task'], ownerId: table.createdBy, ownerName: table.createdByName } });
  await tx.$queryRaw`SELECT 1 FROM dataset WHERE id = ${dataset.id}::uuid FOR UPDATE`;
  const same = await tx.datasetVersion.findUnique({ where: { datasetId_contentHash: { datasetId: dataset.id, contentHash: built.tableHash } } });
  if (same) return same.id;
  const last = await tx.datasetVersion.findFirst({ where: { datasetId: dataset.id }, orderBy: { number: 'desc' }, select: { id: true, number: true } });
  const fileName = `${task.name.replace(/[^\p{L}\p{N} _-]/gu, '').slice(0, 80) || 'table'}.parquet`;
  const version = await tx.datasetVersion.create({
    data: {
      projectId: table.projectId, datasetId: dataset.id, number: (last?.number ?? 0) + 1, contentHash: built.tableHash, state: 'ready', origin: 'task', fileName, format: 'parquet', bytes: BigInt(built.bytes), rawPath: built.tableHash, tablePath: built.tableHash,
      rowCount: built.rowCount, columnCount: built.columns.length, rejectedCount: 0, columns: built.columns, ...(built.profile ? { profile: built.profile as unknown as Prisma.InputJsonValue } : {}), warnings: built.warnings as unknown as Prisma.InputJsonValue,
      parentVersionId: last?.id ?? null, createdBy: table.createdBy, finishedAt: new Date(), roleSets: { create: { roles: built.roles, proposed: false, createdBy: table.createdBy } },
    },
  });
  await writeAudit(tx, scope, { action: 'dataset.register', objectType: 'dataset-version', objectId: version.id, objectName: `${dataset.name} v${version.number}`, after: { origin: 'task', task: `${task.name} v${table.taskVersion.number}`, features: `${table.setVersion.set.name} v${table.setVersion.number}`, logVersion: table.logVersion.number, rows: built.rowCount, sha256: built.tableHash } });
  return version.id;
}

/** What recomputing the task found, where a dataset version was made of one: it goes into the leak report of every run on it. */
export async function tableAttacks(db: Db, datasetVersionId: string): Promise<Pick<TrainingTableReport, 'leakChecks' | 'leakFindings'> | null> {
  const row = await db.prisma.trainingTable.findFirst({ where: { datasetVersionId, state: 'done' }, orderBy: { finishedAt: 'desc' }, select: { report: true } });
  if (!row?.report) return null;
  const { leakChecks, leakFindings } = trainingTableReportSchema.parse(row.report);
  return { leakChecks, leakFindings };
}
