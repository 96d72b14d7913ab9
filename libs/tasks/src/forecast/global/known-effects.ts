import type { Panel, PanelSeries } from '../panel';

/** What a known column does to sales, alike for all products: one step's sales are multiplied by exp(weight x value). */
export type KnownEffect = {
  column: string;
  /** `level`: the value itself. `reach`: the value over what the group sells in a step, for what brings a number of buyers however large the group is, as a mailing does. `change`: the logarithm of the value over the product's own mean, for prices. */
  form: 'level' | 'reach' | 'change';
  /** values are divided by it, so that they lie within one */
  scale: number;
  weight: number;
};

/** Series that effects are learnt from at most. */
const MOST_SERIES = 2000;
const ROUNDS = 12;
/** Buyers' worth of evidence that there is no effect. */
const RIDGE = 2;
/** An effect stays within these, however far a plan lies outside of what was seen. */
const [LEAST, MOST] = [-2, 2.3];
/** A group that sells less is counted as selling so much. @unit units a step */
const LEAST_GROUP = 0.05;

/** Units a step of the group of each series, from steps that were seen whole. */
export type GroupSales = (series: number) => number;

const meanOf = (values: Float64Array, until: number): number => {
  let [sum, n] = [0, 0];
  for (let t = 0; t < until; t++) if (values[t]! > 0) [sum, n] = [sum + values[t]!, n + 1];
  return n === 0 ? Number.NaN : sum / n;
};

/** Value of an effect's column at each step, 0 where nothing is known or nothing is unusual. @shape [history + horizon] */
function valuesOf(e: Pick<KnownEffect, 'column' | 'form'>, s: PanelSeries, length: number, group: number): Float64Array {
  const raw = s.known[e.column];
  if (raw === undefined) return new Float64Array(0);
  if (e.form !== 'change') return raw.map((v) => (Number.isNaN(v) ? 0 : e.form === 'reach' ? v / Math.max(group, LEAST_GROUP) : v));
  const mean = meanOf(raw, length);
  let last = 0;
  // a price stands until another is known
  return raw.map((v) => (last = v > 0 && mean > 0 ? Math.log(v / mean) : last));
}

function candidates(panel: Panel, names: readonly string[], grouped: boolean): Pick<KnownEffect, 'column' | 'form'>[] {
  return names.flatMap((column): Pick<KnownEffect, 'column' | 'form'>[] => {
    let [n, zero, below] = [0, 0, 0];
    for (const s of panel.series) for (const v of s.known[column]?.subarray(0, panel.length) ?? []) {
      if (Number.isNaN(v)) continue;
      n++;
      if (v === 0) zero++;
      if (v < 0) below++;
    }
    if (n === 0 || zero === n) return [];
    if (zero === 0 && below === 0) return [{ column, form: 'change' }];
    return grouped && below === 0 && zero > n / 2 ? [{ column, form: 'level' }, { column, form: 'reach' }] : [{ column, form: 'level' }];
  });
}

/**
 * Effects of what is known ahead, learnt from how each product's sales moved with it: a Poisson regression in which every product has its own level, so that a column
 * which is always higher for fast movers tells nothing. Steps with an empty shelf are left out: a promotion that sold out would look like one that did not work.
 * @param seen 1 where a step was seen whole @shape [series][history]
 * @source Hausman, Hall & Griliches, "Econometric models for count data", 1984 (fixed effects conditioned away)
 */
export function fitKnownEffects(panel: Panel, seen: readonly Uint8Array[], groupSales: GroupSales, grouped: boolean): KnownEffect[] {
  const names = [...new Set(panel.series.flatMap((s) => Object.keys(s.known)))].sort();
  const every = Math.max(1, Math.ceil(panel.series.length / MOST_SERIES));
  const used = panel.series.map((_, i) => i).filter((i) => i % every === 0);
  const effects = candidates(panel, names, grouped).map((e): KnownEffect => ({ ...e, scale: 0, weight: 0 }));
  const values = effects.map((e) => used.map((i) => valuesOf(e, panel.series[i]!, panel.length, groupSales(i)).subarray(0, panel.length)));
  effects.forEach((e, k) => (e.scale = values[k]!.reduce((m, v) => v.reduce((a, x) => Math.max(a, Math.abs(x)), m), 0)));
  const kept = effects.map((_, k) => k).filter((k) => effects[k]!.scale > 0);
  for (let round = 0; round < ROUNDS && kept.length > 0; round++) {
    const { gradient, hessian } = slopes(panel, seen, used, kept.map((k) => ({ effect: effects[k]!, values: values[k]! })));
    const step = solve(hessian, gradient);
    kept.forEach((k, a) => (effects[k]!.weight += Math.min(1, Math.max(-1, step[a]!))));
    if (step.every((v) => Math.abs(v) < 1e-4)) break;
  }
  return kept.map((k) => effects[k]!);
}

/** First and second derivatives of the conditional likelihood at the weights as they stand. */
function slopes(panel: Panel, seen: readonly Uint8Array[], used: readonly number[], columns: { effect: KnownEffect; values: Float64Array[] }[]): { gradient: Float64Array; hessian: Float64Array[] } {
  const n = columns.length;
  const gradient = Float64Array.from(columns, (c) => -RIDGE * c.effect.weight);
  const hessian = Array.from({ length: n }, (_, a) => Float64Array.from({ length: n }, (__, b) => (a === b ? RIDGE : 0)));
  const x = new Float64Array(n);
  used.forEach((i, row) => {
    const { y } = panel.series[i]!;
    const first = new Float64Array(n);
    const second = Array.from({ length: n }, () => new Float64Array(n));
    const came = new Float64Array(n);
    let [mass, units] = [0, 0];
    for (let t = 0; t < panel.length; t++) {
      if (seen[i]![t] === 0) continue;
      let log = 0;
      for (let a = 0; a < n; a++) {
        const { effect, values } = columns[a]!;
        x[a] = (values[row]![t] ?? 0) / effect.scale;
        log += effect.weight * x[a]!;
      }
      const e = Math.exp(Math.min(MOST, Math.max(LEAST, log)));
      mass += e;
      units += y[t]!;
      for (let a = 0; a < n; a++) {
        came[a]! += y[t]! * x[a]!;
        first[a]! += e * x[a]!;
        for (let b = 0; b <= a; b++) second[a]![b]! += e * x[a]! * x[b]!;
      }
    }
    if (mass === 0 || units === 0) return;
    for (let a = 0; a < n; a++) {
      gradient[a]! += came[a]! - (units * first[a]!) / mass;
      for (let b = 0; b <= a; b++) {
        const h = units * (second[a]![b]! / mass - (first[a]! * first[b]!) / mass ** 2);
        hessian[a]![b]! += h;
        if (a !== b) hessian[b]![a]! += h;
      }
    }
  });
  return { gradient, hessian };
}

/** A small positive definite system, by elimination. */
function solve(matrix: readonly Float64Array[], right: Float64Array): Float64Array {
  const n = right.length;
  const m = matrix.map((row, i) => Float64Array.of(...row, right[i]!));
  for (let k = 0; k < n; k++) for (let i = k + 1; i < n; i++) {
    const by = m[i]![k]! / m[k]![k]!;
    for (let j = k; j <= n; j++) m[i]![j]! -= by * m[k]![j]!;
  }
  const out = new Float64Array(n);
  for (let i = n - 1; i >= 0; i--) out[i] = (m[i]![n]! - m[i]!.subarray(i + 1, n).reduce((s, v, j) => s + v * out[i + 1 + j]!, 0)) / m[i]![i]!;
  return out;
}

/** Of a step whose plan was not told: what plans did to the product on average. */
function usualOf({ weight, scale }: KnownEffect, values: Float64Array, length: number): number {
  const past = values.subarray(0, length);
  if (past.length === 0) return 0;
  return Math.log(past.reduce((sum, v) => sum + Math.exp(Math.min(MOST, Math.max(LEAST, (weight * v) / scale))), 0) / past.length);
}

/** By how much each step's sales are multiplied by what is known of it; 1 where nothing unusual is. @shape [history + horizon] */
export function effectOf(effects: readonly KnownEffect[], s: PanelSeries, length: number, ahead: number, group: number): Float64Array {
  const log = new Float64Array(length + ahead);
  for (const e of effects) {
    const values = valuesOf(e, s, length, group);
    const told = (t: number): boolean => t < length || e.form === 'change' || !Number.isNaN(s.known[e.column]?.[t] ?? Number.NaN);
    // a price stands until another is known; a promotion that was not told is neither none nor one
    const usual = e.form === 'change' ? (e.weight * (values[values.length - 1] ?? 0)) / e.scale : usualOf(e, values, length);
    for (let t = 0; t < log.length; t++) log[t]! += values[t] !== undefined && told(t) ? (e.weight * values[t]!) / e.scale : usual;
  }
  return log.map((v) => Math.exp(Math.min(MOST, Math.max(LEAST, v))));
}
