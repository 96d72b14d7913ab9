import { createHash } from 'node:crypto';
import { AppError } from '@bellwether/contracts';
import { decodeTensorFile, encodeTensorFile } from '../artifact/tensor-file';
import type { TensorFileEntry } from '../artifact/tensor-file';
import type { TrainingState } from '../engine/training-engine';
import type { RandomState } from '../random/xoshiro';
import type { BestSoFar } from './early-stopping';
import type { EpochRecord, FitOptions } from './fit-options';

/** All that a fit remembers between two steps. */
export type FitMemory = {
  epoch: number;
  /** batches of this epoch that are done */
  batch: number;
  epochLoss: number;
  reportLoss: number;
  reportSteps: number;
  firstLoss: number | null;
  best: BestSoFar;
  plateau: { factor: number; wait: number; best: number | null };
  history: EpochRecord[];
};

const KIND = 'fit-checkpoint';

/** A hash of all that must be the same for a resumed run to be the same run. */
export function fitFingerprint(options: FitOptions): string {
  const { program, epochs, batchSize, lastBatch, schedule, seed, train, earlyStopping } = options;
  const parts = { variables: program.variables.map((v) => [v.name, v.shape, v.lrScale, v.decay]), optimizer: program.optimizer, epochs, batchSize, lastBatch, schedule, seed, rows: train.rows, earlyStopping };
  return createHash('sha256').update(JSON.stringify(parts)).digest('hex');
}

const entries = (prefix: string, record: Record<string, Float32Array>): TensorFileEntry[] =>
  Object.entries(record).map(([name, data]) => ({ name: `${prefix}:${name}`, dtype: 'float32', shape: [data.length], data }));

export function encodeFit(options: FitOptions, state: TrainingState, memory: FitMemory, bestWeights: Record<string, Float32Array> | null): Uint8Array {
  const header = { kind: KIND, fingerprint: fitFingerprint(options), engine: options.engine.name, step: state.step, random: state.random, memory, hasBest: bestWeights !== null };
  return encodeTensorFile(header, [...entries('variable', state.variables), ...entries('slot', state.slots), ...entries('best', bestWeights ?? {})]);
}

type Header = { kind: string; fingerprint: string; engine: string; step: number; random: RandomState; memory: FitMemory; hasBest: boolean };
export type DecodedFit = { state: TrainingState; memory: FitMemory; bestWeights: Record<string, Float32Array> | null; engine: string };

/** @throws MODEL_ARTIFACT_INVALID for a damaged file or another run's */
export function decodeFit(options: FitOptions, bytes: Uint8Array): DecodedFit {
  const { header, tensors } = decodeTensorFile(bytes);
  const h = header as Header;
  const refuse = (what: string): never => {
    throw new AppError({ code: 'MODEL_ARTIFACT_INVALID', message: `The checkpoint cannot be resumed: ${what}.`, fix: 'Resume with the parameters and the data that the run was started with, or start anew.' });
  };
  if (h?.kind !== KIND) refuse('the file is not a checkpoint');
  if (h.fingerprint !== fitFingerprint(options)) refuse('it was written by a run with other parameters or other data');
  if (!Number.isInteger(h.step) || h.step < 0 || !Array.isArray(h.random) || h.random.length !== 4 || !h.memory || !Array.isArray(h.memory.history)) refuse('its header is incomplete');
  const pick = (prefix: string): Record<string, Float32Array> =>
    Object.fromEntries([...tensors].filter(([n]) => n.startsWith(`${prefix}:`)).map(([n, t]) => [n.slice(prefix.length + 1), t.data as Float32Array]));
  return {
    state: { step: h.step, random: h.random, variables: pick('variable'), slots: pick('slot') },
    memory: h.memory,
    bestWeights: h.hasBest ? pick('best') : null,
    engine: h.engine,
  };
}
