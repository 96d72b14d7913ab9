import { AppError, type PairedDifference, type RunId } from '@bellwether/contracts';
import type { Deps, Scope } from '@bellwether/lineage';
import { familyRegistry, type EvaluationRows } from '@bellwether/tasks';
import { readEvidence } from './train-run-evidence';

export type RunComparison = {
  runId: RunId;
  /** rows that both were measured on */
  sharedRows: number;
  differences: PairedDifference[];
  /** why there is no comparison, or what to hold against it */
  note: string | null;
};

/** Enough for a 95 % interval that is steady in its third digit, and answers in well under a second a run. */
const REPLICATES = 1000;

/**
 * Each run against the baseline on the rows both were measured on.
 * @throws AppError NOT_FOUND for ids of another project, CONFLICT when the baseline has no result
 */
export async function compareRuns(deps: Deps, scope: Scope, input: { baselineId: RunId; runIds: RunId[]; metrics?: string[] }): Promise<RunComparison[]> {
  const ids = [...new Set([input.baselineId, ...input.runIds])];
  const rows = await deps.db.prisma.run.findMany({ where: { id: { in: ids }, projectId: scope.projectId }, select: { id: true, familyId: true, artifactHash: true, datasetVersionId: true, name: true } });
  const byId = new Map(rows.map((r) => [r.id, r]));
  const missing = ids.find((id) => !byId.has(id));
  if (missing) throw new AppError({ code: 'NOT_FOUND', message: `No run ${missing} in this project.`, fix: 'Check the ids.' });
  const baseline = byId.get(input.baselineId)!;
  if (!baseline.artifactHash) throw new AppError({ code: 'CONFLICT', message: `Run ${baseline.name} has no result to compare with.`, fix: 'Choose a finished run as the baseline.' });
  const family = familyRegistry.get(baseline.familyId);
  const base = (await readEvidence(deps.artifacts, baseline.artifactHash)).evaluation;
  const metrics = input.metrics ?? family.metrics.map((m) => m.key);
  const compared: RunComparison[] = [];
  for (const runId of input.runIds) {
    const run = byId.get(runId)!;
    const none = (note: string): RunComparison => ({ runId, sharedRows: 0, differences: [], note });
    if (runId === input.baselineId) compared.push(none('This is the baseline.'));
    else if (!run.artifactHash) compared.push(none('Not finished: there is nothing to compare yet.'));
    else if (run.familyId !== baseline.familyId) compared.push(none('Another task family: its metrics mean something else.'));
    else if (run.datasetVersionId !== baseline.datasetVersionId) compared.push(none('Measured on another dataset version: the rows are not the same.'));
    else compared.push(comparePair(family, runId, (await readEvidence(deps.artifacts, run.artifactHash)).evaluation, base, metrics));
  }
  return compared;
}

function comparePair(family: ReturnType<typeof familyRegistry.get>, runId: RunId, candidate: EvaluationRows, base: EvaluationRows, metrics: string[]): RunComparison {
  const inBase = new Set(base.rowIndex);
  const shared = candidate.rowIndex.reduce((n, row) => n + (inBase.has(row) ? 1 : 0), 0);
  if (shared === 0) return { runId, sharedRows: 0, differences: [], note: 'No row was held out in both runs: give them the same split and seed.' };
  const all = shared === base.rowIndex.length && shared === candidate.rowIndex.length;
  return { runId, sharedRows: shared, differences: family.compare(candidate, base, { metrics, replicates: REPLICATES, seed: 1 }), note: all ? null : `Compared on the ${shared} rows that both held out.` };
}
