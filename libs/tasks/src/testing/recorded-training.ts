import type { AnyTaskFamily } from '../family-registry';
import type { TrainedModel } from '../task-family';
import type { Example } from './example-table';

export type Recording = {
  model: TrainedModel;
  points: Map<string, number>;
  checkpoints: { step: number; bytes: Uint8Array }[];
  logs: string[];
};

export type RecordOptions = { params?: Record<string, unknown>; seed?: number; resumeFrom?: Uint8Array | null; signal?: AbortSignal; provenance?: Record<string, string>; onCheckpoint?(step: number): void };

/** Trains a family in memory and keeps all that it said. Points are keyed `name@step`: a repeat must say the same. */
export async function recordTraining(family: AnyTaskFamily, example: Example, options: RecordOptions = {}): Promise<Recording> {
  const points = new Map<string, number>();
  const checkpoints: Recording['checkpoints'] = [];
  const logs: string[] = [];
  const model = await family.train({
    params: family.params.parse(options.params ?? {}), table: example.table, roles: example.roles, seed: options.seed ?? 1, engine: null,
    signal: options.signal ?? new AbortController().signal, ...(options.provenance === undefined ? {} : { provenance: options.provenance }),
    loadCheckpoint: () => Promise.resolve(options.resumeFrom ?? null),
    saveCheckpoint: (step: number, bytes: Uint8Array) => {
      checkpoints.push({ step, bytes: bytes.slice() });
      options.onCheckpoint?.(step);
      return Promise.resolve();
    },
    progress: () => {},
    metric: (key: string, step: number, value: number) => void points.set(`${key}@${step}`, value),
    log: (_: string, message: string) => void logs.push(message),
  });
  return { model, points, checkpoints, logs };
}
