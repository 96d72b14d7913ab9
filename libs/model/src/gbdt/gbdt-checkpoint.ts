import { AppError } from '@bellwether/contracts';
import { readTree, storeTrees } from './gbdt-model';
import type { GbdtModel } from './gbdt-types';
import type { GbdtState } from './train-gbdt';

/** A training in the middle, as plain data. */
export function encodeGbdtState(state: GbdtState): Uint8Array {
  // JSON has no infinity: before the first round there is no best loss
  const bestLoss = Number.isFinite(state.bestLoss) ? state.bestLoss : null;
  return new TextEncoder().encode(JSON.stringify({ ...state, bestLoss, trees: storeTrees(state.trees) }));
}

/** @throws AppError MODEL_ARTIFACT_INVALID */
export function decodeGbdtState(bytes: Uint8Array, features: GbdtModel['features']): GbdtState {
  try {
    const stored = JSON.parse(new TextDecoder().decode(bytes)) as Omit<GbdtState, 'bestLoss' | 'trees'> & { bestLoss: number | null; trees: ReturnType<typeof storeTrees> };
    return { round: stored.round, bestRound: stored.bestRound, random: stored.random, bestLoss: stored.bestLoss ?? Number.POSITIVE_INFINITY, trees: stored.trees.map((t) => readTree(t, features)) };
  } catch (cause) {
    throw new AppError({ code: 'MODEL_ARTIFACT_INVALID', message: 'expected a checkpoint of boosted trees, received something else', fix: 'start the run again without its checkpoint', cause });
  }
}
