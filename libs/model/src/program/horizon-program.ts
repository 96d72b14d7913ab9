import * as tf from '@tensorflow/tfjs-core';
import type { Scalar, Tensor } from '@tensorflow/tfjs-core';
import { AppError } from '@bellwether/contracts';
import type { InputSpec, StepContext, TrainingProgram, VariableSpec } from '../engine/training-engine';
import { embedding } from '../layer/embedding';
import type { Distribution } from '../layer/quantile-head';
import { pinball, weightedMean } from '../loss/losses';
import type { OptimizerSpec } from '../optimizer/optimizer-spec';
import type { Xoshiro128 } from '../random/xoshiro';

/** What every network over a horizon is told. Values are scaled by the caller: a series' own level is 1. */
export type HorizonOptions = {
  /** steps seen */
  lookback: number;
  /** steps forecast */
  horizon: number;
  /** numbers known at every step, behind and ahead (price, promotion, calendar); 0: none */
  covariates: number;
  /** numbers of the whole series (log level, age); 0: none */
  statics: number;
  /** rows of each dictionary of the series (product, category, shop) */
  dictionaries: number[];
  /** levels forecast, ascending, an odd number with 0.5 in the middle */
  levels: number[];
  dropout?: number;
  optimizer?: OptimizerSpec;
  seed: number;
};

/** Widths above this only remember series by heart. */
const MOST_EMBEDDING = 16;

/** log of the mean's floor: a scaled mean of nothing at all */
const MEAN_FLOOR = 1e-4;
const MEAN_SHARE = 0.1;
const TWEEDIE_POWER = 1.5;

export type HorizonInputs = { specs: InputSpec[]; variables: VariableSpec[]; staticWidth: number; statics(ctx: StepContext): Tensor | null };

/**
 * The inputs that the horizon networks share: `past` [B, lookback], `covariates` [B, (lookback + horizon) * covariates], `statics` [B, statics], `dictionary-k` int32 [B],
 * and for training `y` [B, horizon], `seen` [B, horizon] (0 where the answer is unknown or was cut by an empty shelf), `weight` [B].
 */
export function horizonInputs(options: HorizonOptions, random: Xoshiro128): HorizonInputs {
  const { lookback, horizon, covariates, statics, dictionaries, levels } = options;
  if (lookback < 1 || horizon < 1) throw new AppError({ code: 'PARAMS_INVALID', message: `expected at least one step to look back on and one to forecast, received ${lookback} and ${horizon}`, fix: 'choose a lookback and a horizon above zero' });
  if (levels.length % 2 === 0 || levels[(levels.length - 1) / 2] !== 0.5) throw new AppError({ code: 'PARAMS_INVALID', message: `expected an odd number of levels around 0.5, received ${levels.join(', ')}`, fix: 'use for example 0.1, 0.5 and 0.9' });
  const tables = dictionaries.map((rows, k) => embedding({ name: `dictionary-${k}`, rows, width: Math.min(MOST_EMBEDDING, Math.ceil(Math.sqrt(rows))) }, random));
  const widths = dictionaries.map((rows) => Math.min(MOST_EMBEDDING, Math.ceil(Math.sqrt(rows))));
  const float = (name: string, shape: number[]): InputSpec => ({ name, shape, dtype: 'float32' });
  return {
    specs: [
      float('past', [lookback]),
      ...(covariates > 0 ? [float('covariates', [(lookback + horizon) * covariates])] : []),
      ...(statics > 0 ? [float('statics', [statics])] : []),
      ...dictionaries.map((_, k): InputSpec => ({ name: `dictionary-${k}`, shape: [], dtype: 'int32' })),
      float('y', [horizon]), float('seen', [horizon]), float('weight', []),
    ],
    variables: tables.flatMap((t) => t.variables),
    staticWidth: statics + widths.reduce((a, b) => a + b, 0),
    statics: (ctx) => {
      const parts = [...(statics > 0 ? [ctx.x['statics']!] : []), ...tables.map((t, k) => t.apply(ctx, ctx.x[`dictionary-${k}`]!))];
      return parts.length === 0 ? null : parts.length === 1 ? parts[0]! : tf.concat(parts, 1);
    },
  };
}

/**
 * Quantile loss over all levels plus a tenth of the Tweedie deviance of the mean, each step counted by its series' weight: with the level as the weight this is the weighted quantile loss itself.
 * Predicts [B, horizon * (levels + 1)]: for each step its levels, then its mean.
 */
export function horizonProgram(options: HorizonOptions, inputs: HorizonInputs, variables: VariableSpec[], forward: (ctx: StepContext) => Distribution): TrainingProgram {
  const { horizon, levels } = options;
  return {
    variables: [...inputs.variables, ...variables],
    inputs: inputs.specs,
    optimizer: options.optimizer ?? { kind: 'adam', clip: { norm: 1 } },
    predict: (ctx) => {
      const { quantiles, mean } = forward(ctx);
      return tf.reshape(tf.concat([quantiles, tf.expandDims(mean, 1)], 1), [-1, horizon * (levels.length + 1)]);
    },
    loss: (ctx) => {
      const { quantiles, mean } = forward(ctx);
      const y = tf.reshape(ctx.x['y']!, [-1]);
      const weight = tf.reshape(tf.mul(ctx.x['seen']!, tf.expandDims(ctx.x['weight']!, 1)), [-1]);
      const mu = tf.add(mean, MEAN_FLOOR);
      const deviance = tf.sub(tf.div(tf.pow(mu, 2 - TWEEDIE_POWER), 2 - TWEEDIE_POWER), tf.mul(y, tf.div(tf.pow(mu, 1 - TWEEDIE_POWER), 1 - TWEEDIE_POWER)));
      return tf.add(pinball(quantiles, y, levels, weight), tf.mul(weightedMean(deviance, weight), MEAN_SHARE)) as Scalar;
    },
  };
}
