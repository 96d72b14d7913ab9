import { AppError } from '@bellwether/contracts';
import type { ColumnTable, FittedView } from '@bellwether/features';
import { decodeGbdt, decodeGbdtState, encodeGbdt, encodeGbdtState, gbdtPredict, trainGbdt, type GbdtColumn, type GbdtTable } from '@bellwether/model';
import { z } from 'zod';
import type { Scorer } from '../rows/scorer';
import { treeTable } from '../rows/tree-table';
import type { TrainContext } from '../task-family';
import type { Member } from './members';
import type { Prepared } from './prepare';

/** Whether the wait ends in a period, of those who have waited until it begins: a survival curve a row. */
export type Waits = Scorer & { /** ends of the periods, ascending from the first @unit of the target */ ends: readonly number[]; /** chance of still waiting at each end @shape [rows, periods] */ survival(table: ColumnTable, rows?: Int32Array): Float64Array };

const MOST_PERIODS = 14;
/** Person-periods that trees are grown on; more rows are thinned evenly. */
const MOST_CELLS = 1_000_000;
export const PERIOD = '__period';
const CURVE_POINTS = 300;

/** Periods in which about as many waits end, the last at the horizon. @param y waits that ended */
export function periodEnds(y: Float64Array, horizon: number): number[] {
  const sorted = y.slice().sort();
  const ends = Array.from({ length: MOST_PERIODS - 1 }, (_, k) => sorted[Math.floor(((k + 1) * sorted.length) / MOST_PERIODS)]!).filter((v, k, all) => v > 0 && v < horizon && (k === 0 || v > all[k - 1]!));
  return [...ends, horizon];
}

const periodOf = (ends: readonly number[], t: number): number => Math.max(0, ends.findIndex((end) => t <= end));

/** One row for each period that a row was seen to wait through or end in. @source Singer and Willett, "It's about time", 1993 */
function personPeriods(table: GbdtTable, y: Float64Array, observed: Uint8Array, ends: readonly number[]): { table: GbdtTable; y: Float64Array } {
  const step = Math.max(1, Math.ceil((table.rows * ends.length) / MOST_CELLS));
  const from: number[] = [];
  const period: number[] = [];
  const ended: number[] = [];
  for (let i = 0; i < table.rows; i += step) {
    const last = observed[i] === 1 ? periodOf(ends, y[i]!) : ends.length - 1;
    for (let p = 0; p <= last; p++) {
      from.push(i);
      period.push(p);
      ended.push(observed[i] === 1 && p === last ? 1 : 0);
    }
  }
  return { table: withPeriods(table, from, period), y: Float64Array.from(ended) };
}

function withPeriods(table: GbdtTable, from: ArrayLike<number>, period: ArrayLike<number>): GbdtTable {
  const columns = table.columns.map((c): GbdtColumn => (c.kind === 'numeric' ? { ...c, values: Float64Array.from(from, (i) => c.values[i]!) } : { ...c, codes: Int32Array.from(from, (i) => c.codes[i]!) }));
  return { rows: from.length, columns: [...columns, { name: PERIOD, kind: 'numeric', values: Float64Array.from(period) }] };
}

export type HazardChoice = { trees: number; ends: number[] };

/** @param chosen as many trees and the periods of before; null: the rows that choose say when to stop @throws AppError RUN_CANCELLED, MODEL_DIVERGED */
export async function fitHazard(context: TrainContext<unknown>, { view, table, parts, target, y }: Prepared, { params }: Member, chosen: HazardChoice | null): Promise<{ bytes: Uint8Array; bestRound: number } & HazardChoice> {
  const { observed, horizon } = target.waits!;
  const seen = (rows: Int32Array): Uint8Array => Uint8Array.from(rows, (i) => observed[i]!);
  const ends = chosen?.ends ?? periodEnds(y.train.filter((_, r) => observed[parts.train[r]!] === 1), horizon);
  const train = personPeriods(treeTable(view, table, parts.train), y.train, seen(parts.train), ends);
  const valid = chosen === null ? personPeriods(treeTable(view, table, parts.valid), y.valid, seen(parts.valid), ends) : null;
  const features = train.table.columns.map((c) => ({ name: c.name, kind: c.kind, levels: c.kind === 'category' ? c.levels : 0 }));
  const saved = await context.loadCheckpoint();
  const every = Math.max(1, Math.ceil(params.trees / CURVE_POINTS));
  let savedAt = performance.now();
  const { model, bestRound, rounds } = await trainGbdt({
    train, valid, seed: context.seed, threads: context.threads, signal: context.signal, resume: saved === null ? null : decodeGbdtState(saved, features),
    params: { objective: 'logistic', trees: chosen?.trees ?? params.trees, learningRate: params.treeRate, leaves: params.leaves, minDataInLeaf: params.minLeafRows, subsample: params.rowShare, featureFraction: params.columnShare, lambdaL2: params.lambda, patience: params.treePatience },
    onRound: ({ round, trainLoss, validLoss }) => {
      if (round % every !== 0) return;
      context.metric('train/loss', round, trainLoss());
      if (validLoss !== null) context.metric('valid/loss', round, validLoss);
      context.progress({ phase: 'train', step: round, totalSteps: params.trees });
    },
    checkpoint: {
      every: 10,
      save: async (state) => {
        if (performance.now() - savedAt < params.checkpointSeconds * 1000) return;
        await context.saveCheckpoint(state.round, encodeGbdtState(state));
        savedAt = performance.now();
      },
    },
  });
  context.log('info', `${train.y.length} person-periods of ${ends.length} periods; ${rounds} trees grown, the first ${model.trees.length} are kept.`);
  return { bytes: encodeGbdt(model), bestRound, trees: model.trees.length, ends };
}

/** Area under a survival curve: the wait that is to be expected, counted up to the horizon. Between two ends it falls in a straight line. */
export function expectedWait(survival: ArrayLike<number>, ends: readonly number[]): number {
  let [sum, before, at] = [0, 1, 0];
  ends.forEach((end, k) => {
    sum += ((end - at) * (before + survival[k]!)) / 2;
    [before, at] = [survival[k]!, end];
  });
  return sum;
}

/** Chance of still waiting at any time. */
export function survivalAt(survival: ArrayLike<number>, ends: readonly number[], t: number): number {
  const k = ends.findIndex((end) => t <= end);
  if (k < 0) return survival[ends.length - 1]!;
  const [from, before] = k === 0 ? [0, 1] : [ends[k - 1]!, survival[k - 1]!];
  return before + ((t - from) / (ends[k]! - from)) * (survival[k]! - before);
}

/** When half have stopped waiting; null: more than half wait beyond the horizon. */
export function medianWait(survival: ArrayLike<number>, ends: readonly number[]): number | null {
  const k = ends.findIndex((_, p) => survival[p]! <= 0.5);
  if (k < 0) return null;
  const [from, before] = k === 0 ? [0, 1] : [ends[k - 1]!, survival[k - 1]!];
  return before === survival[k]! ? ends[k]! : from + ((before - 0.5) / (before - survival[k]!)) * (ends[k]! - from);
}

/** @throws AppError MODEL_ARTIFACT_INVALID */
export function openHazard(bytes: Uint8Array, view: FittedView, ends: readonly number[]): Waits {
  const model = decodeGbdt(bytes);
  if (model.features.at(-1)?.name !== PERIOD) throw new AppError({ code: 'MODEL_ARTIFACT_INVALID', message: 'expected trees of a hazard, received trees that know no period', fix: 'use the files of the run, unchanged' });
  const survival = (table: ColumnTable, rows?: Int32Array): Float64Array => {
    const inputs = treeTable(view, table, rows);
    const out = new Float64Array(inputs.rows * ends.length).fill(1);
    const all = Int32Array.from({ length: inputs.rows }, (_, i) => i);
    for (let p = 0; p < ends.length; p++) {
      const hazard = gbdtPredict(model, withPeriods(inputs, all, new Float64Array(inputs.rows).fill(p)));
      for (let i = 0; i < inputs.rows; i++) out[i * ends.length + p] = (p === 0 ? 1 : out[i * ends.length + p - 1]!) * (1 - hazard[i]!);
    }
    return out;
  };
  return {
    ends, survival,
    score: (table, rows) => {
      const curves = survival(table, rows);
      return Promise.resolve(Float64Array.from({ length: curves.length / ends.length }, (_, i) => expectedWait(curves.subarray(i * ends.length, (i + 1) * ends.length), ends)));
    },
    parameters: model.trees.reduce((sum, t) => sum + t.leafValue.length + t.feature.length, 0), dispose: () => undefined,
  };
}

/** One curve for everybody: the share of the training rows that still waited at each end. */
export const curveSchema = z.strictObject({ kind: z.literal('curve'), ends: z.array(z.number().positive()).min(1).max(100), survival: z.array(z.number().min(0).max(1)).min(1).max(100) });

/** Kaplan-Meier on waits that are all watched to the horizon: plain shares. @source Kaplan and Meier, "Nonparametric estimation from incomplete observations", 1958 */
export function fitCurve({ parts, target, y }: Prepared, chosen: readonly number[] | null = null): z.infer<typeof curveSchema> {
  const { observed, horizon } = target.waits!;
  const ended = y.train.filter((_, r) => observed[parts.train[r]!] === 1);
  const ends = chosen === null ? periodEnds(ended, horizon) : [...chosen];
  return { kind: 'curve', ends, survival: ends.map((end) => 1 - ended.filter((t) => t <= end).length / y.train.length) };
}

export const openCurve = ({ ends, survival: curve }: z.infer<typeof curveSchema>): Waits => ({
  ends,
  survival: (table, rows) => Float64Array.from({ length: (rows?.length ?? table.rows) * ends.length }, (_, i) => curve[i % ends.length]!),
  score: (table, rows) => Promise.resolve(new Float64Array(rows?.length ?? table.rows).fill(expectedWait(curve, ends))),
  parameters: ends.length, dispose: () => undefined,
});
