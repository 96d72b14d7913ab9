import * as tf from '@tensorflow/tfjs-core';
import type { Scalar, Tensor, Tensor1D } from '@tensorflow/tfjs-core';
import type { ParameterLayout } from '../engine/parameter-layout';
import type { OptimizerSpec } from './optimizer-spec';

export type SlotSpec = { name: string; init: 'zeros' | 'weights' };

/** Per-step numbers that the update reads; worked out in float64 from the step counter, so that no counter has to live in the graph. */
export type OptimizerScalars = 'alpha' | 'epsilon' | 'shrink';

/** Memory kept per weight. @shape each: [P] */
export function slotsOf(spec: OptimizerSpec): SlotSpec[] {
  const slots: SlotSpec[] = [];
  if (spec.kind === 'momentum' || spec.kind === 'nesterov') slots.push({ name: 'momentum', init: 'zeros' });
  if (isAdam(spec)) slots.push({ name: 'gradients', init: 'zeros' }, { name: 'squares', init: 'zeros' });
  if (spec.kind === 'rmsprop') slots.push({ name: 'square', init: 'zeros' });
  if (spec.ema) slots.push({ name: 'ema', init: 'weights' });
  return slots;
}

const BETA1 = 0.9;
const BETA2 = 0.999;

const isAdam = (spec: OptimizerSpec): boolean => spec.kind === 'adam' || spec.kind === 'adamw';

/** Names of the per-step numbers of this optimiser, in a fixed order. */
export function scalarNamesOf(spec: OptimizerSpec): OptimizerScalars[] {
  const names: OptimizerScalars[] = ['alpha'];
  if (isAdam(spec)) names.push('epsilon');
  if (spec.kind === 'adamw' && spec.weightDecay !== undefined && spec.weightDecay !== 0) names.push('shrink');
  return names;
}

/**
 * Adam keeps discounted sums instead of means, m = (1−β₁)·M and v = (1−β₂)·V: two passes over the weights less. What they lack and both
 * bias corrections are folded into two numbers: `alpha = rate·√(1−β₂ᵗ)/(1−β₁ᵗ)·(1−β₁)/√(1−β₂)` and `epsilon·√(1−β₂ᵗ)/√(1−β₂)`.
 * @param step counts from 1
 * @source Kingma and Ba 2015, end of section 2; Loshchilov and Hutter 2019 (decoupled decay)
 */
export function scalarValue(spec: OptimizerSpec, name: OptimizerScalars, step: number, rate: number, weightDecay: number): number {
  if (name === 'shrink') return rate * weightDecay;
  if (!isAdam(spec)) return rate;
  const [beta1, beta2] = [spec.beta1 ?? BETA1, spec.beta2 ?? BETA2];
  const root = Math.sqrt((1 - Math.pow(beta2, step)) / (1 - beta2));
  return name === 'epsilon' ? (spec.epsilon ?? 1e-8) * root : (rate * root * (1 - beta1)) / (1 - Math.pow(beta1, step));
}

export type UpdateInput = {
  w: Tensor1D;
  g: Tensor1D;
  slots: Record<string, Tensor>;
  scalars: Record<string, Scalar>;
  rateScale: Tensor1D | null;
  decayScale: Tensor1D | null;
};

/** One update as a pure function of tensors. @shape w, g: [P] */
export function applyOptimizer(spec: OptimizerSpec, input: UpdateInput): { w: Tensor1D; slots: Record<string, Tensor> } {
  const g = preparedGradient(spec, input);
  const slots: Record<string, Tensor> = {};
  let delta = tf.mul(direction(spec, g, input, slots), input.scalars['alpha']!);
  if (input.rateScale) delta = tf.mul(delta, input.rateScale);
  let base: Tensor = input.w;
  const shrink = input.scalars['shrink'];
  if (shrink) base = tf.sub(base, tf.mul(base, decayFactor(input, shrink)));
  const w = tf.sub(base, delta) as Tensor1D;
  if (spec.ema) {
    const ema = input.slots['ema']!;
    slots['ema'] = tf.add(ema, tf.mul(tf.sub(w, ema), 1 - spec.ema.decay));
  }
  return { w, slots };
}

/** Decay follows the learning rate of its variable: rate·lrScale·weightDecay·decay. */
function decayFactor(input: UpdateInput, shrink: Scalar): Tensor {
  let factor: Tensor = shrink;
  if (input.rateScale) factor = tf.mul(input.rateScale, factor);
  if (input.decayScale) factor = tf.mul(input.decayScale, factor);
  return factor;
}

/** Clipping sees the gradient of the loss alone; L2 comes after it. */
function preparedGradient(spec: OptimizerSpec, { w, g, decayScale }: UpdateInput): Tensor {
  let out: Tensor = g;
  if (spec.clip?.value !== undefined) out = tf.clipByValue(out, -spec.clip.value, spec.clip.value);
  if (spec.clip?.norm !== undefined) {
    const norm = tf.sqrt(tf.sum(tf.square(out)));
    out = tf.mul(out, tf.minimum(tf.div(spec.clip.norm, tf.add(norm, 1e-6)), 1));
  }
  if (spec.l2) out = tf.add(out, tf.mul(decayScale ? tf.mul(w, decayScale) : w, spec.l2));
  return out;
}

/** memory ← memory + (1 − keep)·(value − memory) */
const blend = (memory: Tensor, value: Tensor, keep: number): Tensor => tf.add(memory, tf.mul(tf.sub(value, memory), 1 - keep));

function direction(spec: OptimizerSpec, g: Tensor, { slots, scalars }: UpdateInput, next: Record<string, Tensor>): Tensor {
  const momentum = slots['momentum'];
  const square = slots['square'];
  switch (spec.kind) {
    case 'sgd': return g;
    case 'momentum': return (next['momentum'] = tf.add(tf.mul(momentum!, spec.momentum ?? 0.9), g));
    case 'nesterov': {
      const mu = spec.momentum ?? 0.9;
      next['momentum'] = tf.add(tf.mul(momentum!, mu), g);
      return tf.add(tf.mul(next['momentum'], mu), g);
    }
    case 'rmsprop':
      next['square'] = blend(square!, tf.square(g), spec.rho ?? 0.9);
      return tf.div(g, tf.add(tf.sqrt(next['square']), spec.epsilon ?? 1e-7));
    case 'adam':
    case 'adamw':
      next['gradients'] = tf.add(tf.mul(slots['gradients']!, spec.beta1 ?? BETA1), g);
      next['squares'] = tf.add(tf.mul(slots['squares']!, spec.beta2 ?? BETA2), tf.square(g));
      return tf.div(next['gradients'], tf.add(tf.sqrt(next['squares']), scalars['epsilon']!));
  }
}

export type OptimizerConstants = { rateScale: Tensor1D | null; decayScale: Tensor1D | null };

/** Constants that a session makes once. @owns the caller disposes them */
export function optimizerConstants(layout: ParameterLayout): OptimizerConstants {
  return {
    rateScale: layout.rateScale && tf.tensor1d(layout.rateScale),
    decayScale: layout.decayScale && tf.tensor1d(layout.decayScale),
  };
}
