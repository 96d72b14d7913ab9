import { AppError } from '@bellwether/contracts';
import { FORECAST_LEVELS } from '@bellwether/metrics';
import { gbdtPredict, trainGbdt, Xoshiro128, type GbdtModel, type GbdtParams } from '@bellwether/model';
import type { Panel } from '../panel';
import { firstKnown } from '../series';
import { panelRows, type Question } from './panel-features';

/** Totals over some steps, learnt as totals: one mean and a model a level. */
export type BoostedTotals = { steps: number; levels: Record<string, string[]>; mean: GbdtModel; quantiles: GbdtModel[]; /** variance of a total beyond Poisson's, over its mean squared */ dispersion: number };

/** What a total may be, at FORECAST_LEVELS. @unit units */
export type TotalForecast = { mean: number; quantiles: Float64Array };

export type TotalsOptions = { trees: number; learningRate: number; leaves: number; rows: number; seed: number; signal?: AbortSignal };

/** An origin must have seen so many steps. */
const MIN_HISTORY = 8;
/** Fewer examples tell nothing of a tenth of them. */
const MIN_EXAMPLES = 200;
const MOST_TREES = 150;
/** A total below half a unit has no scale of its own. @unit units */
const SMALLEST_SCALE = 0.5;
/** Terms of the negative binomial that are added up at most. */
const MOST_UNITS = 100_000;

const scaleOf = (perStep: number, steps: number): number => Math.max(perStep * steps, SMALLEST_SCALE);

function examples(panel: Panel, steps: number, random: Xoshiro128, most: number): { questions: Question[]; totals: number[] } {
  const questions: Question[] = [];
  const totals: number[] = [];
  panel.series.forEach((s, series) => {
    for (let origin = firstKnown(s.y) + MIN_HISTORY; origin + steps <= panel.length; origin++) {
      let total = 0;
      for (let t = origin; t < origin + steps; t++) total += s.censored?.[t] === 1 ? Number.NaN : Math.max(0, s.y[t]!);
      if (Number.isNaN(total)) continue;
      questions.push({ series, origin, ahead: 1 });
      totals.push(total);
    }
  });
  if (questions.length <= most) return { questions, totals };
  const keep = questions.map(() => random.uniform() < most / questions.length);
  return { questions: questions.filter((_, i) => keep[i]), totals: totals.filter((_, i) => keep[i]) };
}

/**
 * What a product sells over the lead time and review period, asked directly: adding up levels of single steps overstates a total, and a normal approximation of slow movers
 * understates its tail. Every origin of the history is an example.
 * @returns null with too few examples
 */
export async function trainTotals(panel: Panel, steps: number, options: TotalsOptions): Promise<BoostedTotals | null> {
  const { questions, totals } = examples(panel, steps, Xoshiro128.fromSeed(options.seed, 41), options.rows);
  if (questions.length < MIN_EXAMPLES) return null;
  const names = [...new Set(panel.series.flatMap((s) => Object.keys(s.statics)))].sort();
  const levels = Object.fromEntries(names.map((name) => [name, [...new Set(panel.series.map((s) => s.statics[name] ?? ''))].sort()]));
  const rows = panelRows(panel, questions, levels, []);
  const weight = rows.scale.map((v) => scaleOf(v, steps));
  const train = { table: rows.table, y: Float64Array.from(totals, (v, i) => v / weight[i]!), weight };
  const grow = async (params: Partial<GbdtParams>): Promise<GbdtModel> => (await trainGbdt({
    train, valid: null, seed: options.seed, signal: options.signal,
    params: { trees: Math.min(options.trees, MOST_TREES), learningRate: options.learningRate, leaves: options.leaves, minDataInLeaf: 60, lambdaL2: 1, subsample: 0.7, featureFraction: 0.6, patience: 0, ...params },
  })).model;
  const mean = await grow({ objective: 'tweedie', tweediePower: 1.3 });
  const quantiles: GbdtModel[] = [];
  for (const level of FORECAST_LEVELS) quantiles.push(await grow({ objective: 'quantile', quantile: level }));
  let [beyond, square] = [0, 0];
  gbdtPredict(mean, rows.table).forEach((v, i) => {
    const m = Math.max(0, v) * weight[i]!;
    beyond += (totals[i]! - m) ** 2 - m;
    square += m * m;
  });
  return { steps, levels, mean, quantiles, dispersion: square > 0 ? Math.min(100, Math.max(1e-3, beyond / square)) : 1 };
}

/** @returns one total a series from the panel's end on: half the boosted levels, half a negative binomial around the mean, which knows that units are whole */
export function forecastTotals(model: BoostedTotals, panel: Panel): TotalForecast[] {
  const rows = panelRows(panel, panel.series.map((_, series) => ({ series, origin: panel.length, ahead: 1 })), model.levels, []);
  const means = gbdtPredict(model.mean, rows.table);
  const levels = model.quantiles.map((q) => gbdtPredict(q, rows.table));
  return panel.series.map((_, i) => {
    const scale = scaleOf(rows.scale[i]!, model.steps);
    const mean = Math.max(0, means[i]!) * scale;
    const counted = negativeBinomialQuantiles(mean, model.dispersion);
    return { mean, quantiles: Float64Array.from(levels, (l, k) => (Math.max(0, l[i]!) * scale + counted[k]!) / 2).sort() };
  });
}

/** Counts below which the share FORECAST_LEVELS of a negative binomial lies. @param dispersion (variance - mean) / mean^2 @unit units */
export function negativeBinomialQuantiles(mean: number, dispersion: number): Float64Array {
  if (!(mean >= 0) || !(dispersion > 0)) throw new AppError({ code: 'INPUT_INVALID', message: `expected a mean of zero or more and a dispersion above zero, received ${mean} and ${dispersion}`, fix: 'pass the moments of a count' });
  const out = new Float64Array(FORECAST_LEVELS.length);
  if (mean === 0) return out;
  const size = 1 / dispersion;
  const logMiss = Math.log(mean / (size + mean));
  let log = size * Math.log(size / (size + mean));
  let sum = Math.exp(log);
  let count = 0;
  FORECAST_LEVELS.forEach((level, k) => {
    while (sum < level && count < MOST_UNITS) {
      count++;
      log += Math.log((count - 1 + size) / count) + logMiss;
      sum += Math.exp(log);
    }
    out[k] = count;
  });
  return out;
}
