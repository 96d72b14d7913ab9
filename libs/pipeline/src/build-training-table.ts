import { mkdir, rm } from 'node:fs/promises';
import path from 'node:path';
import { AppError, isAppError, type DataWarning, type EventLogVersionId, type FeatureSetId, type PredictionTaskId, type ProjectId, type TrainingTableId } from '@bellwether/contracts';
import { FEATURE_ENGINE_VERSION, profileWarnings, runTask, type TrainingTable } from '@bellwether/features';
import { completeTable, eventTables, failTable, registerTrainingTable, reportTable, SYSTEM_ACTOR, tableToBuild, type Deps, type RegisteredTable, type Scope } from '@bellwether/lineage';

/** DuckDB spills to disk beyond this. @unit MiB, seconds */
const LIMITS = { memoryMb: 2048, threads: 2, seconds: 4 * 3600 } as const;
const REPORT_EVERY_MS = 400;

/** Orders a table; the same task, features and events are the same table. @throws AppError NOT_FOUND, CONFLICT */
export const materialiseTask = (deps: Deps, scope: Scope, input: { taskId: PredictionTaskId; setId: FeatureSetId; logVersionId: EventLogVersionId | null }): Promise<RegisteredTable> =>
  registerTrainingTable(deps.db, scope, { ...input, engineVersion: FEATURE_ENGINE_VERSION });

/**
 * Computes a training table in a child process with limits, attacks it, and makes a dataset version of it. A task that nothing can be learnt from ends the table with
 * the reason; that is a result, not a failure of the job. Measures that were computed before are taken from the project's own cache.
 */
export async function buildTrainingTable(deps: Deps, payload: { projectId: ProjectId; tableId: TrainingTableId }, context: { signal: AbortSignal }): Promise<void> {
  const order = await tableToBuild(deps.db, payload.projectId, payload.tableId);
  if (!order) return;
  const outDir = await deps.artifacts.temporaryFile();
  const cacheDir = path.join(deps.artifacts.root, 'feature-cache', order.projectId);
  try {
    await Promise.all([mkdir(outDir, { recursive: true }), mkdir(cacheDir, { recursive: true })]);
    const tables = await eventTables(deps, { projectId: order.projectId, actor: SYSTEM_ACTOR }, order.logVersionId);
    let last = 0;
    const made = await runTask(
      { kind: 'table-build', task: order.task, features: order.features, tables, outDir, cacheDir, report: true },
      {
        signal: context.signal, limits: LIMITS,
        onProgress: (phase, fraction) => {
          if (Date.now() - last < REPORT_EVERY_MS) return;
          last = Date.now();
          reportTable(deps.db, order.id, phase, fraction).catch((e) => deps.log.warn({ err: e, tableId: order.id }, 'progress of a training table could not be written'));
        },
      },
    );
    const { hash, bytes } = await deps.artifacts.putFile(made.tablePath);
    const versionId = await completeTable(deps.db, order.id, { tableHash: hash, bytes, rowCount: made.rowCount, columns: made.columns, roles: made.roles, profile: made.profile, warnings: warningsOf(made), report: made.report });
    deps.log.info({ tableId: order.id, datasetVersionId: versionId, rows: made.rowCount, seconds: made.report.seconds }, 'training table made');
  } catch (e) {
    // an orderly stop of the worker is no verdict on the task: the job is tried again
    if (context.signal.aborted || !isAppError(e) || e.retry) throw e;
    await failTable(deps.db, order.id, e.toRecord());
    deps.log.warn({ tableId: order.id, code: e.code }, e.message);
  } finally {
    await rm(outDir, { recursive: true, force: true });
  }
}

/** What its money and its columns ask a reader to know. */
const warningsOf = (made: TrainingTable): DataWarning[] => [
  ...made.report.warnings.map((w): DataWarning => ({ code: w.code, column: null, severity: 'warning', message: w.message, fix: 'Look at the rules of the event log.', context: w.context })),
  ...(made.profile ? profileWarnings(made.profile, made.roles) : []),
];

/** The last attempt failed for a reason that is not the task's: the table says so rather than wait for ever. */
export async function giveUpTable(deps: Deps, tableId: TrainingTableId, cause: unknown): Promise<void> {
  const error = isAppError(cause) ? cause : new AppError({ code: 'INTERNAL', message: `Making the table failed: ${(cause as Error)?.message ?? String(cause)}`, fix: 'Make it again; if it happens again, report this message.' });
  await failTable(deps.db, tableId, error.toRecord());
}
