import { AppError } from '@bellwether/contracts';
import type { TrainingProgram } from '../engine/training-engine';
import { sizeOf } from '../engine/parameter-layout';
import { decodeTensorFile, encodeTensorFile } from './tensor-file';

const KIND = 'network';

/** `topology` is whatever JSON the family needs to build its program again, such as the options of `mlpProgram`. */
export type NetworkArtifact = { topology: unknown; weights: Record<string, Float32Array> };

/** Weights and topology as one file with a hash. */
export function encodeNetwork(program: TrainingProgram, { topology, weights }: NetworkArtifact): Uint8Array {
  return encodeTensorFile({ kind: KIND, topology }, program.variables.map((v) => ({ name: v.name, dtype: 'float32', shape: v.shape, data: weights[v.name]! })));
}

/**
 * The topology is data from a file: the caller parses it with its own schema before it builds a program from it, then calls `weightsFor`.
 * @throws MODEL_ARTIFACT_INVALID
 */
export function decodeNetwork(bytes: Uint8Array): NetworkArtifact {
  const { header, tensors } = decodeTensorFile(bytes);
  if ((header as { kind?: unknown } | null)?.kind !== KIND) invalid('it holds no network');
  const weights: Record<string, Float32Array> = {};
  for (const [name, t] of tensors) {
    if (!(t.data instanceof Float32Array)) invalid(`the weight "${name}" is not float32`);
    const bad = t.data.findIndex((v) => !Number.isFinite(v));
    if (bad >= 0) invalid(`the weight "${name}" holds ${t.data[bad]}`);
    weights[name] = t.data as Float32Array;
  }
  return { topology: (header as { topology: unknown }).topology, weights };
}

/** The program with these weights as its first values. @throws MODEL_ARTIFACT_INVALID when they do not fit */
export function withWeights(program: TrainingProgram, weights: Record<string, Float32Array>): TrainingProgram {
  const extra = Object.keys(weights).filter((n) => !program.variables.some((v) => v.name === n));
  if (extra.length > 0) invalid(`it holds weights that the network does not have: ${extra.join(', ')}`);
  return {
    ...program,
    variables: program.variables.map((v) => {
      const init = weights[v.name];
      if (!init) invalid(`the weight "${v.name}" is missing`);
      if (init.length !== sizeOf(v.shape)) invalid(`the weight "${v.name}" needs ${sizeOf(v.shape)} values, ${init.length} are there`);
      return { ...v, init };
    }),
  };
}

function invalid(what: string): never {
  throw new AppError({ code: 'MODEL_ARTIFACT_INVALID', message: `The model file cannot be used: ${what}.`, fix: 'Use the file of this model version, unchanged.' });
}
