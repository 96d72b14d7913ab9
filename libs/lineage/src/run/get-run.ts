import { runSummaryDataSchema, type ColumnRoles, type RunId, type RunRow, type RunSummaryData, type SearchId, type SearchPoint, type TrialOf } from '@bellwether/contracts';
import type { Db } from '../db/create-db';
import { found, type Scope } from '../scope/scope';
import { getRunRow } from './list-runs';

export type RunDetail = RunRow & {
  summary: RunSummaryData | null;
  roles: ColumnRoles;
  roleSetId: string;
  datasetId: string;
  viewHash: string | null;
  artifactHash: string | null;
  codeVersion: string;
  packages: Record<string, string>;
  paramsHash: string;
  cancelRequested: boolean;
  checkpointStep: number | null;
  /** why an attempt of a run that still goes on died */
  lastError: RunRow['error'];
  clonedFrom: { id: string; number: number; name: string } | null;
  modelVersion: { id: string; modelId: string; modelName: string; number: number } | null;
  /** null: no search made it */
  trial: (TrialOf & { values: SearchPoint }) | null;
  groupRuns: { id: string; number: number; name: string; state: string; seed: number }[];
};

/** @throws AppError NOT_FOUND */
export async function getRun(db: Db, scope: Scope, runId: RunId): Promise<RunDetail> {
  const row = await getRunRow(db, scope, runId);
  const run = found(
    await db.prisma.run.findFirst({
      where: { id: runId, projectId: scope.projectId },
      include: { trial: { include: { search: { select: { name: true } } } }, datasetVersion: { select: { datasetId: true } }, modelVersion: { include: { model: { select: { name: true } } } }, group: { include: { runs: { orderBy: { number: 'asc' }, select: { id: true, number: true, name: true, state: true, seed: true } } } } },
    }),
    'run',
    runId,
  );
  const [roleSet, clonedFrom] = await Promise.all([
    db.prisma.columnRoleSet.findUnique({ where: { id: run.roleSetId } }),
    run.clonedFromId ? db.prisma.run.findFirst({ where: { id: run.clonedFromId, projectId: scope.projectId }, select: { id: true, number: true, name: true } }) : null,
  ]);
  const version = run.modelVersion;
  return {
    ...row,
    summary: runSummaryDataSchema.nullable().catch(null).parse(run.summary ?? null),
    roles: (roleSet?.roles ?? {}) as ColumnRoles,
    roleSetId: run.roleSetId,
    datasetId: run.datasetVersion.datasetId,
    viewHash: run.viewHash,
    artifactHash: run.artifactHash,
    codeVersion: run.codeVersion,
    packages: run.packages as Record<string, string>,
    paramsHash: run.paramsHash,
    cancelRequested: run.cancelRequested,
    checkpointStep: (run.checkpoint as { step: number } | null)?.step ?? null,
    lastError: run.state === 'running' || run.state === 'queued' ? ((run.error ?? null) as RunRow['error']) : null,
    clonedFrom,
    modelVersion: version ? { id: version.id, modelId: version.modelId, modelName: version.model.name, number: version.number } : null,
    trial: run.trial ? { searchId: run.trial.searchId as SearchId, searchName: run.trial.search.name, number: run.trial.number, values: run.trial.values as SearchPoint } : null,
    groupRuns: run.group.runs,
  };
}
