import { AppError, type ColumnRoles, type RunProgress, type TrainingTableReport } from '@bellwether/contracts';
import { readTable } from '@bellwether/features';
import type { CheckpointRef, LogInput, PointInput, RunResult } from '@bellwether/lineage';
// not the whole lib: the training process loads no database client
import { ArtifactStore, CheckpointStore, putBundle } from '@bellwether/lineage/artifact';
import { familyRegistry } from '@bellwether/tasks';
import { bundleOf } from './train-run-evidence';
import { rowLatency } from './train-run-latency';
import { attackRun } from './train-run-leaks';
import { packageVersions } from './train-run-packages';
import { progressClock } from './train-run-progress';

/** One attempt at one run, as the supervisor hands it to the training process. Plain data: it crosses a pipe. */
export type TrainingOrder = {
  runId: string;
  fence: number;
  familyId: string;
  params: Record<string, unknown>;
  roles: ColumnRoles;
  seed: number;
  checkpoint: CheckpointRef | null;
  /** parquet of the accepted rows, in the artifact store */
  tableHash: string;
  artifactRoot: string;
  /** engine asked for, null: the best that is there */
  engine: string | null;
  /** ids and versions, written into the model file: what a file found alone can be traced by */
  provenance: Record<string, string>;
  /** processor threads this run may use */
  threads: number;
  /** what recomputing the prediction task found, where the table was made of one */
  taskAttacks: Pick<TrainingTableReport, 'leakChecks' | 'leakFindings'> | null;
};

/** The training process asks for nothing but this: what it says goes to the supervisor, which alone can reach the database. */
export interface TrainingPort {
  progress(progress: RunProgress): void;
  point(point: PointInput): void;
  log(line: LogInput): void;
  /** resolves when the checkpoint is in force and every point before it is stored @throws AppError STALE_FENCE */
  checkpoint(ref: CheckpointRef): Promise<void>;
}

/** Reads the rows, has the family train, packs what came out. Writes nothing but files. @throws AppError with a fix */
export async function trainRun(order: TrainingOrder, port: TrainingPort, signal: AbortSignal): Promise<RunResult> {
  const family = familyRegistry.get(order.familyId);
  const params = family.params.parse(order.params);
  const artifacts = new ArtifactStore(order.artifactRoot);
  const checkpoints = new CheckpointStore(order.artifactRoot);
  const clock = progressClock(port.progress);

  clock.report({ phase: 'read', step: 0, totalSteps: 0 });
  const columns = Object.entries(order.roles).filter(([, role]) => role !== 'ignored').map(([name]) => name);
  const table = await readTable(artifacts.path(order.tableHash), columns);
  signal.throwIfAborted();

  let resumedFromStep = -1;
  const trained = await family.train({
    params, table, signal,
    roles: order.roles,
    seed: order.seed,
    engine: order.engine,
    provenance: { ...order.provenance, versions: JSON.stringify(packageVersions()) },
    threads: order.threads,
    readFile: (sha256) => artifacts.get(sha256),
    async loadCheckpoint() {
      const bytes = order.checkpoint && (await checkpoints.read(order.checkpoint));
      if (order.checkpoint && !bytes) port.log({ at: new Date(), level: 'warn', message: `The checkpoint of step ${order.checkpoint.step} is gone or damaged: training starts at the beginning.` });
      if (bytes) resumedFromStep = order.checkpoint!.step;
      return bytes ?? null;
    },
    async saveCheckpoint(step, bytes) {
      const ref = await checkpoints.write(order.runId, order.fence, step, bytes);
      await port.checkpoint(ref);
      await checkpoints.prune(order.runId, ref);
    },
    progress: clock.report,
    metric: (key, step, value) => port.point({ key, step, value, wallMs: Date.now() }),
    log: (level, message) => port.log({ at: new Date(), level, message }),
  });
  if (signal.aborted) throw new AppError({ code: 'RUN_CANCELLED', message: 'The run was cancelled.', fix: 'Start it again when you want it.' });

  clock.report({ phase: 'leaks', step: 0, totalSteps: 0 });
  const leakReport = await attackRun({ order, family, params, table, trained, signal, log: (level, message) => port.log({ at: new Date(), level, message }) });
  const rowLatencyMs = await rowLatency(family, trained);
  const { hash } = await putBundle(artifacts, bundleOf(trained));
  return {
    metrics: trained.metrics, figures: trained.figures, summary: { ...trained.summary, rowLatencyMs }, engine: trained.engine,
    viewHash: trained.viewHash, artifactHash: hash, leakReport, packages: packageVersions(), resumedFromStep,
  };
}
