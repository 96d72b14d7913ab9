import { stepTime, type Panel } from '../panel';
import { filled, firstKnown, FREQUENCIES, type Frequency } from '../series';
import type { Question } from './panel-features';

/** What a network was told about the panel when it was trained: enough to make the same windows again. */
export type WindowSpec = {
  lookback: number;
  horizon: number;
  frequency: Frequency;
  /** the year was seen often enough to be learnt: a first year's waves would be read where they never were */
  annual: boolean;
  /** columns known ahead, with the training mean and deviation of each */
  known: { name: string; mean: number; deviation: number }[];
  /** dictionaries of the series: its id where there are few enough, then its static columns; slot 0 is unknown */
  dictionaries: { name: string; levels: string[] }[];
};

export type WindowBatch = { inputs: Record<string, Float32Array | Int32Array>; /** units behind one scaled unit. @shape [rows] */ scale: Float32Array; rows: number };

const LOOKBACK: Record<Frequency, number> = { day: 56, week: 26, month: 24 };
/** Above this an id embedding is mostly memory. */
const MOST_IDS = 5000;
/** A series is divided by its mean over so many last steps: a longer mean would carry an old level into a new one. */
const LEVEL: Record<Frequency, number> = { day: 28, week: 8, month: 12 };
const CALENDAR = 4;
const STATICS = 2;

export const covariateWidth = (spec: WindowSpec): number => CALENDAR + 2 * spec.known.length;
export const staticWidth = STATICS;

export function windowSpec(panel: Panel, lookback = LOOKBACK[panel.frequency]): WindowSpec {
  const known = [...new Set(panel.series.flatMap((s) => Object.keys(s.known)))].sort().map((name) => {
    let [sum, squares, n] = [0, 0, 0];
    for (const s of panel.series) for (let t = 0; t < panel.length; t++) {
      const v = s.known[name]?.[t] ?? Number.NaN;
      if (Number.isNaN(v)) continue;
      sum += v;
      squares += v * v;
      n++;
    }
    const mean = n === 0 ? 0 : sum / n;
    return { name, mean, deviation: n === 0 ? 1 : Math.sqrt(Math.max(0, squares / n - mean * mean)) || 1 };
  });
  const statics = [...new Set(panel.series.flatMap((s) => Object.keys(s.statics)))].sort().map((name) => ({ name, levels: [...new Set(panel.series.map((s) => s.statics[name] ?? ''))].sort() }));
  const ids = panel.series.length <= MOST_IDS ? [{ name: '', levels: panel.series.map((s) => s.id).sort() }] : [];
  return { lookback: Math.min(lookback, Math.max(4, panel.length - panel.horizon)), horizon: panel.horizon, frequency: panel.frequency, annual: panel.length >= 1.5 * FREQUENCIES[panel.frequency].perYear, known, dictionaries: [...ids, ...statics] };
}

/** Two waves of the season and of the year: the same for every series. */
function calendarOf(panel: Panel, steps: number, annual: boolean): Float32Array {
  const out = new Float32Array(steps * CALENDAR);
  for (let t = 0; t < steps; t++) {
    const at = stepTime(panel, t);
    const week = (2 * Math.PI * at.getUTCDay()) / 7;
    const yearShare = (at.getTime() - Date.UTC(at.getUTCFullYear(), 0, 1)) / (365.25 * 86_400_000);
    out.set(panel.frequency === 'day' ? [Math.sin(week), Math.cos(week)] : [0, 0], t * CALENDAR);
    if (annual) out.set([Math.sin(2 * Math.PI * yearShare), Math.cos(2 * Math.PI * yearShare)], t * CALENDAR + 2);
  }
  return out;
}

/**
 * One window an origin: the past divided by the series' own level, what is known at every step, and (where the panel reaches that far) the answer.
 * Unknown and censored answers are marked as not seen.
 */
export function networkWindows(panel: Panel, spec: WindowSpec, questions: readonly Pick<Question, 'series' | 'origin' | 'unplanned'>[]): WindowBatch {
  const { lookback, horizon } = spec;
  const rows = questions.length;
  const steps = lookback + horizon;
  const width = covariateWidth(spec);
  const past = new Float32Array(rows * lookback);
  const covariates = new Float32Array(rows * steps * width);
  const statics = new Float32Array(rows * STATICS);
  const y = new Float32Array(rows * horizon);
  const seen = new Float32Array(rows * horizon);
  const weight = new Float32Array(rows);
  const scale = new Float32Array(rows);
  const calendar = calendarOf(panel, panel.length + horizon, spec.annual);
  const codes = spec.dictionaries.map((d) => new Map(d.levels.map((level, i) => [level, i + 1])));
  const ids = spec.dictionaries.map(() => new Int32Array(rows));
  const whole = panel.series.map((s) => ({ from: firstKnown(s.y), y: filled(s) }));
  questions.forEach(({ series, origin, unplanned }, r) => {
    const s = panel.series[series]!;
    const { from, y: full } = whole[series]!;
    const first = Math.max(0, origin - lookback - from);
    const seenPast = full.subarray(first, Math.max(first, origin - from));
    const recent = seenPast.subarray(Math.max(0, seenPast.length - LEVEL[spec.frequency]));
    const mean = (values: Float64Array): number => values.reduce((a, v) => a + Math.max(0, v), 0) / Math.max(1, values.length);
    const level = mean(recent) || mean(seenPast);
    scale[r] = level > 0 ? level : 1;
    // left of its life a series stands at its level: 1 after scaling
    past.fill(seenPast.length === 0 ? 0 : 1, r * lookback, (r + 1) * lookback);
    seenPast.forEach((v, i) => (past[(r + 1) * lookback - seenPast.length + i] = Math.max(0, v) / scale[r]!));
    for (let k = 0; k < steps; k++) {
      const t = origin - lookback + k;
      const at = (r * steps + k) * width;
      if (t >= 0) covariates.set(calendar.subarray(t * CALENDAR, (t + 1) * CALENDAR), at);
      spec.known.forEach((c, i) => {
        const v = unplanned && t >= origin ? Number.NaN : (s.known[c.name]?.[t] ?? Number.NaN);
        covariates[at + CALENDAR + 2 * i] = Number.isNaN(v) ? 0 : (v - c.mean) / c.deviation;
        covariates[at + CALENDAR + 2 * i + 1] = Number.isNaN(v) ? 1 : 0;
      });
    }
    statics.set([Math.log1p(scale[r]!) / 5, Math.min(1, (origin - from) / (4 * lookback))], r * STATICS);
    spec.dictionaries.forEach((d, k) => (ids[k]![r] = codes[k]!.get(d.name === '' ? s.id : (s.statics[d.name] ?? '')) ?? 0));
    for (let h = 0; h < horizon; h++) {
      const v = s.y[origin + h];
      if (v === undefined || Number.isNaN(v) || s.censored?.[origin + h] === 1) continue;
      y[r * horizon + h] = Math.max(0, v) / scale[r]!;
      seen[r * horizon + h] = 1;
    }
    weight[r] = scale[r]!;
  });
  // weights around one keep the rate of learning where it was tuned; the square root keeps a few fast movers from being all the loss
  const root = weight.map((w) => Math.sqrt(w));
  const mean = root.reduce((a, b) => a + b, 0) / Math.max(1, rows);
  return { inputs: { past, covariates, statics, ...Object.fromEntries(ids.map((v, k) => [`dictionary-${k}`, v])), y, seen, weight: root.map((w) => w / mean) }, scale, rows };
}
