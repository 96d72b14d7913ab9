import { applyView, type ColumnTable, type FittedView } from '@bellwether/features';
import { fitGlm, glmMargins, type GlmModel } from '@bellwether/model';
import { z } from 'zod';
import { invalid } from '../rows/artifact-files';
import type { TrainContext } from '../task-family';
import { expectedWait, periodEnds, type Waits } from './hazard';
import { BASELINE_ROWS, BASELINE_STRENGTHS, thinned } from './linear';
import type { Member } from './members';
import type { Prepared } from './prepare';

/** Still waiting at t: exp(-exp(intercept + weights · x) t^shape). */
export const weibullSchema = z.strictObject({ kind: z.literal('weibull'), shape: z.number().positive(), intercept: z.number(), weights: z.array(z.number()).min(1).max(1_000_000), ends: z.array(z.number().positive()).min(1).max(100) });
export type WeibullModel = z.infer<typeof weibullSchema>;

const [LEAST_SHAPE, MOST_SHAPE] = [0.2, 5];
/** A wait of nothing has no logarithm: it counts as this share of the horizon. */
const LEAST_SHARE = 1e-4;
/** Linear weights and shape are fitted in turns; a third moves neither by what could be seen in a chance. */
const TURNS = 2;
/** The first turn only has to bring the risks near enough to tell the shape. */
const SHAPE_STRENGTHS = 8;

export type WeibullChoice = { lambda: number; shape: number; ends: number[] };

/** Waits over the horizon, and which were seen to end. */
type Seen = { t: Float64Array; d: Uint8Array };

/** The shape under which the waits are likeliest, their risks given: the likelihood has one top, found by thirds. */
function shapeOf({ t, d }: Seen, risk: ArrayLike<number>): number {
  const likelihood = (k: number): number => {
    let sum = 0;
    for (let i = 0; i < t.length; i++) sum += (d[i] === 1 ? Math.log(k) + (k - 1) * Math.log(t[i]!) + risk[i]! : 0) - t[i]! ** k * Math.exp(risk[i]!);
    return sum;
  };
  let [low, high] = [LEAST_SHAPE, MOST_SHAPE];
  while (high - low > 1e-4) {
    const [a, b] = [low + (high - low) / 3, high - (high - low) / 3];
    if (likelihood(a) < likelihood(b)) low = a;
    else high = b;
  }
  return (low + high) / 2;
}

/** Without inputs the likeliest risk follows from the shape: ends over what was waited through. */
function shapeAlone({ t, d }: Seen): number {
  const ended = d.reduce((a, b) => a + b, 0);
  let shape = 1;
  for (let turn = 0; turn < 20; turn++) shape = shapeOf({ t, d }, new Float64Array(t.length).fill(Math.log(ended / t.reduce((sum, v) => sum + v ** shape, 0))));
  return shape;
}

/**
 * Weibull regression with an elastic net: hazards of all rows rise or fall alike over time, by a factor that is log-linear in the inputs.
 * For a given shape k its likelihood is that of Poisson events at the rate exp(x·w) over an exposure of t^k, so the linear model's path fits it; the shape is fitted in turns with it.
 * @param chosen shape and strength of before; null: the rows that choose choose the strength
 * @throws AppError RUN_CANCELLED
 * @source Aitkin and Clayton, "The fitting of exponential, Weibull and extreme value distributions to complex censored survival data using GLIM", 1980
 */
export async function fitWeibull(context: TrainContext<unknown>, { view, table, parts, target, y }: Prepared, { params, baseline }: Member, chosen: WeibullChoice | null): Promise<{ model: WeibullModel } & WeibullChoice> {
  const { observed, horizon } = target.waits!;
  const seenOf = (rows: Int32Array, values: Float64Array): Seen => ({ t: values.map((v) => Math.max(LEAST_SHARE, v / horizon)), d: Uint8Array.from(rows, (i) => observed[i]!) });
  const some = thinned(parts.train, y.train, baseline ? BASELINE_ROWS : Number.MAX_SAFE_INTEGER);
  const [train, valid] = [seenOf(some.rows, some.y), seenOf(parts.valid, y.valid)];
  const [x, validX] = [applyView(view, table, some.rows).x, applyView(view, table, parts.valid).x];
  const exposed = ({ t, d }: Seen, shape: number) => ({ y: t.map((v, i) => d[i]! / v ** shape), weight: t.map((v) => v ** shape) });
  let shape = chosen?.shape ?? shapeAlone(train);
  let fitted: GlmModel | null = null;
  for (let turn = chosen === null ? 0 : TURNS - 1; turn < TURNS; turn++) {
    const last = turn === TURNS - 1;
    fitted = await fitGlm({
      train: { x, ...exposed(train, shape) }, valid: chosen === null ? { x: validX, ...exposed(valid, shape) } : { lambda: chosen.lambda }, width: view.features.length, power: 1, l1Share: params.l1Share, ...(baseline || !last ? { strengths: last ? BASELINE_STRENGTHS : SHAPE_STRENGTHS } : {}), signal: context.signal,
      onStrength: ({ index, strengths, trainLoss, validLoss }) => {
        if (last && !baseline) context.metric('train/loss', index, trainLoss);
        if (last && !baseline) context.metric('valid/loss', index, validLoss);
        context.progress({ phase: 'train', step: turn * strengths + index + 1, totalSteps: TURNS * strengths });
      },
    });
    if (!last) shape = shapeOf(train, glmMargins(fitted, x));
  }
  const ends = chosen?.ends ?? periodEnds(y.train.filter((_, r) => observed[parts.train[r]!] === 1), horizon);
  // time was counted in horizons: the intercept speaks of the target's unit again
  return { lambda: fitted!.lambda, shape, ends, model: { kind: 'weibull', shape, intercept: fitted!.intercept - shape * Math.log(horizon), weights: [...fitted!.weights], ends } };
}

/** @throws AppError MODEL_ARTIFACT_INVALID */
export function openWeibull(model: WeibullModel, view: FittedView): Waits {
  const { shape, intercept, ends } = model;
  if (model.weights.length !== view.features.length) throw invalid('the Weibull model', `it has ${model.weights.length} weights for ${view.features.length} inputs`);
  const weights = Float64Array.from(model.weights);
  const survival = (table: ColumnTable, rows?: Int32Array): Float64Array => {
    const risks = glmMargins({ intercept, weights }, applyView(view, table, rows).x);
    return Float64Array.from({ length: risks.length * ends.length }, (_, i) => Math.exp(-Math.exp(risks[Math.floor(i / ends.length)]!) * ends[i % ends.length]! ** shape));
  };
  return {
    ends, survival,
    score: (table, rows) => {
      const curves = survival(table, rows);
      return Promise.resolve(Float64Array.from({ length: curves.length / ends.length }, (_, i) => expectedWait(curves.subarray(i * ends.length, (i + 1) * ends.length), ends)));
    },
    parameters: model.weights.filter((w) => w !== 0).length + 2, dispose: () => undefined,
  };
}
