import { randomBytes } from 'node:crypto';
import { EventEmitter } from 'node:events';
import { readFileSync, readlinkSync } from 'node:fs';
import os from 'node:os';
import { LEASE, type EngineTrial } from '@bellwether/contracts';
import { expireDeadWorkers, pulse, reap, registerWorker, stopWorker, type Deps } from '@bellwether/lineage';
import { Logger, run, type Runner, type TaskList, type WorkerEvents } from 'graphile-worker';
import { isAlive } from './worker-process-stats';
import { isOutage } from './worker-retry';
import { trainRunHandler, type ActiveAttempts, type TrainSettings } from './worker-train';

export type SupervisorSettings = TrainSettings & {
  databaseUrl: string;
  /** training processes at once */
  concurrency: number;
};

/** What the row of a worker tells the console. */
export type WorkerInfo = { node: string; concurrency: number; threads: number; engines?: EngineTrial[] };

/** Handlers of the other jobs, by name; training has its own slots, so that a long run never blocks an upload. */
export type OtherHandlers = Record<string, (payload: unknown, context: { attempt: number; lastAttempt: boolean; workerId: string; signal: AbortSignal }) => Promise<void>>;

/** What is looked at once a second beside the pulse, such as open searches. Loaded when it is first needed. */
export type Watch = { name: string; look: () => Promise<void> };

/** Leases are renewed, and wishes to cancel read, this often. @unit ms */
const PULSE_MS = 1_000;
const OTHER_CONCURRENCY = 2;

/** One worker process: takes jobs, holds leases, frees the jobs of workers that died. */
export class Supervisor {
  readonly workerId = `worker-${os.hostname()}-${process.pid}-${randomBytes(4).toString('hex')}`;
  private readonly active: ActiveAttempts = new Map();
  private readonly stopping = new AbortController();
  private readonly queueWorkers: string[] = [];
  private runners: Runner[] = [];
  private timers: NodeJS.Timeout[] = [];
  private pulsing = false;
  private engines: EngineTrial[] | undefined;

  constructor(
    private readonly deps: Deps,
    private readonly settings: SupervisorSettings,
    private readonly others: OtherHandlers,
    private readonly watches: readonly Watch[] = [],
  ) {}

  /** @returns settles when the worker can no longer work: rejects on a fault that a new process may mend */
  async start(): Promise<{ ended: Promise<unknown> }> {
    const { db, log } = this.deps;
    const expired = await expireDeadWorkers(db, hostIdentity(), isAlive);
    if (expired.length) log.info({ expired }, 'workers of this machine are gone: their leases end now');
    await this.reap();
    this.runners = [await this.startRunner(this.trainTasks(), this.settings.concurrency)];
    if (Object.keys(this.others).length) this.runners.push(await this.startRunner(this.otherTasks(), OTHER_CONCURRENCY));
    await this.register();
    this.timers = [setInterval(() => void this.pulse(), PULSE_MS), setInterval(() => void this.reap(), LEASE.reapEverySeconds * 1000), ...this.watches.map((watch) => this.keepWatch(watch))];
    return { ended: Promise.race(this.runners.map((r) => r.promise)) };
  }

  /** Gives every run back with its checkpoint and takes no more jobs. */
  async stop(): Promise<void> {
    this.stopping.abort();
    await Promise.allSettled(this.runners.map((r) => r.stop()));
    this.timers.forEach(clearInterval);
    await stopWorker(this.deps.db, this.workerId).catch((e) => this.deps.log.warn({ err: e }, 'the lease of this worker ends by itself'));
  }

  private trainTasks(): TaskList {
    return {
      'train-run': async (payload) => {
        const { runId } = payload as { runId: string };
        await trainRunHandler(this.deps, this.settings, this.active, runId, { workerId: this.workerId, signal: this.stopping.signal });
      },
    };
  }

  private otherTasks(): TaskList {
    return Object.fromEntries(
      Object.entries(this.others).map(([name, handler]) => [
        name,
        (payload, { job }) => handler(payload, { attempt: job.attempts, lastAttempt: job.attempts >= job.max_attempts, workerId: this.workerId, signal: this.stopping.signal }),
      ]),
    );
  }

  private startRunner(taskList: TaskList, concurrency: number): Promise<Runner> {
    const events = new EventEmitter() as WorkerEvents;
    // the names under which the library locks jobs: the reaper of another process needs them to free ours
    events.on('worker:create', ({ worker }) => void this.queueWorkers.push(worker.workerId));
    return run({
      connectionString: this.settings.databaseUrl, concurrency, taskList, events, pollInterval: 1000, noHandleSignals: true, maxPoolSize: concurrency + 2,
      logger: new Logger(({ workerId, jobId, taskIdentifier }) => (level, message) => this.deps.log[level === 'error' ? 'error' : level === 'warning' ? 'warn' : 'debug']({ workerId, jobId, taskIdentifier }, message)),
    });
  }

  /** Tells the console which engines runs on this worker can use. */
  async tellEngines(engines: EngineTrial[]): Promise<void> {
    this.engines = engines;
    await this.register();
  }

  private register(): Promise<void> {
    const { concurrency, threads } = this.settings;
    const info: WorkerInfo = { node: process.version, concurrency, threads, ...(this.engines === undefined ? {} : { engines: this.engines }) };
    return registerWorker(this.deps.db, { id: this.workerId, host: hostIdentity(), pid: process.pid, queueWorkers: this.queueWorkers, info });
  }

  private async pulse(): Promise<void> {
    if (this.pulsing) return;
    this.pulsing = true;
    try {
      const held = [...this.active.values()];
      const seen = await pulse(this.deps.db, this.workerId, held.map((a) => a.run));
      // we were frozen for longer than the lease: others may have freed our jobs; runs they took are told one by one
      if (!seen.workerAlive) await this.register();
      for (const attempt of held) {
        const run = seen.runs.get(attempt.run.runId);
        // one that has just ended by itself is not in the answer either: it is no longer held
        if (!run && this.active.get(attempt.run.runId) === attempt && !attempt.ending) attempt.stop('lost');
        else if (run?.cancelRequested) attempt.stop('cancel');
      }
    } catch (e) {
      if (isOutage(e)) this.deps.log.warn({ err: (e as Error).message }, 'no pulse: the database does not answer');
      else this.deps.log.error({ err: e }, 'no pulse');
    } finally {
      this.pulsing = false;
    }
  }

  /** One look at a time; a look that fails is told and tried again. */
  private keepWatch({ name, look }: Watch): NodeJS.Timeout {
    let looking = false;
    return setInterval(() => {
      if (looking || this.stopping.signal.aborted) return;
      looking = true;
      look()
        .catch((e) => (isOutage(e) ? this.deps.log.warn({ err: (e as Error).message }, `${name}: the database does not answer`) : this.deps.log.error({ err: e }, `${name} failed`)))
        .finally(() => (looking = false));
    }, PULSE_MS);
  }

  private async reap(): Promise<void> {
    try {
      const { freedWorkers, requeuedRuns } = await reap(this.deps.db);
      if (freedWorkers.length + requeuedRuns.length) this.deps.log.info({ freedWorkers, requeuedRuns }, 'reaped');
    } catch (e) {
      if (!isOutage(e)) this.deps.log.error({ err: e }, 'the reaper failed');
    }
  }
}

/** The machine, this start of it, and where process ids mean the same: only then does "no such process" mean dead. */
export function hostIdentity(): string {
  const read = (get: () => string) => {
    try {
      return get().trim();
    } catch {
      return '';
    }
  };
  return [os.hostname(), read(() => readFileSync('/proc/sys/kernel/random/boot_id', 'utf8')), read(() => readlinkSync('/proc/self/ns/pid'))].filter(Boolean).join(' ');
}
