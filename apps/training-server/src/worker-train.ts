import type { ColumnRoles } from '@bellwether/contracts';
import { claimRun, endCancelledRun, failExhaustedRun, failRun, found, requeueRun, tableAttacks, type ClaimedRun, type Deps } from '@bellwether/lineage';
import type { TrainingOrder } from '@bellwether/pipeline/train-run';
import { SupervisedAttempt, type AttemptLimits } from './worker-attempt';
import { attemptsExhausted } from './worker-errors';
import { trainingScript } from './worker-child';
import { throughOutage } from './worker-retry';

export type TrainSettings = AttemptLimits & { familyModules: string[]; engine: string | null; /** of each training process */ threads: number };

/** The attempts that this worker holds now; the pulse renews their leases and tells them of cancellation and loss. */
export type ActiveAttempts = Map<string, SupervisedAttempt>;

/** Handler of the job `train-run`: claim, train in a process of its own, end or give back. */
export async function trainRunHandler(deps: Deps, settings: TrainSettings, active: ActiveAttempts, runId: string, context: { workerId: string; signal: AbortSignal }): Promise<void> {
  // before the claim: whoever makes the bundle holds no lease meanwhile
  const script = await trainingScript(settings.familyModules);
  const claim = await claimRun(deps.db, { runId, owner: context.workerId });
  switch (claim.kind) {
    case 'missing':
    case 'ended':
      return;
    case 'held':
      return requeueRun(deps.db, runId, claim.retryInSeconds);
    case 'exhausted':
      return void (await failExhaustedRun(deps.db, runId, attemptsExhausted(claim.attempts, claim.lastError)));
    case 'cancel-requested':
      // whoever trained it is gone; nobody holds the lease
      return endCancelledRun(deps.db, { runId, fence: claim.fence }, null);
    case 'claimed':
      return attempt(deps, { ...settings, script }, active, claim.run, context.signal);
  }
}

async function attempt(deps: Deps, settings: TrainSettings & { script: string | null }, active: ActiveAttempts, run: ClaimedRun, signal: AbortSignal): Promise<void> {
  const order = await throughOutage(() => orderOf(deps, run, settings)).catch(async (e: Error) => {
    await failRun(deps.db, run, { code: 'DATA_UNREADABLE', message: `The data of this run cannot be found: ${e.message}`, fix: 'Check that the dataset version still exists, then launch again.' }, null);
    return null;
  });
  if (!order) return;
  const supervised = new SupervisedAttempt(deps, run, order, settings, settings.familyModules, settings.script);
  active.set(run.runId, supervised);
  const stop = () => supervised.stop('shutdown');
  signal.addEventListener('abort', stop, { once: true });
  if (signal.aborted) stop();
  deps.log.info({ runId: run.runId, number: run.number, fence: run.fence, resumesAt: run.checkpoint?.step ?? null }, 'training');
  try {
    await supervised.finished();
  } finally {
    signal.removeEventListener('abort', stop);
    active.delete(run.runId);
  }
}

async function orderOf(deps: Deps, run: ClaimedRun, { engine, threads }: TrainSettings): Promise<TrainingOrder> {
  const { prisma } = deps.db;
  const version = found(await prisma.datasetVersion.findFirst({ where: { id: run.datasetVersionId, projectId: run.projectId }, include: { dataset: { select: { name: true } } } }), 'dataset version', run.datasetVersionId);
  const roleSet = found(await prisma.columnRoleSet.findUnique({ where: { id: run.roleSetId } }), 'role set', run.roleSetId);
  return {
    runId: run.runId, fence: run.fence, familyId: run.familyId, params: run.params, roles: roleSet.roles as ColumnRoles, seed: run.seed, checkpoint: run.checkpoint,
    tableHash: found(version.tablePath, 'table of dataset version', version.id), artifactRoot: deps.artifacts.root, engine, threads, taskAttacks: await tableAttacks(deps.db, version.id),
    provenance: {
      run_id: run.runId, run: `#${run.number} ${run.name}`, dataset_version_id: version.id, dataset: `${version.dataset.name} v${version.number}`, dataset_sha256: version.contentHash, role_set_id: roleSet.id,
      code_version: deps.codeVersion, params: JSON.stringify(run.params),
    },
  };
}
