import { FORECAST_LEVELS } from '@bellwether/metrics';
import { gbdtPredict, trainGbdt, Xoshiro128, type GbdtModel, type GbdtParams, type GbdtTable } from '@bellwether/model';
import { panelAt, type Panel } from '../panel';
import { firstKnown } from '../series';
import type { Interval } from './count-distribution';
import { demandLevels, fitDemandLevel, type DemandLevel, type DemandLevels } from './demand-level';
import { panelRows, type Question } from './panel-features';
import { calibrateTotals, intervalOf, mixTotal, UNCALIBRATED, type TotalCalibration, type TotalViews } from './total-calibration';

/** Totals over some steps, learnt as totals: a level of each product, and trees on how far totals came from it. */
export type BoostedTotals = { steps: number; levels: Record<string, string[]>; demand: DemandLevel; mean: GbdtModel; quantiles: GbdtModel[]; calibration: TotalCalibration };

/** What a total may be, at FORECAST_LEVELS, and the shortest interval that holds four of five. @unit units */
export type TotalForecast = { mean: number; quantiles: Float64Array; interval: Interval };

export type TotalsOptions = { trees: number; learningRate: number; leaves: number; rows: number; seed: number; signal?: AbortSignal };

/** An origin must have seen so many steps. */
const MIN_HISTORY = 8;
/** Fewer examples tell nothing of a tenth of them. */
const MIN_EXAMPLES = 200;
const MOST_TREES = 100;
/** A total below this has no scale of its own. @unit units */
const SMALLEST_SCALE = 0.3;
/** A total of which more was behind an empty shelf says nothing. */
const MOST_CENSORED = 1 / 3;
/** Calibration looks at origins so many half totals before the end; none of what its model learnt from lies after the first. */
const CALIBRATION_HALVES = [4, 3, 2];

type Sums = { levels: DemandLevels; /** sums of effects before a step @shape [series][history + ahead + 1] */ effect: Float64Array[] };

function sumsOf(demand: DemandLevel, panel: Panel, steps: number): Sums {
  const levels = demandLevels(demand, panel, Math.max(steps, panel.horizon));
  return { levels, effect: levels.effect.map((e) => { const sums = new Float64Array(e.length + 1); e.forEach((v, t) => (sums[t + 1] = sums[t]! + v)); return sums; }) };
}

/** What a product's level and what is known ahead say of a total. */
const structured = ({ levels, effect }: Sums, series: number, origin: number, steps: number): number => levels.level[series]![origin]! * (effect[series]![origin + steps]! - effect[series]![origin]!);

/** What came; a step with an empty shelf counts as what was expected of it, or what sold if that is more. NaN: too much of it was not seen. */
function totalAt({ series }: Panel, { levels }: Sums, i: number, origin: number, steps: number): number {
  const s = series[i]!;
  let [total, hidden] = [0, 0];
  for (let t = origin; t < origin + steps; t++) {
    const y = Math.max(0, s.y[t]!);
    if (s.censored?.[t] !== 1) total += y;
    else {
      hidden++;
      total += Math.max(y, levels.level[i]![origin]! * levels.effect[i]![t]!);
    }
  }
  return hidden > steps * MOST_CENSORED ? Number.NaN : total;
}

function examples(panel: Panel, sums: Sums, steps: number, random: Xoshiro128, most: number): { questions: Question[]; totals: number[] } {
  const all: Question[] = [];
  panel.series.forEach((s, series) => {
    for (let origin = firstKnown(s.y) + MIN_HISTORY; origin + steps <= panel.length; origin++) all.push({ series, origin, ahead: 1 });
  });
  const kept = all.length <= most ? all : all.filter(() => random.uniform() < most / all.length);
  const totals = kept.map((q) => totalAt(panel, sums, q.series, q.origin, steps));
  return { questions: kept.filter((_, i) => !Number.isNaN(totals[i]!)), totals: totals.filter((v) => !Number.isNaN(v)) };
}

/** Features of the panel and, beside them, what the level says. */
function tableOf(panel: Panel, sums: Sums, questions: readonly Question[], levels: Record<string, string[]>, steps: number): { table: GbdtTable; scale: Float64Array } {
  const rows = panelRows(panel, questions, levels, []);
  const said = Float64Array.from(questions, (q) => structured(sums, q.series, q.origin, steps));
  const usual = (q: Question): number => sums.levels.level[q.series]![q.origin]!;
  const column = (name: string, of: (q: Question, i: number) => number) => ({ name, kind: 'numeric' as const, values: Float64Array.from(questions, of) });
  const more = [
    column('level:total', (_, i) => Math.log(said[i]! + 0.01)), column('level:over_scale', (q, i) => usual(q) / rows.scale[i]!), column('level:ahead', (q, i) => said[i]! / Math.max(usual(q) * steps, 1e-6)),
    column('level:behind', (q) => { const from = Math.max(0, q.origin - 2 * steps); return (sums.effect[q.series]![q.origin]! - sums.effect[q.series]![from]!) / Math.max(1, q.origin - from); }),
  ];
  return { table: { rows: rows.table.rows, columns: [...rows.table.columns, ...more] }, scale: said.map((v) => Math.max(v, SMALLEST_SCALE)) };
}

type Core = Omit<BoostedTotals, 'calibration'>;

async function trainCore(panel: Panel, steps: number, options: TotalsOptions): Promise<Core | null> {
  const demand = fitDemandLevel(panel);
  const sums = sumsOf(demand, panel, steps);
  const { questions, totals } = examples(panel, sums, steps, Xoshiro128.fromSeed(options.seed, 41), options.rows);
  if (questions.length < MIN_EXAMPLES) return null;
  const names = [...new Set(panel.series.flatMap((s) => Object.keys(s.statics)))].sort();
  const levels = Object.fromEntries(names.map((name) => [name, [...new Set(panel.series.map((s) => s.statics[name] ?? ''))].sort()]));
  const { table, scale } = tableOf(panel, sums, questions, levels, steps);
  const train = { table, y: Float64Array.from(totals, (v, i) => v / scale[i]!), weight: scale };
  const grow = async (params: Partial<GbdtParams>): Promise<GbdtModel> => (await trainGbdt({
    train, valid: null, seed: options.seed, signal: options.signal,
    params: { trees: Math.min(options.trees, MOST_TREES), learningRate: options.learningRate, leaves: Math.min(options.leaves, 8), minDataInLeaf: 100, lambdaL2: 3, subsample: 0.7, featureFraction: 0.6, patience: 0, ...params },
  })).model;
  const mean = await grow({ objective: 'tweedie', tweediePower: 1.3 });
  const quantiles: GbdtModel[] = [];
  for (const level of FORECAST_LEVELS) quantiles.push(await grow({ objective: 'quantile', quantile: level }));
  return { steps, levels, demand, mean, quantiles };
}

/** What each part says of the totals from the panel's end on. */
function viewsOf(core: Core, panel: Panel): TotalViews[] {
  const sums = sumsOf(core.demand, panel, core.steps);
  const { table, scale } = tableOf(panel, sums, panel.series.map((_, series) => ({ series, origin: panel.length, ahead: 1 })), core.levels, core.steps);
  const means = gbdtPredict(core.mean, table);
  const levels = core.quantiles.map((q) => gbdtPredict(q, table));
  return panel.series.map((_, i) => ({ level: structured(sums, i, panel.length, core.steps), boosted: Math.max(0, means[i]!) * scale[i]!, quantiles: Float64Array.from(levels, (l) => Math.max(0, l[i]!) * scale[i]!).sort() }));
}

/**
 * What a product sells over the lead time and review period, asked directly: adding up levels of single steps overstates a total, and a normal approximation of slow movers
 * understates its tail. Every origin of the history is an example. How much each part counts, how far totals spread and how wide an interval must be is learnt from
 * totals that came after everything an earlier model of the same kind had seen.
 * @returns null with too few examples
 */
export async function trainTotals(panel: Panel, steps: number, options: TotalsOptions): Promise<BoostedTotals | null> {
  const core = await trainCore(panel, steps, options);
  if (core === null) return null;
  const halves = CALIBRATION_HALVES.map((k) => Math.max(steps, Math.round((k * steps) / 2)));
  const earlier = panel.length > halves[0]! + 2 * steps + MIN_HISTORY ? await trainCore(panelAt(panel, halves[0]!), steps, options) : null;
  if (earlier === null) return { ...core, calibration: UNCALIBRATED };
  const sums = sumsOf(earlier.demand, panel, steps);
  const seen = [...new Set(halves)].flatMap((back) => {
    const at = panelAt(panel, back);
    return viewsOf(earlier, at).map((view, i) => ({ view, came: firstKnown(at.series[i]!.y) < at.length ? totalAt(panel, sums, i, at.length, steps) : Number.NaN })).filter((v) => !Number.isNaN(v.came));
  });
  return { ...core, calibration: calibrateTotals(seen, panel.series.every((s) => s.y.every((v) => Number.isNaN(v) || Number.isInteger(v)))) };
}

/** @returns one total a series from the panel's end on */
export function forecastTotals(model: BoostedTotals, panel: Panel): TotalForecast[] {
  return viewsOf(model, panel).map((view) => {
    const { mean, quantiles } = mixTotal(view, model.calibration);
    return { mean, quantiles, interval: intervalOf(mean, quantiles, model.calibration) };
  });
}
