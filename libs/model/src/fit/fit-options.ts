import type { BatchArray, TrainingEngine, TrainingProgram, TrainingState } from '../engine/training-engine';
import type { ScheduleSpec } from '../schedule/schedule';

export type FitData = { inputs: Record<string, BatchArray>; rows: number };

/** Higher is better for `max`. `monitor` is `loss` or a name that `valid.score` returns. */
export type EarlyStopping = { monitor?: string; mode?: 'min' | 'max'; patience: number; minDelta?: number };

export type StepProgress = { epoch: number; epochs: number; step: number; totalSteps: number; /** mean over the steps since the last report */ trainLoss: number; rate: number };
export type EpochProgress = StepProgress & { validLoss: number | null; metrics: Record<string, number>; bestEpoch: number };

export type Checkpointing = {
  /** default 2000 @unit ms */
  everyMs?: number;
  save(bytes: Uint8Array, at: { epoch: number; step: number }): void | Promise<void>;
  /** what `save` was given last */
  resume?: Uint8Array;
};

export type FitOptions = {
  program: TrainingProgram;
  engine: TrainingEngine;
  train: FitData;
  valid?: FitData & { score?: (predictions: Float32Array) => Record<string, number> };
  epochs: number;
  batchSize: number;
  /** the rows that do not fill a batch, default `keep` */
  lastBatch?: 'keep' | 'drop';
  schedule: ScheduleSpec;
  /** per-step numbers of the program, over t in [0, 1) */
  scalars?: Record<string, (t: number) => number>;
  /** which epoch's weights are kept, and when to stop; without `valid` the last weights are kept */
  earlyStopping?: EarlyStopping;
  seed: number;
  checkpoint?: Checkpointing;
  /** steps between two calls of `onStep`; the points do not depend on how the work was cut. Default: about 500 points a run. */
  reportEvery?: number;
  onStep?(progress: StepProgress): void;
  onEpoch?(progress: EpochProgress): void | Promise<void>;
  signal?: AbortSignal;
};

export type EpochRecord = { epoch: number; step: number; trainLoss: number; validLoss: number | null; rate: number; metrics: Record<string, number> };

export type FitResult = {
  /** of the best epoch where a validation set is given, else of the last */
  weights: Record<string, Float32Array>;
  /** the last state, to train on from */
  state: TrainingState;
  /** counts from 1 */
  bestEpoch: number;
  epochsRun: number;
  stopped: 'completed' | 'early-stopping';
  history: EpochRecord[];
  engine: { name: string; version: string; device: string; reason: string };
  warnings: string[];
};
