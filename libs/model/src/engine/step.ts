import * as tf from '@tensorflow/tfjs-core';
import type { Scalar, Tensor, Tensor1D } from '@tensorflow/tfjs-core';
import { AppError } from '@bellwether/contracts';
import { applyOptimizer } from '../optimizer/optimizer';
import type { OptimizerConstants } from '../optimizer/optimizer';
import type { ParameterLayout } from './parameter-layout';
import type { StepContext, TrainingProgram } from './training-engine';

/** Where noise comes from: drawn at once (eager), or a place in the graph to be filled for each step (compiled). */
export interface NoiseSource {
  dropout(shape: number[], rate: number): Tensor;
  uniform(shape: number[]): Tensor;
  normal(shape: number[]): Tensor;
}

export type StepInput = {
  /** @shape [P] */
  w: Tensor1D;
  slots: Record<string, Tensor>;
  fixed: Record<string, Tensor>;
  x: Record<string, Tensor>;
  scalars: Record<string, Scalar>;
  constants: OptimizerConstants;
  noise: NoiseSource;
  rows: number;
};

export type StepOutput = { loss: Scalar; w: Tensor1D; slots: Record<string, Tensor>; fixed: Record<string, Tensor> };

/** Variables as tensors of their own shape, cut from the flat vector. */
export function variablesOf(layout: ParameterLayout, w: Tensor1D): Record<string, Tensor> {
  const parts = layout.entries.length === 1 ? [w] : tf.split(w, layout.entries.map((e) => e.size));
  return Object.fromEntries(layout.entries.map((e, i) => [e.name, tf.reshape(parts[i]!, e.shape)]));
}

function missing(kind: string, name: string, known: string[]): never {
  throw new AppError({
    code: 'PARAMS_INVALID',
    message: `The program asks for the ${kind} "${name}"; it declares ${known.length ? known.join(', ') : 'none'}.`,
    fix: `Add "${name}" to the program's ${kind}s, or mend the name.`,
  });
}

/** A record that names what is missing, where `undefined` would surface deep inside an operation. */
function named<T>(kind: string, values: Record<string, T>): Record<string, T> {
  return new Proxy(values, {
    get: (target, key) => (typeof key !== 'string' ? undefined : key in target ? target[key] : missing(kind, key, Object.keys(target))),
  });
}

type ContextInput = Pick<StepInput, 'x' | 'scalars' | 'noise' | 'rows'> & { v: Record<string, Tensor>; training: boolean; updates: Record<string, Tensor> };

export function contextOf(input: ContextInput): StepContext {
  const { noise, training } = input;
  const v = named('variable', input.v);
  const scalars = named('scalar', input.scalars);
  return {
    v,
    x: named('input', input.x),
    training,
    rows: input.rows,
    scalar: (name) => scalars[name]!,
    uniform: (shape) => noise.uniform(shape),
    normal: (shape) => noise.normal(shape),
    update: (name, value) => {
      if (!(name in input.v)) missing('variable', name, Object.keys(input.v));
      // Kept: it is made inside the scope of the gradient, which disposes all but the loss.
      input.updates[name] = tf.keep(tf.clone(value));
    },
    dropout: <T extends Tensor>(x: T, rate: number | Scalar): T => {
      if (!training || rate === 0) return x;
      if (typeof rate === 'number') return tf.mul(x, noise.dropout(x.shape, rate)) as T;
      const keep = tf.cast(tf.greaterEqual(noise.uniform(x.shape), rate), 'float32');
      return tf.div(tf.mul(x, keep), tf.sub(1, rate)) as T;
    },
  };
}

/** One step as a pure function: forward, gradients, optimiser. Every engine runs, or records, this. Call inside `tidy`. */
export function trainingStep(program: TrainingProgram, layout: ParameterLayout, input: StepInput): StepOutput {
  const vars = variablesOf(layout, input.w);
  const names = layout.entries.map((e) => e.name);
  const updates: Record<string, Tensor> = {};
  const lossOf = (...values: Tensor[]): Scalar => {
    const v = { ...input.fixed, ...Object.fromEntries(names.map((n, i) => [n, values[i]!])) };
    const loss = program.loss(contextOf({ ...input, v, training: true, updates }));
    if (loss.rank !== 0) throw new AppError({ code: 'PARAMS_INVALID', message: `The loss must be one number; its shape is [${loss.shape}].`, fix: 'Take the mean over the batch.' });
    return loss;
  };
  const list = names.map((n) => vars[n]!);
  const { value, grads } = tf.engine().gradients(() => lossOf(...list), list, undefined, true);
  const unused = names.filter((_, i) => grads[i] == null);
  if (unused.length > 0) throw new AppError({ code: 'PARAMS_INVALID', message: `The loss must depend on every trainable variable; ${unused.join(', ')} do not reach it.`, fix: 'Remove them, or set `trainable: false`.' });
  const flats = grads.map((g) => tf.reshape(g, [-1]) as Tensor1D);
  const g = flats.length === 1 ? flats[0]! : tf.concat1d(flats);
  const next = applyOptimizer(program.optimizer, { w: input.w, g, slots: input.slots, scalars: input.scalars, ...input.constants });
  return { loss: value as Scalar, w: next.w, slots: next.slots, fixed: { ...input.fixed, ...updates } };
}
