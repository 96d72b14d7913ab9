import { AppError } from '@bellwether/contracts';

/** Power of the variance that the Tweedie deviance assumes: between a count (1) and an amount that varies with its size (2). */
export const DEVIANCE_POWER = 1.5;
/** A value that is foretold to be nothing at all would make the deviance infinite: it counts as this share of the mean. */
const LEAST_SHARE = 1e-4;
const TENTHS = 10;

export const VALUE_KEYS = ['d2', 'tweedie_deviance', 'poisson_deviance', 'mae', 'rmse', 'r2', 'spearman', 'gini', 'lift_10', 'total_ratio', 'calibration_10', 'coverage_80', 'width_80', 'c_index', 'integrated_brier'] as const;
export type ValueKey = (typeof VALUE_KEYS)[number];
const K = Object.fromEntries(VALUE_KEYS.map((key, k) => [key, k])) as Record<ValueKey, number>;

/** What was foretold of each row and what came: expected values, and where they were given, the ends of an 80% interval, and of waiting times whether the end was seen and how well the chances by day fit. @shape each: [rows] */
export type ValueRows = { y: ArrayLike<number>; score: ArrayLike<number>; low?: ArrayLike<number> | null; high?: ArrayLike<number> | null; /** of waiting times: 1 where the end was seen, 0 where it outlasted the horizon; all seen when left out */ observed?: ArrayLike<number> | null; /** of waiting times: integrated Brier score of each row */ brier?: ArrayLike<number> | null };

/** Unit deviances of one row. A value below nothing (a return) counts as nothing. @param mu above zero @source Jørgensen, The Theory of Dispersion Models, 1997 */
export const poissonDeviance = (y: number, mu: number): number => 2 * (y > 0 ? y * Math.log(y / mu) - (y - mu) : mu);
export const tweedieDeviance = (y: number, mu: number): number => 4 * (mu ** 0.5 + Math.max(0, y) * mu ** -0.5 - 2 * Math.max(0, y) ** 0.5);

/** Rows in an order with where each group of equals ends. */
type Order = { rows: Int32Array; /** exclusive end of each group of equals */ ends: Int32Array };

function orderOf(values: ArrayLike<number>): Order {
  const rows = Int32Array.from({ length: values.length }, (_, i) => i).sort((a, b) => values[b]! - values[a]! || a - b);
  const ends: number[] = [];
  for (let i = 0; i < rows.length; i++) if (i + 1 === rows.length || values[rows[i]!] !== values[rows[i + 1]!]) ends.push(i + 1);
  return { rows, ends: Int32Array.from(ends) };
}

export type ValueMeter = { rows: number; /** how often each row counts, null: once @shape out: [VALUE_KEYS.length] */ measure(counts: Uint16Array | null, out: Float64Array): void };

function check({ y, score, low, high }: ValueRows): void {
  const n = y.length;
  if (score.length !== n || (low && low.length !== n) || (high && high.length !== n)) throw new AppError({ code: 'INPUT_INVALID', message: `expected a score and an interval for each of ${n} rows, received ${score.length} scores`, fix: 'score the rows that are measured' });
  for (let i = 0; i < n; i++) if (!Number.isFinite(y[i]!) || !Number.isFinite(score[i]!)) throw new AppError({ code: 'INPUT_INVALID', message: `expected finite values and scores, received ${y[i]} and ${score[i]} at row ${i}`, fix: 'leave out rows whose outcome is not known' });
}

/** Sorts once, so that each resample costs a few passes. @throws AppError INPUT_INVALID */
export function valueMeter(of: ValueRows): ValueMeter {
  check(of);
  const [y, score] = [Float64Array.from(of.y), Float64Array.from(of.score)];
  const n = y.length;
  const mean = n === 0 ? 0 : y.reduce((a, b) => a + b, 0) / n;
  const floor = Math.max(1e-12, LEAST_SHARE * mean);
  const mu = score.map((s) => Math.max(floor, s));
  const deviances = { poisson: y.map((v, i) => poissonDeviance(v, mu[i]!)), tweedie: y.map((v, i) => tweedieDeviance(v, mu[i]!)) };
  const roots = y.map((v) => Math.sqrt(Math.max(0, v)));
  const [byScore, byY] = [orderOf(score), orderOf(y)];
  const groups = groupOf(byScore, n);
  const interval = of.low && of.high ? { low: Float64Array.from(of.low), high: Float64Array.from(of.high) } : null;
  const ranks = { score: new Float64Array(n), y: new Float64Array(n) };
  return {
    rows: n,
    measure(counts, out) {
      out.fill(Number.NaN);
      if (n === 0) return;
      errors({ y, score, deviances, roots, interval, floor }, counts, out);
      ordered(y, byScore, byY, counts, out);
      out[K.spearman] = correlation(midRanks(byScore, counts, ranks.score), midRanks(byY, counts, ranks.y), counts);
      out[K.calibration_10] = tenthError(y, score, byScore, counts);
      out[K.c_index] = concordance(byY, groups, of.observed ?? null, counts);
      if (of.brier) out[K.integrated_brier] = weighted(of.brier, counts);
    },
  };
}

type Errors = { y: Float64Array; score: Float64Array; deviances: { poisson: Float64Array; tweedie: Float64Array }; roots: Float64Array; interval: { low: Float64Array; high: Float64Array } | null; floor: number };

/** Everything that is a mean over rows. */
function errors({ y, score, deviances, roots, interval, floor }: Errors, counts: Uint16Array | null, out: Float64Array): void {
  const s = { n: 0, y: 0, yy: 0, said: 0, abs: 0, square: 0, poisson: 0, tweedie: 0, root: 0, positive: 0, inside: 0, width: 0 };
  for (let i = 0; i < y.length; i++) {
    const c = counts === null ? 1 : counts[i]!;
    if (c === 0) continue;
    const e = score[i]! - y[i]!;
    s.n += c;
    s.y += c * y[i]!;
    s.yy += c * y[i]! * y[i]!;
    s.said += c * score[i]!;
    s.abs += c * Math.abs(e);
    s.square += c * e * e;
    s.poisson += c * deviances.poisson[i]!;
    s.tweedie += c * deviances.tweedie[i]!;
    s.root += c * roots[i]!;
    s.positive += c * Math.max(0, y[i]!);
    if (interval === null) continue;
    s.inside += y[i]! >= interval.low[i]! && y[i]! <= interval.high[i]! ? c : 0;
    s.width += c * (interval.high[i]! - interval.low[i]!);
  }
  const spread = s.yy - (s.y * s.y) / s.n;
  // the deviance of saying the mean of these rows to all of them, in closed form
  const mean = Math.max(floor, s.positive / s.n);
  const constant = 4 * (s.n * mean ** 0.5 + s.positive * mean ** -0.5 - 2 * s.root);
  out[K.mae] = s.abs / s.n;
  out[K.rmse] = Math.sqrt(s.square / s.n);
  out[K.r2] = spread > 1e-12 * Math.abs(s.yy) ? 1 - s.square / spread : Number.NaN;
  out[K.poisson_deviance] = s.poisson / s.n;
  out[K.tweedie_deviance] = s.tweedie / s.n;
  out[K.d2] = constant > 1e-12 * s.n * mean ** 0.5 ? 1 - s.tweedie / constant : Number.NaN;
  out[K.total_ratio] = s.y > 0 ? s.said / s.y : Number.NaN;
  if (interval === null) return;
  out[K.coverage_80] = s.inside / s.n;
  out[K.width_80] = s.y > 0 ? s.width / s.y : Number.NaN;
}

/** Twice the area between the curve of value gathered along an order and the diagonal; equals share theirs. */
function gathered(y: Float64Array, { rows, ends }: Order, counts: Uint16Array | null): { gini: number; top: number; total: number } {
  let [weight, value, area, at] = [0, 0, 0, 0];
  const all = rows.length;
  let total = 0;
  for (let i = 0; i < all; i++) total += counts === null ? 1 : counts[i]!;
  const tenth = total / TENTHS;
  let top = Number.NaN;
  for (const end of ends) {
    let [w, v] = [0, 0];
    for (; at < end; at++) {
      const c = counts === null ? 1 : counts[rows[at]!]!;
      w += c;
      v += c * y[rows[at]!]!;
    }
    if (w === 0) continue;
    if (weight < tenth && weight + w >= tenth) top = value + (v * (tenth - weight)) / w;
    area += w * (value + v / 2);
    weight += w;
    value += v;
  }
  return { gini: value === 0 ? Number.NaN : (2 * area) / (weight * value) - 1, top, total: value };
}

/** @source Frees, Meyers and Cummings, "Summarizing insurance scores using a Gini index", 2011 */
function ordered(y: Float64Array, byScore: Order, byY: Order, counts: Uint16Array | null, out: Float64Array): void {
  const [mine, best] = [gathered(y, byScore, counts), gathered(y, byY, counts)];
  out[K.gini] = best.gini > 1e-12 ? mine.gini / best.gini : Number.NaN;
  out[K.lift_10] = mine.total > 0 ? (TENTHS * mine.top) / mine.total : Number.NaN;
}

/** Ranks in which equals share the middle, each row counted as often as it was drawn. */
function midRanks({ rows, ends }: Order, counts: Uint16Array | null, into: Float64Array): Float64Array {
  let [before, from] = [0, 0];
  for (const end of ends) {
    let w = 0;
    for (let k = from; k < end; k++) w += counts === null ? 1 : counts[rows[k]!]!;
    for (let k = from; k < end; k++) into[rows[k]!] = before + w / 2;
    before += w;
    from = end;
  }
  return into;
}

function correlation(a: Float64Array, b: Float64Array, counts: Uint16Array | null): number {
  let [n, sa, sb, saa, sbb, sab] = [0, 0, 0, 0, 0, 0];
  for (let i = 0; i < a.length; i++) {
    const c = counts === null ? 1 : counts[i]!;
    n += c;
    sa += c * a[i]!;
    sb += c * b[i]!;
    saa += c * a[i]! * a[i]!;
    sbb += c * b[i]! * b[i]!;
    sab += c * a[i]! * b[i]!;
  }
  const [va, vb] = [saa - (sa * sa) / n, sbb - (sb * sb) / n];
  return va > 1e-9 * saa && vb > 1e-9 * sbb ? (sab - (sa * sb) / n) / Math.sqrt(va * vb) : Number.NaN;
}

/** Which group of equals each row is in, the largest first. */
function groupOf({ rows, ends }: Order, n: number): { of: Int32Array; count: number } {
  const of = new Int32Array(n);
  let from = 0;
  ends.forEach((end, g) => {
    for (; from < end; from++) of[rows[from]!] = g;
  });
  return { of, count: ends.length };
}

const weighted = (values: ArrayLike<number>, counts: Uint16Array | null): number => {
  let [sum, n] = [0, 0];
  for (let i = 0; i < values.length; i++) {
    const c = counts === null ? 1 : counts[i]!;
    sum += c * values[i]!;
    n += c;
  }
  return sum / n;
};

/**
 * Chance that of two rows that came to different values the one of which more was said came to more; equal scores count half.
 * A wait whose end was not seen is longer than all that ended: watched to one horizon, no pair has to be weighed for who was lost.
 * @source Harrell et al., "Evaluating the yield of medical tests", 1982
 */
function concordance({ rows, ends }: Order, groups: { of: Int32Array; count: number }, observed: ArrayLike<number> | null, counts: Uint16Array | null): number {
  const tree = new Float64Array(groups.count + 1);
  const weightOf = new Float64Array(groups.count);
  const upTo = (g: number): number => { let s = 0; for (let k = g; k > 0; k -= k & -k) s += tree[k]!; return s; };
  let [right, pairs, before, from] = [0, 0, 0, 0];
  // from the largest value down: those in the tree came to more
  for (const end of ends) {
    for (let k = from; k < end; k++) {
      const i = rows[k]!;
      const c = counts === null ? 1 : counts[i]!;
      if (c === 0 || before === 0 || (observed !== null && observed[i] === 0)) continue;
      const g = groups.of[i]!;
      // groups run from the largest score: those before g were said to come to more
      right += c * (upTo(g) + weightOf[g]! / 2);
      pairs += c * before;
    }
    for (let k = from; k < end; k++) {
      const i = rows[k]!;
      const c = counts === null ? 1 : counts[i]!;
      if (c === 0) continue;
      weightOf[groups.of[i]!]! += c;
      for (let at = groups.of[i]! + 1; at <= groups.count; at += at & -at) tree[at]! += c;
      before += c;
    }
    from = end;
  }
  return pairs > 0 ? right / pairs : Number.NaN;
}

/** Mean distance of what was said and what came over ten groups of equal size, over the mean. */
function tenthError(y: Float64Array, score: Float64Array, byScore: Order, counts: Uint16Array | null): number {
  const groups = tenths(y, score, byScore.rows, counts);
  const came = groups.reduce((a, g) => a + g.came, 0);
  return came > 0 ? groups.reduce((a, g) => a + Math.abs(g.said - g.came), 0) / came : Number.NaN;
}

export type Tenth = { rows: number; said: number; came: number };

/** Sums over ten groups of equal size, along an order. */
export function tenths(y: ArrayLike<number>, score: ArrayLike<number>, rows: Int32Array, counts: Uint16Array | null = null): Tenth[] {
  const groups = Array.from({ length: TENTHS }, (): Tenth => ({ rows: 0, said: 0, came: 0 }));
  let [total, before] = [0, 0];
  for (let i = 0; i < rows.length; i++) total += counts === null ? 1 : counts[i]!;
  for (const i of rows) {
    const c = counts === null ? 1 : counts[i]!;
    if (c === 0) continue;
    const group = groups[Math.min(TENTHS - 1, Math.floor((TENTHS * (before + c / 2)) / total))]!;
    group.rows += c;
    group.said += c * score[i]!;
    group.came += c * y[i]!;
    before += c;
  }
  return groups;
}

/** Rows by what was said of them, most first. */
export const bySaid = (score: ArrayLike<number>): Int32Array => orderOf(score).rows;
