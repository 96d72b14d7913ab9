import type { Scalar, Tensor } from '@tensorflow/tfjs-core';
import type { OptimizerSpec } from '../optimizer/optimizer-spec';
import type { RandomState } from '../random/xoshiro';

/** A weight, or (trainable: false) a piece of state that the loss updates itself through `StepContext.update`. */
export type VariableSpec = {
  name: string;
  shape: number[];
  init: Float32Array;
  /** default true */
  trainable?: boolean;
  /** multiplies the learning rate of this variable, default 1 */
  lrScale?: number;
  /** multiplies weight decay and L2 of this variable, default 1 */
  decay?: number;
};

/** @shape `shape` leaves the batch axis out: [] is one number a row. */
export type InputSpec = { name: string; shape: number[]; dtype: 'float32' | 'int32' };

/** What `loss` and `predict` may use. All randomness and all that changes from step to step must come from here: a JavaScript number that changes between steps would be frozen by the compiled engine. */
export interface StepContext {
  readonly v: Record<string, Tensor>;
  readonly x: Record<string, Tensor>;
  readonly training: boolean;
  readonly rows: number;
  /** A number that changes from step to step, such as a scheduled dropout rate; named in `TrainingProgram.scalars`. */
  scalar(name: string): Scalar;
  /** Inverted dropout; the identity when not training. */
  dropout<T extends Tensor>(x: T, rate: number | Scalar): T;
  /** U[0, 1), new at every step. */
  uniform(shape: number[]): Tensor;
  /** N(0, 1), new at every step. */
  normal(shape: number[]): Tensor;
  /** The next value of a variable that is not trainable, such as a running mean. */
  update(name: string, value: Tensor): void;
}

/** A model as pure TensorFlow.js code. `loss` and `predict` are run again and again, or once to be recorded: they must not read a tensor's values. */
export interface TrainingProgram {
  variables: VariableSpec[];
  inputs: InputSpec[];
  /** Names of the per-step numbers beside the learning rate. */
  scalars?: string[];
  /** Mean loss of the batch. @shape [] */
  loss(ctx: StepContext): Scalar;
  /** @shape [rows, ...] */
  predict(ctx: StepContext): Tensor;
  optimizer: OptimizerSpec;
}

export type BatchArray = Float32Array | Int32Array;

/** `steps` batches of `batchSize` rows, back to back. @shape inputs[name]: [steps, batchSize, ...shape] */
export type StepBatches = {
  steps: number;
  batchSize: number;
  inputs: Record<string, BatchArray>;
  /** Learning rate of each step. @shape [steps] */
  rates: Float32Array;
  /** @shape scalars[name]: [steps] */
  scalars?: Record<string, Float32Array>;
};

/** All that a training needs to go on, bit for bit, on the same engine. */
export type TrainingState = {
  step: number;
  variables: Record<string, Float32Array>;
  /** Optimiser memory, over all trainable variables in their order. */
  slots: Record<string, Float32Array>;
  random: RandomState;
};

export type EngineName = 'compiled' | 'tensorflow' | 'wasm' | 'cpu';

export type Evaluation = { loss: number; outputs: Float32Array };

export interface TrainingSession {
  /** Many steps in one call. @returns the loss of each step, before its update. @shape [steps] */
  trainSteps(batches: StepBatches): Promise<Float32Array>;
  /** Outputs for all rows, in their order; needs only the inputs that `predict` reads. */
  predict(inputs: Record<string, BatchArray>, rows: number): Promise<Float32Array>;
  /** Mean loss and outputs, not training. */
  evaluate(inputs: Record<string, BatchArray>, rows: number): Promise<Evaluation>;
  /** Weights that `predict` and `evaluate` use: the moving average where the optimiser keeps one. */
  exportWeights(): Record<string, Float32Array>;
  exportState(): TrainingState;
  importState(state: TrainingState): void;
  /** Plain words on what is degraded, such as an operation that the compiled engine could not emit. */
  readonly warnings: readonly string[];
  readonly engineName: EngineName;
  dispose(): void;
}

export interface TrainingEngine {
  readonly name: EngineName;
  readonly version: string;
  /** Where it computes, for people: `cpu (2 threads)`, `gpu`. */
  readonly device: string;
  /** Why this engine was chosen, for people. */
  readonly reason: string;
  open(program: TrainingProgram, options: { seed: number }): Promise<TrainingSession>;
}
