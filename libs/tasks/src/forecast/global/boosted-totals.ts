import { FORECAST_LEVELS, varianceOf } from '@bellwether/metrics';
import { gbdtPredict, trainGbdt, Xoshiro128, type GbdtModel, type GbdtParams, type GbdtTable } from '@bellwether/model';
import { groupsOf } from '../hierarchy/groups';
import type { SumSpread } from '../hierarchy/sum-spreads';
import { panelAt, type Panel } from '../panel';
import { firstKnown } from '../series';
import type { Interval, Spread } from './count-distribution';
import { demandLevels, fitDemandLevel, type DemandLevel, type DemandLevels } from './demand-level';
import { panelRows, type Question } from './panel-features';
import { calibrateTotals, intervalOf, mixTotal, UNCALIBRATED, type TotalCalibration, type TotalViews } from './total-calibration';

/** Totals over some steps, learnt as totals: a level of each product, and trees on how far totals came from it. */
export type BoostedTotals = { steps: number; levels: Record<string, string[]>; demand: DemandLevel; mean: GbdtModel; quantiles: GbdtModel[]; calibration: TotalCalibration };

/** What a total may be, at FORECAST_LEVELS, and the shortest interval that holds four of five. @unit units */
export type TotalForecast = { mean: number; quantiles: Float64Array; interval: Interval; /** of counts around the mean, so that any level can be asked; null: sales are not whole units */ spread: Spread | null };

export type TotalsOptions = { trees: number; learningRate: number; leaves: number; rows: number; seed: number; signal?: AbortSignal; /** how far sums of products came from what was said of them */ sums?: readonly SumSpread[] };

/** An origin must have seen so many steps. */
const MIN_HISTORY = 8;
/** Fewer examples tell nothing of a tenth of them. */
const MIN_EXAMPLES = 200;
const MOST_TREES = 100;
/** A total below this has no scale of its own. @unit units */
const SMALLEST_SCALE = 0.3;
/** A total of which more was behind an empty shelf says nothing. */
const MOST_CENSORED = 1 / 3;
/** Products that sold nothing are drawn as if they sold so much. @unit units a step */
const LEAST_RATE = 0.01;
/** Calibration looks at origins so many half totals before the end; none of what its model learnt from lies after the first. */
const CALIBRATION_HALVES = [6, 5, 4, 3, 2];

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

type Examples = { questions: Question[]; totals: number[]; /** how many origins each stands for */ stands: number[] };

/** Fast movers are drawn more often and stand for fewer: most origins of a shop are of products that hardly sell, and few units are learnt from them. */
function examples(panel: Panel, sums: Sums, steps: number, random: Xoshiro128, most: number): Examples {
  const first = panel.series.map((s) => firstKnown(s.y) + MIN_HISTORY);
  const origins = first.map((from) => Math.max(0, panel.length - steps - from + 1));
  const rate = panel.series.map((s, i) => Math.sqrt(LEAST_RATE + Math.max(0, s.y.subarray(first[i]! - MIN_HISTORY).reduce((a, b) => a + b, 0)) / Math.max(1, s.y.length - first[i]!)));
  const all = rate.reduce((sum, r, i) => sum + r * origins[i]!, 0);
  const out: Examples = { questions: [], totals: [], stands: [] };
  const everything = origins.reduce((a, b) => a + b, 0) <= most;
  first.forEach((from, series) => {
    const chance = everything ? 1 : Math.min(1, (most * rate[series]!) / all);
    for (let origin = from; origin + steps <= panel.length; origin++) {
      if (chance < 1 && random.uniform() >= chance) continue;
      const total = totalAt(panel, sums, series, origin, steps);
      if (Number.isNaN(total)) continue;
      out.questions.push({ series, origin, ahead: 1 });
      out.totals.push(total);
      out.stands.push(1 / chance);
    }
  });
  return out;
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

const isWhole = (panel: Panel): boolean => panel.series.every((s) => s.y.every((v) => Number.isNaN(v) || Number.isInteger(v)));

type Core = Omit<BoostedTotals, 'calibration'>;

async function trainCore(panel: Panel, steps: number, options: TotalsOptions): Promise<Core | null> {
  const demand = fitDemandLevel(panel, steps);
  const sums = sumsOf(demand, panel, steps);
  const { questions, totals, stands } = examples(panel, sums, steps, Xoshiro128.fromSeed(options.seed, 41), options.rows);
  if (questions.length < MIN_EXAMPLES) return null;
  const names = [...new Set(panel.series.flatMap((s) => Object.keys(s.statics)))].sort();
  const levels = Object.fromEntries(names.map((name) => [name, [...new Set(panel.series.map((s) => s.statics[name] ?? ''))].sort()]));
  const { table, scale } = tableOf(panel, sums, questions, levels, steps);
  const train = { table, y: Float64Array.from(totals, (v, i) => v / scale[i]!), weight: scale.map((v, i) => v * stands[i]!) };
  const grow = async (params: Partial<GbdtParams>): Promise<GbdtModel> => (await trainGbdt({
    train, valid: null, seed: options.seed, signal: options.signal,
    params: { trees: Math.min(options.trees, MOST_TREES), learningRate: options.learningRate, leaves: Math.min(options.leaves, 8), minDataInLeaf: 100, lambdaL2: 3, subsample: 0.7, featureFraction: 0.6, patience: 0, ...params },
  })).model;
  const mean = await grow({ objective: 'tweedie', tweediePower: 1.3 });
  const quantiles: GbdtModel[] = [];
  if (!isWhole(panel)) for (const level of FORECAST_LEVELS) quantiles.push(await grow({ objective: 'quantile', quantile: level }));
  return { steps, levels, demand, mean, quantiles };
}

/**
 * The part of a total that was seen whole, and what was expected of it. Steps with an empty shelf are neither filled in, which would make totals look more alike than they are,
 * nor are such totals left out: they are those of which much was wanted.
 */
function seenPart(view: TotalViews, { series }: Panel, { levels, effect }: Sums, i: number, origin: number, steps: number): { view: TotalViews; came: number }[] {
  const s = series[i]!;
  let [came, exposure] = [0, 0];
  for (let t = origin; t < origin + steps; t++) {
    if (s.censored?.[t] === 1) continue;
    came += Math.max(0, s.y[t]!);
    exposure += levels.effect[i]![t]!;
  }
  const share = exposure / (effect[i]![origin + steps]! - effect[i]![origin]!);
  if (!(share >= 1 - MOST_CENSORED)) return [];
  return [{ came, view: { level: view.level * share, boosted: view.boosted * share, quantiles: view.quantiles.map((q) => q * share) } }];
}

/** Variance over mean of units that customers who know nothing of each other take: what is left of a sum's variance its products have in common. */
const OWN_FACTOR = 1.5;
/** Groups that jump more than this are not what their products have in common. */
const MOST_SHARED = 0.15;

/**
 * Relative variance that errors of products of a group have in common, at the size of the usual group: sums are tried on more origins than totals of single products can be.
 * @returns 0 where nothing was learnt of sums
 */
function sharedSquare(panel: Panel, steps: number, sums: readonly SumSpread[], column: string | null): number {
  const spread = sums.find((s) => s.column === column) ?? sums.find((s) => s.column === null);
  if (!spread) return 0;
  const from = Math.max(0, panel.length - 4 * steps);
  const sizes = groupsOf(panel, spread.column).map((members) => (steps * members.reduce((sum, i) => sum + panel.series[i]!.y.subarray(from).reduce((a, v) => a + (v > 0 ? v : 0), 0), 0)) / (panel.length - from));
  const units = sizes.reduce((a, m) => a + m, 0);
  if (!(units > 0)) return 0;
  const usual = sizes.reduce((a, m) => a + m * m, 0) / units;
  return Math.min(MOST_SHARED, Math.max(0, varianceOf(spread, usual) - OWN_FACTOR * usual) / usual ** 2);
}

/** What each part says of the totals from the panel's end on. */
export function viewsOf(core: Core, panel: Panel): TotalViews[] {
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
  if (earlier === null) return { ...core, calibration: { ...UNCALIBRATED, whole: isWhole(panel) } };
  const sums = sumsOf(earlier.demand, panel, steps);
  const seen = [...new Set(halves)].flatMap((back) => {
    const at = panelAt(panel, back);
    return viewsOf(earlier, at).flatMap((view, i) => (firstKnown(at.series[i]!.y) < at.length ? seenPart(view, panel, sums, i, at.length, steps) : []));
  });
  return { ...core, calibration: calibrateTotals(seen, isWhole(panel), sharedSquare(panel, steps, options.sums ?? [], core.demand.group)) };
}

/** @returns one total a series from the panel's end on */
export function forecastTotals(model: BoostedTotals, panel: Panel): TotalForecast[] {
  return viewsOf(model, panel).map((view) => {
    const mixed = mixTotal(view, model.calibration);
    return { mean: mixed.mean, quantiles: mixed.quantiles, spread: mixed.spread, interval: intervalOf(mixed, model.calibration.whole) };
  });
}
