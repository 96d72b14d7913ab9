import { createHash, randomUUID } from 'node:crypto';
import { AppError, trainRunJob, type ColumnRoles, type DatasetVersionId, type ExperimentId, type RunGroupId, type RunId } from '@bellwether/contracts';
import { Prisma } from '@bellwether/prisma';
import { writeAudit } from '../audit/write-audit';
import type { Db, Tx } from '../db/create-db';
import { found, type Scope } from '../scope/scope';
import { canonicalJson } from './canonical-json';

export type NewRuns = {
  experiment: { id: ExperimentId } | { name: string };
  familyId: string;
  datasetVersionId: DatasetVersionId;
  /** the set in force, or another: kept as a set of its own */
  roleSetId: string;
  roles: ColumnRoles | null;
  group: { kind: 'single' | 'seeds' | 'grid' | 'variants'; name: string; spec: Record<string, unknown> };
  runs: { name: string; params: Record<string, unknown>; seed: number }[];
  tags: string[];
  labels: Record<string, string>;
  notes: string;
  clonedFromId: RunId | null;
  codeVersion: string;
};

export type CreatedRuns = { experimentId: ExperimentId; groupId: RunGroupId; runIds: RunId[] };

/** Runs, their group and their jobs in one transaction: none of them exists without the others. @throws AppError NOT_FOUND, CONFLICT */
export async function createRuns(db: Db, scope: Scope, input: NewRuns): Promise<CreatedRuns> {
  return db.transaction(async (tx) => {
    await lockRunNumbers(tx, scope);
    const experimentId = await findOrMakeExperiment(tx, scope, input);
    const roleSetId = input.roles ? (await tx.columnRoleSet.create({ data: { versionId: input.datasetVersionId, roles: input.roles, createdBy: scope.actor.id } })).id : input.roleSetId;
    const group = await tx.runGroup.create({
      data: { projectId: scope.projectId, experimentId, kind: input.group.kind, name: input.group.name, spec: input.group.spec as Prisma.InputJsonValue, createdBy: scope.actor.id },
    });
    const rows = await insertRuns(tx, scope, { ...input, experimentId, groupId: group.id, roleSetId });
    await writeAudit(tx, scope, {
      action: 'run.launch', objectType: 'run-group', objectId: group.id, objectName: rows.length === 1 ? rows[0]!.name : group.name,
      after: { experimentId, familyId: input.familyId, datasetVersionId: input.datasetVersionId, runs: rows.map((r) => r.number), kind: input.group.kind },
    });
    return { experimentId, groupId: group.id as RunGroupId, runIds: rows.map((r) => r.id) };
  });
}

/** Numbers count up without a gap: one launch of a project at a time, until its transaction ends. */
export async function lockRunNumbers(tx: Tx, scope: Scope): Promise<void> {
  await tx.$executeRaw`SELECT pg_advisory_xact_lock(hashtextextended(${`run-number:${scope.projectId}`}, 0))`;
}

export type RunsOfGroup = Pick<NewRuns, 'familyId' | 'datasetVersionId' | 'runs' | 'tags' | 'labels' | 'notes' | 'clonedFromId' | 'codeVersion'> & { experimentId: string; groupId: string; roleSetId: string };

/** The rows and their jobs, under `lockRunNumbers`. */
export async function insertRuns(tx: Tx, scope: Scope, input: RunsOfGroup): Promise<{ id: RunId; number: number; name: string }[]> {
  const last = await tx.run.aggregate({ where: { projectId: scope.projectId }, _max: { number: true } });
  const first = (last._max.number ?? 0) + 1;
  const rows = input.runs.map((run, i) => ({
    id: randomUUID() as RunId, projectId: scope.projectId, experimentId: input.experimentId, groupId: input.groupId, number: first + i, name: run.name || `run ${first + i}`,
    familyId: input.familyId, datasetVersionId: input.datasetVersionId, roleSetId: input.roleSetId,
    params: run.params as Prisma.InputJsonValue, paramsHash: createHash('sha256').update(canonicalJson(run.params)).digest('hex'), seed: run.seed,
    tags: input.tags, labels: input.labels, notes: input.notes, codeVersion: input.codeVersion, createdBy: scope.actor.id, createdByName: scope.actor.name, clonedFromId: input.clonedFromId,
  }));
  await tx.run.createMany({ data: rows });
  await queueRuns(tx, scope.projectId, rows.map((r) => r.id));
  return rows;
}

async function queueRuns(tx: Tx, projectId: string, runIds: string[]): Promise<void> {
  await tx.$executeRaw`
    SELECT graphile_worker.add_job(${trainRunJob.name}, payload => json_build_object('projectId', ${projectId}::text, 'runId', id), max_attempts => ${trainRunJob.maxAttempts}::int, job_key => 'train-run:' || id)
      FROM unnest(${runIds}::text[]) WITH ORDINALITY AS u(id, position) ORDER BY position`;
}

/** @throws AppError NOT_FOUND, CONFLICT where it holds runs of another family */
export async function findOrMakeExperiment(tx: Tx, scope: Scope, input: Pick<NewRuns, 'experiment' | 'familyId'>): Promise<ExperimentId> {
  if ('id' in input.experiment) {
    const experiment = found(await tx.experiment.findFirst({ where: { id: input.experiment.id, projectId: scope.projectId } }), 'experiment', input.experiment.id);
    if (experiment.familyId !== input.familyId)
      throw new AppError({ code: 'CONFLICT', message: `Experiment ${experiment.name} holds runs of ${experiment.familyId}, received one of ${input.familyId}.`, fix: 'Choose another experiment, or make a new one.' });
    return experiment.id as ExperimentId;
  }
  const { name } = input.experiment;
  const existing = await tx.experiment.findFirst({ where: { projectId: scope.projectId, name } });
  if (existing) return findOrMakeExperiment(tx, scope, { ...input, experiment: { id: existing.id as ExperimentId } });
  const made = await tx.experiment.create({ data: { projectId: scope.projectId, name, familyId: input.familyId, createdBy: scope.actor.id } });
  await writeAudit(tx, scope, { action: 'experiment.create', objectType: 'experiment', objectId: made.id, objectName: name, after: { name, familyId: input.familyId } });
  return made.id as ExperimentId;
}
