import type { ErrorRecord, RunProgress } from '@bellwether/contracts';
import type { CheckpointRef, LogInput, PointInput, RunResult } from '@bellwether/lineage';
import type { TrainingOrder } from '@bellwether/pipeline/train-run';

/** From the supervisor. The pipe keeps order and speaks structured clone (typed arrays and dates survive). */
export type ToChild =
  | { kind: 'order'; order: TrainingOrder; familyModules: string[] }
  | { kind: 'checkpoint-answer'; id: number; error: ErrorRecord | null }
  | { kind: 'cancel' };

/** From the training process. It is told nothing and asks nothing, but whether a checkpoint is in force. */
export type FromChild =
  /** its code is loaded: from here on, silence counts */
  | { kind: 'started' }
  | { kind: 'batch'; points: PointInput[]; logs: LogInput[]; progress: RunProgress | null }
  | { kind: 'checkpoint'; id: number; ref: CheckpointRef }
  | { kind: 'result'; result: RunResult }
  /** `known`: the error has a code and a fix of ours, so that trying again would end the same way */
  | { kind: 'failed'; error: ErrorRecord; known: boolean; retry: boolean };
