import type { RunProgress } from '@bellwether/contracts';
import { moveCheckpoint, writeLogs, writeMetricPoints, writeProgress, writeSample, type Attempt, type CheckpointRef, type Db, type LogInput, type PointInput } from '@bellwether/lineage';
import { throughOutage } from './worker-retry';

/** Gathers what the training process says and writes it a few times a second, in order, through outages of the database. */
export class AttemptWriter {
  private points: PointInput[] = [];
  private logs: LogInput[] = [];
  private progress: RunProgress | null = null;
  private sample: { cpuPercent: number; rssBytes: number } | null = null;
  private chain: Promise<void> = Promise.resolve();
  private queued = false;

  /** @param onLost called once when a write is refused: another attempt owns the run */
  constructor(
    private readonly db: Db,
    private readonly attempt: Attempt,
    private readonly onLost: (error: unknown) => void,
  ) {}

  add(batch: { points?: PointInput[]; logs?: LogInput[]; progress?: RunProgress | null; sample?: { cpuPercent: number; rssBytes: number } | null }): void {
    this.points.push(...(batch.points ?? []));
    this.logs.push(...(batch.logs ?? []));
    this.progress = batch.progress ?? this.progress;
    this.sample = batch.sample ?? this.sample;
    if (this.queued) return;
    this.queued = true;
    this.enqueue(() => this.write()).catch(() => undefined);
  }

  /** Points first, then the pointer: whoever resumes from this checkpoint never sends them again. */
  checkpoint(ref: CheckpointRef): Promise<void> {
    return this.enqueue(async () => {
      await this.write();
      await throughOutage(() => moveCheckpoint(this.db, this.attempt, ref));
    });
  }

  /** Resolves when everything said so far is stored. @throws AppError STALE_FENCE */
  drain(): Promise<void> {
    return this.enqueue(() => this.write());
  }

  private enqueue(work: () => Promise<void>): Promise<void> {
    const next = this.chain.then(work);
    this.chain = next.catch((e) => this.onLost(e));
    return next;
  }

  private async write(): Promise<void> {
    this.queued = false;
    const { points, logs, progress, sample } = this;
    this.points = [];
    this.logs = [];
    this.progress = null;
    this.sample = null;
    if (points.length) await throughOutage(() => writeMetricPoints(this.db, this.attempt, points));
    if (logs.length) await throughOutage(() => writeLogs(this.db, this.attempt, logs));
    if (progress) await throughOutage(() => writeProgress(this.db, this.attempt, progress));
    if (sample) await throughOutage(() => writeSample(this.db, this.attempt, sample));
  }
}
