import { AppError } from '@bellwether/contracts';
import { numberOf, type ColumnTable } from '@bellwether/features';
import { tweedieDeviance } from '@bellwether/metrics';
import { z } from 'zod';
import { columnOf } from '../binary/binary-target';
import type { Scorer } from '../rows/scorer';
import { mean, type Prepared } from './prepare';

const number = z.number();
/** The mean of the training rows, said to everybody. */
export const constantSchema = z.strictObject({ kind: z.literal('constant'), mean: number });
/** factor × (past + prior): the past rate over the horizon where the prior is nothing, drawn towards the mean where it is not. */
export const rateSchema = z.strictObject({ kind: z.literal('rate'), column: z.string().max(500), factor: number, prior: number.min(0), fill: number, floor: number });
export type RateModel = z.infer<typeof rateSchema>;

/** Priors that are tried, in means of the past. */
const PRIORS = [0.01, 0.02, 0.05, 0.1, 0.2, 0.35, 0.5, 0.75, 1, 1.5, 2, 3, 5, 8, 15, 40];
/** A rule says this share of the mean to somebody without a past. */
const NOBODY = 0.02;
/** Rows that choose among columns. */
const CHOICE_ROWS = 20_000;

function pastOf(table: ColumnTable, column: string, rows: Int32Array | undefined, fill: number): Float64Array {
  const found = columnOf(table, column);
  const at = (r: number): number => (rows === undefined ? r : rows[r]!);
  return Float64Array.from({ length: rows?.length ?? table.rows }, (_, r) => {
    const v = found === undefined ? Number.NaN : numberOf(found, at(r));
    return Number.isFinite(v) ? Math.max(0, v) : fill;
  });
}

/** Totals of the training rows are kept whatever the prior: only how the total is shared out changes. */
function rateModel(column: string, past: Float64Array, y: Float64Array, prior: number, fill: number): RateModel {
  const [usual, came] = [mean(past), mean(y)];
  return { kind: 'rate', column, prior: prior * usual, factor: came / (usual * (1 + prior)), fill, floor: prior > 0 ? 1e-3 * came : NOBODY * came };
}

const say = ({ factor, prior, floor }: RateModel, past: number): number => Math.max(floor, factor * (past + prior));

function lossOn(model: RateModel, past: Float64Array, y: Float64Array): number {
  let sum = 0;
  for (let i = 0; i < y.length; i++) sum += tweedieDeviance(y[i]!, say(model, past[i]!));
  return sum / y.length;
}

const median = (values: Float64Array): number => values.slice().sort()[values.length >> 1] ?? 0;

/** Numbers of the view that are never below zero and vary. */
function candidates({ view, table, parts }: Prepared, named: string): { column: string; fill: number }[] {
  const numeric = view.inputs.filter((i) => i.kind === 'numeric' && i.type !== 'date' && i.type !== 'timestamp' && i.min >= 0 && i.max > i.min);
  if (named !== '' && !numeric.some((i) => i.name === named)) throw new AppError({ code: 'COLUMN_NOT_FOUND', message: `expected a number that is never below zero as the past of the target, received ${JSON.stringify(named)}`, fix: `name one of the numeric inputs${numeric.length > 0 ? `, for example ${numeric[0]!.name}` : ''}, or leave it empty` });
  return numeric.filter((i) => named === '' || i.name === named).map((i) => ({ column: i.name, fill: median(pastOf(table, i.name, parts.train, Number.NaN).filter((v) => !Number.isNaN(v))) }));
}

/**
 * The past of each row times what it came to on average. Which column is the past of the target is chosen on the training rows, unless it is named.
 * With `shrink` it is the posterior mean of a gamma-Poisson: each rate is drawn from a gamma whose weight, in units of the past, is fitted too.
 * @returns null where no number could be a past
 * @throws AppError COLUMN_NOT_FOUND
 */
export function fitPastRate(prepared: Prepared, options: { history: string; shrink: boolean }): RateModel | null {
  const { table, parts, y } = prepared;
  const step = Math.max(1, Math.floor(parts.train.length / CHOICE_ROWS));
  const some = parts.train.filter((_, r) => r % step === 0);
  const few = y.train.filter((_, r) => r % step === 0);
  let best: { model: RateModel; loss: number } | null = null;
  const priors = options.shrink ? PRIORS : [0];
  for (const { column, fill } of candidates(prepared, options.history)) {
    const [past, whole] = [pastOf(table, column, some, fill), pastOf(table, column, parts.train, fill)];
    if (!(mean(whole) > 0)) continue;
    for (const prior of priors) {
      const model = rateModel(column, whole, y.train, prior, fill);
      const loss = lossOn(model, past, few);
      if (best === null || loss < best.loss) best = { model, loss };
    }
  }
  return best?.model ?? null;
}

export const openRate = (model: RateModel): Scorer => ({
  score: (table, rows) => Promise.resolve(pastOf(table, model.column, rows, model.fill).map((past) => say(model, past))),
  parameters: 2, dispose: () => undefined,
});

export const openConstant = (value: number): Scorer => ({ score: (table, rows) => Promise.resolve(new Float64Array(rows?.length ?? table.rows).fill(value)), parameters: 1, dispose: () => undefined });

