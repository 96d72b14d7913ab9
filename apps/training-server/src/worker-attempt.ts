import { isAppError, type ErrorRecord } from '@bellwether/contracts';
import { CheckpointStore, completeRun, endCancelledRun, failRun, hasEnded, releaseRun, staleFence, type ClaimedRun, type Deps, type RunResult } from '@bellwether/lineage';
import type { TrainingOrder } from '@bellwether/pipeline/train-run';
import type { FromChild } from './child/messages';
import { AttemptWriter } from './worker-attempt-writer';
import { TrainingChild, type ChildExit } from './worker-child';
import { throughOutage } from './worker-retry';
import { crashed, memoryLimit, stalled } from './worker-errors';

export type AttemptLimits = {
  /** resident memory of one training process @unit bytes */
  memoryBytes: number;
  /** longest silence @unit ms */
  stallMs: number;
};

/** Why the supervisor ended the process; null: it ended by itself. */
export type StopReason = 'cancel' | 'lost' | 'memory' | 'stalled' | 'shutdown';

/** From a wish to cancel to SIGKILL. With the pulse of one second this keeps a cancellation under three. @unit ms */
const CANCEL_GRACE_MS = 700;
/** Loading the code of every family takes seconds on a busy machine and is no stall. @unit ms */
const START_MS = 120_000;
const LOOK_EVERY_MS = 1_000;
/** A sample in the database every so many looks. */
const SAMPLE_EVERY = 2;

/** One attempt at one run: a process, its limits, and how it ends. */
export class SupervisedAttempt {
  private readonly writer: AttemptWriter;
  private readonly child: TrainingChild;
  private reason: StopReason | null = null;
  private result: RunResult | null = null;
  private failure: Extract<FromChild, { kind: 'failed' }> | null = null;
  private heardAt = performance.now();
  private started = false;
  private looks = 0;

  constructor(
    private readonly deps: Deps,
    readonly run: ClaimedRun,
    order: TrainingOrder,
    private readonly limits: AttemptLimits,
    familyModules: string[],
    script: string | null,
  ) {
    this.writer = new AttemptWriter(deps.db, run, (e) => this.onWriteFailed(e));
    this.child = new TrainingChild({
      script, order, familyModules,
      onMessage: (m) => this.onMessage(m),
      onOutput: (text) => deps.log.debug({ runId: run.runId, text: text.slice(0, 2000) }, 'a training process printed'),
    });
  }

  /** Ends the process; how the run ends follows from the reason. */
  stop(reason: StopReason): void {
    if (this.reason) return;
    this.reason = reason;
    if (reason !== 'cancel') return this.child.kill();
    this.child.send({ kind: 'cancel' });
    setTimeout(() => this.child.kill(), CANCEL_GRACE_MS).unref();
  }

  /** True from the moment the process has ended: the run's end is being written, and no pulse can speak of it any more. */
  ending = false;

  /** Resolves when the run's row says how the attempt ended. */
  async finished(): Promise<void> {
    const watch = setInterval(() => this.look(), LOOK_EVERY_MS);
    const exit = await this.child.exited.finally(() => clearInterval(watch));
    this.ending = true;
    try {
      await this.conclude(exit);
    } catch (e) {
      if (!isAppError(e) || e.code !== 'STALE_FENCE') throw e;
      await this.reportLost();
    }
  }

  private async conclude(exit: ChildExit): Promise<void> {
    const { db } = this.deps;
    const cost = this.child.cost();
    if (this.reason === 'lost') return this.reportLost();
    if (this.reason !== 'shutdown') await this.writer.drain();
    if (this.result && this.reason !== 'cancel') {
      const result = this.result;
      await this.end(() => completeRun(db, this.run, result, cost));
      return this.cleanUp();
    }
    if (this.reason === 'cancel') {
      await this.end(() => endCancelledRun(db, this.run, cost));
      return this.cleanUp();
    }
    if (this.reason === 'shutdown') return throughOutage(() => releaseRun(db, this.run, { error: null, uncounted: true }));
    const fatal = this.reason === 'memory' ? memoryLimit(this.limits.memoryBytes, cost.peakRssBytes) : this.failure && !this.failure.retry ? this.failure.error : null;
    if (fatal) {
      await this.end(() => failRun(db, this.run, fatal, cost));
      return this.cleanUp();
    }
    await this.tryAgain(this.reason === 'stalled' ? stalled(this.silenceAllowed()) : (this.failure?.error ?? crashed(exit)));
  }

  /** A process that died without saying why gets further attempts, each after a longer pause. */
  private async tryAgain(error: ErrorRecord): Promise<void> {
    const { run } = this;
    this.deps.log.warn({ runId: run.runId, attempt: run.attempts, of: run.maxAttempts, error: error.message }, 'a training attempt died');
    this.writer.add({ logs: [{ at: new Date(), level: 'error', message: `Attempt ${run.fence} died: ${error.message}` }] });
    await this.writer.drain();
    const retryInSeconds = run.attempts >= run.maxAttempts ? 0 : Math.min(60, 2 ** (run.attempts - 1));
    await throughOutage(() => releaseRun(this.deps.db, run, { error, uncounted: false, retryInSeconds }));
  }

  /** An end that may be sent twice: where the answer to the first was lost, look whether it was kept. */
  private end(write: () => Promise<void>): Promise<void> {
    return throughOutage(async (retried) => {
      if (retried && (await hasEnded(this.deps.db, this.run))) return;
      await write();
    });
  }

  private onMessage(message: FromChild): void {
    this.heardAt = performance.now();
    if (message.kind === 'started') this.started = true;
    else if (message.kind === 'batch') this.writer.add(message);
    else if (message.kind === 'result') this.result = message.result;
    else if (message.kind === 'failed') this.failure = message;
    else
      this.writer.checkpoint(message.ref).then(
        () => this.child.send({ kind: 'checkpoint-answer', id: message.id, error: null }),
        (e) => this.child.send({ kind: 'checkpoint-answer', id: message.id, error: (isAppError(e) ? e : staleFence(this.run)).toRecord() }),
      );
  }

  /** A refused write means that the run is somebody else's. Anything else that outlasted the retries ends the attempt as well. */
  private onWriteFailed(e: unknown): void {
    if (isAppError(e) && e.code === 'METRIC_NAME_INVALID') {
      this.failure = { kind: 'failed', error: e.toRecord(), known: true, retry: false };
      return this.child.kill();
    }
    if (!isAppError(e) || e.code !== 'STALE_FENCE') this.deps.log.error({ runId: this.run.runId, err: e }, 'a write of a training attempt failed');
    this.stop('lost');
  }

  private look(): void {
    const sample = this.child.sample();
    if (sample && this.looks++ % SAMPLE_EVERY === 0) this.writer.add({ sample });
    if (sample && sample.rssBytes > this.limits.memoryBytes) this.stop('memory');
    if (performance.now() - this.heardAt > this.silenceAllowed()) this.stop('stalled');
  }

  private silenceAllowed(): number {
    return this.started ? this.limits.stallMs : Math.max(START_MS, this.limits.stallMs);
  }

  private async reportLost(): Promise<void> {
    this.deps.log.warn({ runId: this.run.runId, fence: this.run.fence }, 'stale write rejected: a newer attempt owns the run');
    await throughOutage(() =>
      this.deps.db.prisma.auditEntry.create({
        data: { projectId: this.run.projectId, actorKind: 'system', actorId: 'worker', actorName: 'worker', actorRole: 'service', action: 'run.stale-write-rejected', objectType: 'run', objectId: this.run.runId, objectName: this.run.name, after: { attempt: this.run.fence } },
      }),
    ).catch((e) => this.deps.log.error({ err: e }, 'could not note a rejected write'));
  }

  private async cleanUp(): Promise<void> {
    await new CheckpointStore(this.deps.artifacts.root).prune(this.run.runId, null).catch((e) => this.deps.log.warn({ err: e, runId: this.run.runId }, 'old checkpoints stay'));
  }
}
