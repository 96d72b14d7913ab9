import * as tf from '@tensorflow/tfjs-core';
import type { Tensor } from '@tensorflow/tfjs-core';
import type { StepContext, TrainingProgram } from '../engine/training-engine';
import { dense } from '../layer/dense';
import { dropout } from '../layer/dropout';
import type { Layer } from '../layer/layer';
import { layerNorm } from '../layer/layer-norm';
import { quantileHead } from '../layer/quantile-head';
import { Xoshiro128 } from '../random/xoshiro';
import { horizonInputs, horizonProgram, type HorizonOptions } from './horizon-program';

export type TideOptions = HorizonOptions & { hidden?: number; decoderWidth?: number; temporalWidth?: number; temporalHidden?: number };

/** TiDE's block: a hidden layer, dropout, a linear skip beside it, then layer norm. @shape [N, inputs] → [N, units] */
function block(name: string, inputs: number, hidden: number, units: number, rate: number, random: Xoshiro128): Layer {
  const up = dense({ name: `${name}/up`, inputs, units: hidden, activation: 'relu' }, random);
  const down = dense({ name: `${name}/down`, inputs: hidden, units }, random);
  const skip = dense({ name: `${name}/skip`, inputs, units }, random);
  const drop = dropout(rate);
  const norm = layerNorm({ name: `${name}/norm`, width: units });
  return {
    variables: [...up.variables, ...down.variables, ...skip.variables, ...norm.variables],
    apply: (ctx, x) => norm.apply(ctx, tf.add(drop.apply(ctx, down.apply(ctx, up.apply(ctx, x))), skip.apply(ctx, x))),
  };
}

/**
 * TiDE: a dense encoder over the past, the covariates of every step and the statics; a dense decoder to one vector a step, read together with what is known of that step ahead.
 * @source Das et al., "Long-term forecasting with TiDE", 2023. Differs: nine quantiles and a mean in place of one value.
 */
export function tideProgram(options: TideOptions): TrainingProgram {
  const { lookback, horizon, covariates, hidden = 256, decoderWidth = 16, temporalWidth = 4, temporalHidden = 64, dropout: rate = 0.2, levels } = options;
  const random = Xoshiro128.fromSeed(options.seed);
  const inputs = horizonInputs(options, random);
  const steps = lookback + horizon;
  const project = covariates > 0 ? block('covariates', covariates, temporalHidden, temporalWidth, rate, random) : null;
  const width = lookback + (project === null ? 0 : steps * temporalWidth) + inputs.staticWidth;
  const encoder = block('encoder', width, hidden, hidden, rate, random);
  const decoder = block('decoder', hidden, hidden, horizon * decoderWidth, rate, random);
  const perStep = decoderWidth + (project === null ? 0 : temporalWidth);
  const temporal = block('temporal', perStep, temporalHidden, temporalHidden, rate, random);
  const head = quantileHead({ name: 'head', inputs: temporalHidden, levels: levels.length }, random);
  const skip = dense({ name: 'lookback', inputs: lookback, units: horizon, init: 'glorot-uniform' }, random);
  const forward = (ctx: StepContext) => {
    const past = ctx.x['past']!;
    const parts: Tensor[] = [past];
    let ahead: Tensor | null = null;
    if (project !== null) {
      const projected = project.apply(ctx, tf.reshape(ctx.x['covariates']!, [-1, covariates]));
      parts.push(tf.reshape(projected, [-1, steps * temporalWidth]));
      ahead = tf.reshape(tf.slice(tf.reshape(projected, [-1, steps, temporalWidth]), [0, lookback, 0], [-1, horizon, temporalWidth]), [-1, temporalWidth]);
    }
    const statics = inputs.statics(ctx);
    if (statics !== null) parts.push(statics);
    const decoded = tf.reshape(decoder.apply(ctx, encoder.apply(ctx, parts.length > 1 ? tf.concat(parts, 1) : past)), [-1, decoderWidth]);
    const x = temporal.apply(ctx, ahead === null ? decoded : tf.concat([decoded, ahead], 1));
    return head.apply(ctx, x, tf.reshape(skip.apply(ctx, past), [-1, 1]));
  };
  return horizonProgram(options, inputs, [...(project?.variables ?? []), ...encoder.variables, ...decoder.variables, ...temporal.variables, ...head.variables, ...skip.variables], forward);
}
