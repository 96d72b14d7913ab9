import type { GbdtColumn, GbdtTable } from '@bellwether/model';
import { stepTime, type Panel, type PanelSeries } from '../panel';
import { filled, firstKnown, type Frequency } from '../series';

const WINDOWS: Record<Frequency, number[]> = { day: [7, 14, 28, 56, 112], week: [2, 4, 8, 16, 26], month: [2, 3, 6, 12, 24] };
const LAGS: Record<Frequency, number[]> = { day: [1, 2, 3, 7, 14], week: [1, 2, 3, 4], month: [1, 2, 3, 4] };
/** Sales are divided by their mean over so many steps: one model then serves fast and slow movers. */
const SCALE_STEPS: Record<Frequency, number> = { day: 56, week: 16, month: 12 };

/** One line a question: what is asked (series, origin, step ahead) and what is known at the origin. */
export type PanelRows = { table: GbdtTable; scale: Float64Array; /** sales over scale; NaN where the answer is unknown, censored or ahead */ target: Float64Array; series: Int32Array; step: Int32Array };
export type Question = { series: number; /** first step that is not known */ origin: number; /** from 1 */ ahead: number; /** asked as if nothing were known past the origin, so that a model learns what to say when no plan is told */ unplanned?: boolean };

/** Share of training questions asked without a plan. */
const UNPLANNED_SHARE = 0.2;

export const withUnplanned = <Q extends { unplanned?: boolean }>(questions: readonly Q[], random: { uniform(): number }): Q[] => questions.map((q) => (random.uniform() < UNPLANNED_SHARE ? { ...q, unplanned: true } : q));

/** What of a series the features read: filled once, with running sums so that any window costs one subtraction. */
type Prepared = { from: number; y: Float64Array; sums: Float64Array; squares: Float64Array; zeros: Float64Array };

function prepare(s: PanelSeries): Prepared {
  const from = firstKnown(s.y);
  const y = filled(s).map((v) => Math.max(0, v));
  const sums = new Float64Array(y.length + 1);
  const squares = new Float64Array(y.length + 1);
  const zeros = new Float64Array(y.length + 1);
  for (let t = 0; t < y.length; t++) {
    sums[t + 1] = sums[t]! + y[t]!;
    squares[t + 1] = squares[t]! + y[t]! ** 2;
    zeros[t + 1] = zeros[t]! + (y[t] === 0 ? 1 : 0);
  }
  return { from, y, sums, squares, zeros };
}

/** Every numeric column, whether any question fills it or not: training, choosing and serving must see the same ones. */
function columnNames(frequency: Frequency, known: readonly string[]): string[] {
  const windows = WINDOWS[frequency].flatMap((w) => [`mean_${w}`, `zero_share_${w}`, ...(w > 2 ? [`sd_${w}`] : [])]);
  const calendar = { day: ['weekday', 'day_of_month'], week: ['day_of_month'], month: [] }[frequency];
  const ahead = known.flatMap((name) => [`known:${name}`, `known_change:${name}`]);
  return ['ahead', 'age', 'log_scale', ...LAGS[frequency].map((lag) => `lag_${lag}`), ...windows, 'since_sale', 'mean_all', 'trend', 'season_1', 'season_mean', 'market', 'month', ...calendar, ...ahead].sort();
}

/** Mean of the `window` steps that end before `origin` (in steps of the series' own life). */
function windowMean(sums: Float64Array, origin: number, window: number): number {
  const w = Math.min(window, origin);
  return w <= 0 ? Number.NaN : (sums[origin]! - sums[origin - w]!) / w;
}

/**
 * Features of each question, from the steps before its origin and from what is known ahead. Nothing of a column depends on other questions, so a row is the same in
 * training and in serving.
 * @param levels dictionaries of the static columns, as training made them
 */
export function panelRows(panel: Panel, questions: readonly Question[], levels: Record<string, string[]>, knownNames: readonly string[]): PanelRows {
  const { frequency } = panel;
  const season = { day: 7, week: 52, month: 12 }[frequency];
  const prepared = panel.series.map(prepare);
  const columns = new Map(columnNames(frequency, knownNames).map((name) => [name, new Float64Array(questions.length).fill(Number.NaN)]));
  const scale = new Float64Array(questions.length);
  const target = new Float64Array(questions.length).fill(Number.NaN);
  const set = (name: string, row: number, value: number): void => void (columns.get(name)![row] = value);
  const market = marketIndex(prepared, panel.length);
  questions.forEach(({ series, origin, ahead, unplanned }, row) => {
    const s = panel.series[series]!;
    const p = prepared[series]!;
    const o = origin - p.from;
    const base = windowMean(p.sums, o, SCALE_STEPS[frequency]);
    scale[row] = Number.isNaN(base) || base <= 0 ? 1 : base;
    const of = scale[row]!;
    set('ahead', row, ahead);
    set('age', row, o);
    set('log_scale', row, Math.log1p(of));
    for (const lag of LAGS[frequency]) if (o - lag >= 0) set(`lag_${lag}`, row, p.y[o - lag]! / of);
    windowFeatures(set, row, p, o, of, WINDOWS[frequency]);
    seasonFeatures(set, row, p, o, ahead, season, of);
    set('market', row, market[origin]!);
    const at = stepTime(panel, origin + ahead - 1);
    set('month', row, at.getUTCMonth() + 1);
    if (frequency === 'day') set('weekday', row, at.getUTCDay());
    if (frequency !== 'month') set('day_of_month', row, at.getUTCDate());
    if (!unplanned) knownFeatures(set, row, s, origin, ahead, knownNames);
    const t = origin + ahead - 1;
    if (t < s.y.length && !Number.isNaN(s.y[t]!) && (s.censored === null || s.censored[t] === 0)) target[row] = Math.max(0, s.y[t]!) / of;
  });
  const statics: GbdtColumn[] = Object.entries(levels).map(([name, known]) => {
    const code = new Map(known.map((level, i) => [level, i]));
    return { name: `static:${name}`, kind: 'category', levels: known.length, codes: Int32Array.from(questions, (q) => code.get(panel.series[q.series]!.statics[name] ?? '') ?? -1) };
  });
  const numeric: GbdtColumn[] = [...columns].map(([name, values]) => ({ name, kind: 'numeric', values }));
  return { table: { rows: questions.length, columns: [...numeric, ...statics] }, scale, target, series: Int32Array.from(questions, (q) => q.series), step: Int32Array.from(questions, (q) => q.ahead) };
}

type Set = (name: string, row: number, value: number) => void;

function windowFeatures(set: Set, row: number, p: Prepared, o: number, of: number, windows: number[]): void {
  for (const w of windows) {
    const mean = windowMean(p.sums, o, w);
    set(`mean_${w}`, row, mean / of);
    set(`zero_share_${w}`, row, windowMean(p.zeros, o, w));
    if (w > 2) set(`sd_${w}`, row, Math.sqrt(Math.max(0, windowMean(p.squares, o, w) - mean ** 2)) / of);
  }
  let since = 0;
  while (since < o && p.y[o - 1 - since] === 0) since++;
  set('since_sale', row, since);
  set('mean_all', row, windowMean(p.sums, o, o) / of);
  const [short, long] = [windows[1]!, windows[2]!];
  if (o >= long) set('trend', row, (windowMean(p.sums, o, short) - windowMean(p.sums, o - short, long - short)) / of);
}

/** The same place in earlier seasons. */
function seasonFeatures(set: Set, row: number, p: Prepared, o: number, ahead: number, season: number, of: number): void {
  let sum = 0;
  let n = 0;
  for (let back = Math.ceil(ahead / season); n < 4; back++) {
    const t = o + ahead - 1 - back * season;
    if (t < 0) break;
    if (n === 0) set('season_1', row, p.y[t]! / of);
    sum += p.y[t]!;
    n++;
  }
  set('season_mean', row, n === 0 ? Number.NaN : sum / n / of);
}

function knownFeatures(set: Set, row: number, s: PanelSeries, origin: number, ahead: number, names: readonly string[]): void {
  for (const name of names) {
    const values = s.known[name];
    if (values === undefined) continue;
    const now = values[origin + ahead - 1] ?? Number.NaN;
    set(`known:${name}`, row, now);
    let sum = 0;
    let n = 0;
    for (let t = Math.max(0, origin - 28); t < origin; t++) {
      if (Number.isNaN(values[t]!)) continue;
      sum += values[t]!;
      n++;
    }
    set(`known_change:${name}`, row, n === 0 ? Number.NaN : now - sum / n);
  }
}

/** How the whole panel moves: each step's total over the mean of the sixteen before. */
function marketIndex(prepared: readonly Prepared[], length: number): Float64Array {
  const total = new Float64Array(length);
  for (const p of prepared) for (let t = 0; t < p.y.length; t++) total[p.from + t]! += p.y[t]!;
  return Float64Array.from({ length: length + 1 }, (_, origin) => {
    const of = (from: number, to: number): number => total.subarray(Math.max(0, from), Math.max(0, to)).reduce((a, b) => a + b, 0) / Math.max(1, to - Math.max(0, from));
    const before = of(origin - 16, origin);
    return before > 0 ? of(origin - 4, origin) / before : 1;
  });
}
