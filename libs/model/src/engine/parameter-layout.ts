import { AppError } from '@bellwether/contracts';
import type { TrainingProgram, VariableSpec } from './training-engine';

export type LayoutEntry = { name: string; shape: number[]; offset: number; size: number };

/**
 * Where each trainable variable lies in one flat vector. The optimiser works on that vector, so a step costs a dozen element-wise
 * operations however many variables there are: on small networks that is most of the time of a step.
 */
export type ParameterLayout = {
  entries: LayoutEntry[];
  /** length of the flat vector */
  size: number;
  fixed: VariableSpec[];
  /** per element, or null where all are 1 */
  rateScale: Float32Array | null;
  decayScale: Float32Array | null;
};

export const sizeOf = (shape: readonly number[]): number => shape.reduce((a, b) => a * b, 1);

function refuse(message: string, fix: string): never {
  throw new AppError({ code: 'PARAMS_INVALID', message, fix });
}

/** @throws PARAMS_INVALID for a doubled name, a first value of the wrong length or one that is not finite */
export function layoutOf(program: TrainingProgram): ParameterLayout {
  const seen = new Set<string>();
  for (const v of program.variables) {
    if (seen.has(v.name)) refuse(`Variable names must differ; "${v.name}" comes twice.`, 'Give each layer its own name.');
    seen.add(v.name);
    if (v.init.length !== sizeOf(v.shape)) refuse(`Variable "${v.name}" of shape [${v.shape}] needs ${sizeOf(v.shape)} first values; ${v.init.length} came.`, 'Make `init` as long as the shape says.');
    if (!v.init.every(Number.isFinite)) refuse(`Variable "${v.name}" must start finite; its first values hold NaN or Infinity.`, 'Check the initializer.');
  }
  const trainable = program.variables.filter((v) => v.trainable !== false);
  if (trainable.length === 0) refuse('A program needs at least one trainable variable; none came.', 'Leave `trainable` out, or set it to true.');
  const entries: LayoutEntry[] = [];
  let size = 0;
  for (const v of trainable) {
    entries.push({ name: v.name, shape: v.shape, offset: size, size: v.init.length });
    size += v.init.length;
  }
  return {
    entries,
    size,
    fixed: program.variables.filter((v) => v.trainable === false),
    rateScale: scaleVector(trainable, size, (v) => v.lrScale ?? 1),
    decayScale: scaleVector(trainable, size, (v) => v.decay ?? 1),
  };
}

function scaleVector(variables: VariableSpec[], size: number, scaleOf: (v: VariableSpec) => number): Float32Array | null {
  if (variables.every((v) => scaleOf(v) === 1)) return null;
  const out = new Float32Array(size);
  let offset = 0;
  for (const v of variables) {
    out.fill(scaleOf(v), offset, offset + v.init.length);
    offset += v.init.length;
  }
  return out;
}

export function flatInit(layout: ParameterLayout, program: TrainingProgram): Float32Array {
  const byName = new Map(program.variables.map((v) => [v.name, v.init]));
  return flatten(layout, (name) => byName.get(name)!);
}

export function flatten(layout: ParameterLayout, valueOf: (name: string) => Float32Array): Float32Array {
  const flat = new Float32Array(layout.size);
  for (const e of layout.entries) flat.set(valueOf(e.name), e.offset);
  return flat;
}

export function unflatten(layout: ParameterLayout, flat: Float32Array): Record<string, Float32Array> {
  return Object.fromEntries(layout.entries.map((e) => [e.name, flat.slice(e.offset, e.offset + e.size)]));
}
