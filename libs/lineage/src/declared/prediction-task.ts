import { createHash } from 'node:crypto';
import { AppError, predictionTaskSchema, type EventLogId, type PredictionTask, type PredictionTaskId, type TaskVersionId } from '@bellwether/contracts';
import type { Prisma } from '@bellwether/prisma/client';
import { writeAudit } from '../audit/write-audit';
import type { Db } from '../db/create-db';
import { isUniqueViolation } from '../db/database-error';
import { canonicalJson } from '../run/canonical-json';
import { found, type Scope } from '../scope/scope';

export type TaskVersionRow = { id: TaskVersionId; number: number; spec: PredictionTask; createdByName: string; createdAt: Date };
export type TaskRow = {
  id: PredictionTaskId; name: string; description: string; logId: EventLogId; logName: string; archivedAt: Date | null; createdAt: Date;
  /** the version in force */
  latest: TaskVersionRow;
  versions: number;
  tables: number;
};

const include = { log: { select: { name: true } }, versions: { orderBy: { number: 'desc' }, take: 1 }, _count: { select: { versions: true } } } as const;
type Record_ = Prisma.PredictionTaskGetPayload<{ include: typeof include }>;
type VersionRecord = Prisma.PredictionTaskVersionGetPayload<object>;

export const contentHashOf = (value: unknown): string => createHash('sha256').update(canonicalJson(value)).digest('hex');
const versionRow = (v: VersionRecord): TaskVersionRow => ({ id: v.id as TaskVersionId, number: v.number, spec: predictionTaskSchema.parse(v.spec), createdByName: v.createdByName, createdAt: v.createdAt });
const taskRow = (r: Record_, tables: number): TaskRow => ({
  id: r.id as PredictionTaskId, name: r.name, description: r.description, logId: r.logId as EventLogId, logName: r.log.name, archivedAt: r.archivedAt, createdAt: r.createdAt, latest: versionRow(r.versions[0]!), versions: r._count.versions, tables,
});

/** Those in use, the newest first. */
export async function listTasks(db: Db, scope: Scope, input: { archived: boolean }): Promise<TaskRow[]> {
  const rows = await db.prisma.predictionTask.findMany({ where: { projectId: scope.projectId, archivedAt: input.archived ? { not: null } : null }, include, orderBy: [{ createdAt: 'desc' }, { id: 'asc' }], take: 500 });
  const counts = await db.prisma.trainingTable.groupBy({ by: ['taskVersionId'], where: { projectId: scope.projectId }, _count: true });
  const versions = await db.prisma.predictionTaskVersion.findMany({ where: { id: { in: counts.map((c) => c.taskVersionId) } }, select: { id: true, taskId: true } });
  const taskOf = new Map(versions.map((v) => [v.id, v.taskId]));
  return rows.map((r) => taskRow(r, counts.filter((c) => taskOf.get(c.taskVersionId) === r.id).reduce((n, c) => n + c._count, 0)));
}

/** With every version, the newest first. @throws AppError NOT_FOUND */
export async function getTask(db: Db, scope: Scope, id: PredictionTaskId): Promise<TaskRow & { allVersions: TaskVersionRow[] }> {
  const row = found(await db.prisma.predictionTask.findFirst({ where: { id, projectId: scope.projectId }, include }), 'prediction task', id);
  const [versions, tables] = await Promise.all([
    db.prisma.predictionTaskVersion.findMany({ where: { taskId: id }, orderBy: { number: 'desc' }, take: 200 }),
    db.prisma.trainingTable.count({ where: { projectId: scope.projectId, taskVersion: { taskId: id } } }),
  ]);
  return { ...taskRow(row, tables), allVersions: versions.map(versionRow) };
}

export type TaskToSave = { /** null: a new task */ id: PredictionTaskId | null; logId: EventLogId; name: string; description: string; spec: PredictionTask };

/**
 * Declares a task, or gives one another version; what is said again word for word stays the version that it is.
 * @throws AppError NOT_FOUND, NAME_TAKEN
 */
export async function saveTask(db: Db, scope: Scope, input: TaskToSave): Promise<TaskRow & { allVersions: TaskVersionRow[] }> {
  const contentHash = contentHashOf(input.spec);
  try {
    const id = await db.transaction(async (tx) => {
      found(await tx.eventLog.findFirst({ where: { id: input.logId, projectId: scope.projectId }, select: { id: true } }), 'event log', input.logId);
      const about = { name: input.name, description: input.description, logId: input.logId };
      const before = input.id ? found(await tx.predictionTask.findFirst({ where: { id: input.id, projectId: scope.projectId }, include: { versions: { orderBy: { number: 'desc' }, take: 1 } } }), 'prediction task', input.id) : null;
      if (before) await tx.$queryRaw`SELECT 1 FROM prediction_task WHERE id = ${before.id}::uuid FOR UPDATE`;
      const row = before ? await tx.predictionTask.update({ where: { id: before.id }, data: about }) : await tx.predictionTask.create({ data: { ...about, projectId: scope.projectId, createdBy: scope.actor.id } });
      const last = before?.versions[0];
      const same = last?.contentHash === contentHash;
      const number = same ? last.number : (last?.number ?? 0) + 1;
      if (!same) await tx.predictionTaskVersion.create({ data: { projectId: scope.projectId, taskId: row.id, number, spec: input.spec as unknown as Prisma.InputJsonValue, contentHash, createdBy: scope.actor.id, createdByName: scope.actor.name } });
      await writeAudit(tx, scope, {
        action: 'tasks.save', objectType: 'prediction-task', objectId: row.id, objectName: `${row.name} v${number}`,
        before: before ? { name: before.name, description: before.description, version: last!.number, spec: last!.spec as object } : null, after: { ...about, version: number, spec: input.spec },
      });
      return row.id as PredictionTaskId;
    });
    return await getTask(db, scope, id);
  } catch (e) {
    if (isUniqueViolation(e)) throw new AppError({ code: 'NAME_TAKEN', message: `This project has a prediction task named ${JSON.stringify(input.name)} already.`, fix: 'Choose another name, or edit that one.', cause: e });
    throw e;
  }
}

/** @throws AppError NOT_FOUND */
export async function archiveTask(db: Db, scope: Scope, id: PredictionTaskId, archived: boolean): Promise<void> {
  const row = found(await db.prisma.predictionTask.findFirst({ where: { id, projectId: scope.projectId } }), 'prediction task', id);
  await db.transaction(async (tx) => {
    await tx.predictionTask.update({ where: { id }, data: { archivedAt: archived ? new Date() : null } });
    await writeAudit(tx, scope, { action: archived ? 'tasks.archive' : 'tasks.restore', objectType: 'prediction-task', objectId: id, objectName: row.name, before: { archived: row.archivedAt !== null }, after: { archived } });
  });
}
