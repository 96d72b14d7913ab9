import { AppError } from '@bellwether/contracts';
import { applyView, type FittedView } from '@bellwether/features';
import { fitGlm, glmMargins } from '@bellwether/model';
import { z } from 'zod';
import { invalid } from '../rows/artifact-files';
import type { Scorer } from '../rows/scorer';
import type { TrainContext } from '../task-family';
import type { Member } from './members';
import type { Prepared } from './prepare';

const shape = { intercept: z.number(), weights: z.array(z.number()).min(1).max(1_000_000), floor: z.number(), most: z.number() };
export const linearSchema = z.strictObject({ kind: z.literal('glm'), ...shape });
export type LinearModel = z.infer<typeof linearSchema>;

/** A logarithmic link leaps beyond its training rows: nothing is said above so many times the largest value that was seen. */
const MOST_TIMES = 1.5;

/** Rows that a baseline is fitted on: a few dozen weights gain nothing from more. */
export const BASELINE_ROWS = 30_000;
export const BASELINE_STRENGTHS = 15;

/** Every so many-th row. */
export function thinned(rows: Int32Array, y: Float64Array, most: number): { rows: Int32Array; y: Float64Array } {
  const step = Math.ceil(rows.length / most);
  return { rows: rows.filter((_, r) => r % step === 0), y: y.filter((_, r) => r % step === 0) };
}

/** @param lambda the strength that was chosen before; null: the rows that choose do @throws AppError PARAMS_INVALID, RUN_CANCELLED */
export async function fitLinear(context: TrainContext<unknown>, prepared: Prepared, { params, baseline }: Pick<Member, 'params' | 'baseline'>, lambda: number | null): Promise<{ model: LinearModel; lambda: number }> {
  const { view, table, parts, y, target } = prepared;
  if (target.negative || params.loss === 'squared')
    throw new AppError({ code: 'PARAMS_INVALID', message: `expected a target of at least zero and the distribution Tweedie or Poisson for a linear model with a logarithmic link, received ${target.negative ? `values below zero in ${JSON.stringify(target.column)}` : 'squared error'}`, fix: target.negative ? 'train boosted trees or an MLP' : 'choose Tweedie or Poisson' });
  const some = thinned(parts.train, y.train, baseline ? BASELINE_ROWS : Number.MAX_SAFE_INTEGER);
  const { intercept, weights, lambda: chosen } = await fitGlm({
    train: { x: applyView(view, table, some.rows).x, y: some.y }, valid: lambda === null ? { x: applyView(view, table, parts.valid).x, y: y.valid } : { lambda }, width: view.features.length,
    power: params.loss === 'poisson' ? 1 : params.tweediePower, l1Share: params.l1Share, ...(baseline ? { strengths: BASELINE_STRENGTHS } : {}), signal: context.signal,
    onStrength: ({ index, strengths, trainLoss, validLoss }) => {
      if (!baseline) context.metric('train/loss', index, trainLoss);
      if (!baseline) context.metric('valid/loss', index, validLoss);
      context.progress({ phase: 'train', step: index + 1, totalSteps: strengths });
    },
  });
  return { lambda: chosen, model: { kind: 'glm', intercept, weights: [...weights], floor: prepared.floor, most: MOST_TIMES * y.train.reduce((a, b) => Math.max(a, b), 0) } };
}

/** @throws AppError MODEL_ARTIFACT_INVALID */
export function openLinear(model: LinearModel, view: FittedView): Scorer {
  if (model.weights.length !== view.features.length) throw invalid('the linear model', `it has ${model.weights.length} weights for ${view.features.length} inputs`);
  const parts = { intercept: model.intercept, weights: Float64Array.from(model.weights) };
  return {
    score: (table, rows) => Promise.resolve(glmMargins(parts, applyView(view, table, rows).x).map((m) => Math.min(model.most, Math.max(model.floor, Math.exp(m))))),
    parameters: model.weights.filter((w) => w !== 0).length + 1, dispose: () => undefined,
  };
}
