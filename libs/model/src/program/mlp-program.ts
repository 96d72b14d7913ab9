import * as tf from '@tensorflow/tfjs-core';
import type { Tensor } from '@tensorflow/tfjs-core';
import { AppError } from '@bellwether/contracts';
import type { StepContext, TrainingProgram } from '../engine/training-engine';
import type { ActivationName } from '../layer/activation';
import { dense } from '../layer/dense';
import { dropout } from '../layer/dropout';
import type { Layer } from '../layer/layer';
import { binaryCrossEntropy, meanSquaredError, tweedie } from '../loss/losses';
import type { OptimizerSpec } from '../optimizer/optimizer-spec';
import { Xoshiro128 } from '../random/xoshiro';

/** `cross-entropy` on the logit; `mse` on the sigmoid's output (Brier score); `squared` on the raw output (regression); `tweedie` on its exponential (counts and amounts, deviance of power 1.5). */
export type OutputLoss = 'cross-entropy' | 'mse' | 'squared' | 'tweedie';

export type MlpOptions = {
  inputSize: number;
  /** units of each hidden layer; [] is logistic (or linear) regression */
  hidden: number[];
  activation?: ActivationName;
  loss?: OutputLoss;
  /** share of hidden units dropped, [0, 1) */
  dropout?: number;
  optimizer: OptimizerSpec;
  seed: number;
  /** Adds the input `weight` [B]: sample or class weights. */
  weighted?: boolean;
  /** First bias of the output: the logit of the base rate saves the first epochs. */
  outputBias?: number;
};

const WEIGHTS_STREAM = 0;
const TWEEDIE_POWER = 1.5;

function check(options: MlpOptions): void {
  const refuse = (message: string, fix: string): never => {
    throw new AppError({ code: 'PARAMS_INVALID', message, fix });
  };
  if (!Number.isInteger(options.inputSize) || options.inputSize < 1) refuse(`The network needs at least one input column; ${options.inputSize} came.`, 'Keep at least one feature.');
  if (options.hidden.some((u) => !Number.isInteger(u) || u < 1)) refuse(`Hidden layers need whole numbers of units above 0; [${options.hidden}] came.`, 'Use for example [50].');
  const rate = options.dropout ?? 0;
  if (!(rate >= 0 && rate < 1)) refuse(`Dropout must be in [0, 1); ${rate} came.`, 'Use for example 0.1.');
}

/**
 * Fully connected network on one row of numbers.
 * Inputs: `x` [B, inputSize], `y` [B], and `weight` [B] when `weighted`. Predicts probabilities (or values for `squared` and `tweedie`) [B].
 */
export function mlpProgram(options: MlpOptions): TrainingProgram {
  check(options);
  const random = Xoshiro128.fromSeed(options.seed, WEIGHTS_STREAM);
  const { inputSize, hidden, activation = 'relu', loss = 'cross-entropy' } = options;
  const layers: Layer[] = [];
  let width = inputSize;
  hidden.forEach((units, i) => {
    layers.push(dense({ name: `hidden-${i + 1}`, inputs: width, units, activation }, random));
    if (options.dropout) layers.push(dropout(options.dropout));
    width = units;
  });
  layers.push(dense({ name: 'output', inputs: width, units: 1, biasInit: options.outputBias ?? 0, init: 'glorot-uniform' }, random));
  const raw = (ctx: StepContext): Tensor => tf.reshape(layers.reduce((h, l) => l.apply(ctx, h), ctx.x['x']!), [-1]);
  const output = (ctx: StepContext): Tensor => (loss === 'squared' ? raw(ctx) : loss === 'tweedie' ? tf.exp(raw(ctx)) : tf.sigmoid(raw(ctx)));
  return {
    variables: layers.flatMap((l) => l.variables),
    inputs: [
      { name: 'x', shape: [inputSize], dtype: 'float32' },
      { name: 'y', shape: [], dtype: 'float32' },
      ...(options.weighted ? [{ name: 'weight', shape: [], dtype: 'float32' as const }] : []),
    ],
    loss: (ctx) => {
      const weights = options.weighted ? ctx.x['weight'] : undefined;
      if (loss === 'tweedie') return tweedie(raw(ctx), ctx.x['y']!, TWEEDIE_POWER, weights);
      return loss === 'cross-entropy' ? binaryCrossEntropy(raw(ctx), ctx.x['y']!, weights) : meanSquaredError(output(ctx), ctx.x['y']!, weights);
    },
    predict: output,
    optimizer: options.optimizer,
  };
}

/** Logistic regression: the network without hidden layers. */
export function logisticProgram(options: Omit<MlpOptions, 'hidden' | 'activation' | 'dropout'>): TrainingProgram {
  return mlpProgram({ ...options, hidden: [] });
}

export const parameterCount = (program: TrainingProgram): number => program.variables.reduce((n, v) => n + v.init.length, 0);
