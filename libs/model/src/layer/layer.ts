import type { Tensor } from '@tensorflow/tfjs-core';
import type { StepContext, VariableSpec } from '../engine/training-engine';

/** A part of a network: the variables it needs, and what it does with them. It holds no tensor. */
export interface Layer {
  readonly variables: VariableSpec[];
  apply(ctx: StepContext, x: Tensor): Tensor;
}

export function sequential(layers: Layer[]): Layer {
  return {
    variables: layers.flatMap((l) => l.variables),
    apply: (ctx, x) => layers.reduce((h, l) => l.apply(ctx, h), x),
  };
}
