import { AppError } from '@bellwether/contracts';
import { decodeGbdt, encodeGbdt, gbdtPredict, trainGbdt, Xoshiro128, type GbdtModel, type GbdtParams } from '@bellwether/model';
import { FORECAST_LEVELS } from '@bellwether/metrics';
import type { Panel } from '../panel';
import type { SeriesForecast } from '../series';
import { panelRows, withUnplanned, type PanelRows, type Question } from './panel-features';

/** Named files of one boosted forecaster: a mean and a model a level. */
export type BoostedModel = { levels: Record<string, string[]>; known: string[]; mean: GbdtModel; quantiles: GbdtModel[]; /** corrects the volume on the last window, 1: none */ ratio: number };

export type BoostedOptions = {
  trees: number;
  learningRate: number;
  leaves: number;
  /** questions to learn from, at most */
  rows: number;
  seed: number;
  signal?: AbortSignal;
  /** does one piece of the training, or takes it from a checkpoint */
  piece?(name: string, codec: { encode(value: Grown): Uint8Array; decode(bytes: Uint8Array): Grown }, work: () => Promise<Grown>): Promise<Grown>;
  onRound?(part: string, round: number, trainLoss: () => number, validLoss: number | null): void;
};

/** The model that is kept, and the one that chose how many trees. */
export type Grown = { model: GbdtModel; chosen: GbdtModel };

const utf8 = new TextEncoder();
const grownCodec = {
  encode: (g: Grown): Uint8Array => utf8.encode(JSON.stringify([g.model, g.chosen].map((m) => new TextDecoder().decode(encodeGbdt(m))))),
  decode: (bytes: Uint8Array): Grown => {
    const [model, chosen] = (JSON.parse(new TextDecoder().decode(bytes)) as string[]).map((m) => decodeGbdt(utf8.encode(m)));
    return { model: model!, chosen: chosen! };
  },
};


/** Origins go back this many steps at most: older habits are other habits. */
const ORIGINS_BACK = 400;
/** An origin must have seen so many steps, or its features say nothing. */
const MIN_HISTORY = 8;

function questionsOf(panel: Panel, until: number, random: Xoshiro128, most: number): Question[] {
  const all: Question[] = [];
  panel.series.forEach((s, series) => {
    const from = s.y.findIndex((v) => !Number.isNaN(v));
    if (from < 0) return;
    for (let origin = Math.max(from + MIN_HISTORY, until - ORIGINS_BACK); origin < until; origin++) for (let ahead = 1; ahead <= panel.horizon && origin + ahead <= until; ahead++) all.push({ series, origin, ahead });
  });
  if (all.length <= most) return all;
  return all.filter(() => random.uniform() < most / all.length);
}

const answered = (rows: PanelRows): Int32Array => Int32Array.from(rows.target.keys()).filter((i) => !Number.isNaN(rows.target[i]!));

function subset(rows: PanelRows, keep: Int32Array): { table: PanelRows['table']; y: Float64Array; weight: Float64Array } {
  return {
    table: { rows: keep.length, columns: rows.table.columns.map((c) => (c.kind === 'numeric' ? { ...c, values: Float64Array.from(keep, (i) => c.values[i]!) } : { ...c, codes: Int32Array.from(keep, (i) => c.codes[i]!) })) },
    y: Float64Array.from(keep, (i) => rows.target[i]!),
    // the loss then counts units, not series: a mistake on a fast mover costs what it costs
    weight: Float64Array.from(keep, (i) => rows.scale[i]!),
  };
}

/**
 * One model for all series: gradient boosting on lags, windows, calendar, price and promotion, direct over the horizon, with a Tweedie mean and nine quantiles.
 * How many trees is decided on the last horizon before the origin; the models are then grown on all of the history with that many.
 * @throws AppError DATA_TOO_SHORT when no origin has a step to learn from
 */
export async function trainBoosted(panel: Panel, options: BoostedOptions): Promise<BoostedModel> {
  const random = Xoshiro128.fromSeed(options.seed, 31);
  const names = [...new Set(panel.series.flatMap((s) => Object.keys(s.statics)))].sort();
  const levels = Object.fromEntries(names.map((name) => [name, [...new Set(panel.series.map((s) => s.statics[name] ?? ''))].sort()]));
  const known = [...new Set(panel.series.flatMap((s) => Object.keys(s.known)))].sort();
  // a short history gives a third of itself to choosing, where a whole horizon would leave nothing to learn from
  const cut = panel.length - Math.min(panel.horizon, Math.floor((panel.length - MIN_HISTORY) / 3));
  const asked = (until: number): Question[] => {
    const questions = questionsOf(panel, until, random, options.rows);
    return known.length === 0 ? questions : withUnplanned(questions, random);
  };
  const early = panelRows(panel, asked(cut), levels, known);
  const late = panelRows(panel, panel.series.flatMap((_, series) => Array.from({ length: panel.horizon }, (__, k) => ({ series, origin: cut, ahead: k + 1 }))), levels, known);
  const all = panelRows(panel, asked(panel.length), levels, known);
  const train = subset(early, answered(early));
  if (train.y.length === 0) throw new AppError({ code: 'DATA_TOO_SHORT', message: `expected products with more than ${MIN_HISTORY} ${panel.frequency}s of sales before the steps that choose the number of trees, received none`, fix: 'shorten the horizon, choose a finer step or a simpler model, or register a longer history' });
  const valid = subset(late, answered(late));
  const full = subset(all, answered(all));
  const grow = async (part: string, params: Partial<GbdtParams>): Promise<Grown> => {
    const shared: Partial<GbdtParams> = { trees: options.trees, learningRate: options.learningRate, leaves: options.leaves, minDataInLeaf: 40, lambdaL2: 1, subsample: 0.7, featureFraction: 0.6, ...params };
    const { model: chosen, bestRound } = await trainGbdt({ train, valid: valid.y.length > 0 ? valid : null, params: { ...shared, patience: 30 }, seed: options.seed, signal: options.signal });
    const { model } = await trainGbdt({
      train: full, valid: null, params: { ...shared, trees: Math.max(5, bestRound), patience: 0 }, seed: options.seed, signal: options.signal,
      onRound: ({ round, trainLoss, validLoss }) => options.onRound?.(part, round, trainLoss, validLoss),
    });
    return { model, chosen };
  };
  const piece = options.piece ?? ((_name, _codec, work) => work());
  const mean = await piece('mean', grownCodec, () => grow('mean', { objective: 'tweedie', tweediePower: 1.3 }));
  const quantiles: GbdtModel[] = [];
  for (const level of FORECAST_LEVELS) quantiles.push((await piece(`quantile ${level}`, grownCodec, () => grow(`quantile ${level}`, { objective: 'quantile', quantile: level }))).model);
  return { levels, known, mean: mean.model, quantiles, ratio: volumeRatio(mean.chosen, valid) };
}

/** Units that came over units that were forecast on the window that chose the trees, held within a tenth: a season's turn is not a bias. */
function volumeRatio(model: GbdtModel, valid: { table: PanelRows['table']; y: Float64Array; weight: Float64Array }): number {
  if (valid.y.length === 0) return 1;
  const predicted = gbdtPredict(model, valid.table);
  let came = 0;
  let said = 0;
  for (let i = 0; i < valid.y.length; i++) {
    came += valid.y[i]! * valid.weight[i]!;
    said += predicted[i]! * valid.weight[i]!;
  }
  return said > 0 ? Math.min(1.1, Math.max(0.9, came / said)) : 1;
}

/** @returns one forecast a series of the panel, at the panel's end */
export function forecastBoosted(model: BoostedModel, panel: Panel): SeriesForecast[] {
  const { horizon } = panel;
  const questions = panel.series.flatMap((_, series) => Array.from({ length: horizon }, (__, k) => ({ series, origin: panel.length, ahead: k + 1 })));
  const rows = panelRows(panel, questions, model.levels, model.known);
  const mean = gbdtPredict(model.mean, rows.table);
  const quantiles = model.quantiles.map((q) => gbdtPredict(q, rows.table));
  return panel.series.map((_, s) => ({
    mean: Float64Array.from({ length: horizon }, (__, k) => Math.max(0, mean[s * horizon + k]! * rows.scale[s * horizon + k]! * model.ratio)),
    quantiles: uncrossed(quantiles.map((q) => Float64Array.from({ length: horizon }, (__, k) => Math.max(0, q[s * horizon + k]! * rows.scale[s * horizon + k]!)))),
  }));
}

/**
 * Levels in order at every step: separately grown models may cross, and sorting never raises the quantile loss.
 * @source Chernozhukov, Fernandez-Val & Galichon, "Quantile and probability curves without crossing", 2010
 */
export function uncrossed(quantiles: Float64Array[]): Float64Array[] {
  const horizon = quantiles[0]!.length;
  const column = new Float64Array(quantiles.length);
  for (let h = 0; h < horizon; h++) {
    quantiles.forEach((q, k) => (column[k] = q[h]!));
    column.sort();
    quantiles.forEach((q, k) => (q[h] = column[k]!));
  }
  return quantiles;
}
