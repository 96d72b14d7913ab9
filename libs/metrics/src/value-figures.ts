import type { Figure, Localized } from '@bellwether/contracts';
import { quantileOfSorted } from './binary-bootstrap';
import { seededRandom } from './seeded-random';
import { bySaid, type ValueRows } from './value-measure';

const CURVE_POINTS = 100;
const RESAMPLES = 200;
const TENTHS = 10;
const text = (en: string, zh: string): Localized => ({ en, zh });
const round = (v: number): number => Number(v.toPrecision(5));
const SAID = text('Predicted', '预测');
const CAME = text('Actual', '实际');

/** Mean with a percentile-bootstrap interval. */
function meanInterval(values: Float64Array, seed: number): { mean: number; lo: number | null; hi: number | null } {
  const n = values.length;
  const mean = values.reduce((a, b) => a + b, 0) / Math.max(1, n);
  if (n < 5) return { mean, lo: null, hi: null };
  const random = seededRandom(seed);
  const draws = Float64Array.from({ length: RESAMPLES }, () => {
    let sum = 0;
    for (let i = 0; i < n; i++) sum += values[random.below(n)]!;
    return sum / n;
  }).sort();
  return { mean, lo: quantileOfSorted(draws, 0.025), hi: quantileOfSorted(draws, 0.975) };
}

/** Rows in ten groups of equal size by their prediction, least first. */
function tenthsOf(score: ArrayLike<number>): Int32Array[] {
  const order = bySaid(score).reverse();
  return Array.from({ length: TENTHS }, (_, k) => order.subarray(Math.floor((k * order.length) / TENTHS), Math.floor(((k + 1) * order.length) / TENTHS))).filter((rows) => rows.length > 0);
}

const meanOver = (values: ArrayLike<number>, rows: Int32Array): number => rows.reduce((sum, i) => sum + values[i]!, 0) / rows.length;

function tenthFigure({ y, score }: ValueRows, groups: Int32Array[], unit: string | undefined): Figure {
  const came = groups.map((rows, k) => meanInterval(Float64Array.from(rows, (i) => y[i]!), k + 1));
  return {
    key: 'tenths', mark: 'bar', title: text('Predicted and actual, by decile', '各十分位的预测与实际'),
    note: text('Rows in ten groups of equal size by their prediction, least first. Whiskers are 95% intervals of the actual mean.', '按预测值从低到高分为十个等量组。须线为实际均值的 95% 区间。'),
    x: { label: text('Decile of the prediction', '按预测值划分的十分位') }, y: { label: text('Mean', '均值'), ...(unit === undefined ? {} : { unit }) }, categories: groups.map((_, k) => String(k + 1)),
    series: [{ name: SAID, y: groups.map((rows) => round(meanOver(score, rows))) }, { name: CAME, y: came.map((c) => round(c.mean)), lo: came.map((c) => (c.lo === null ? null : round(c.lo))), hi: came.map((c) => (c.hi === null ? null : round(c.hi))) }],
  };
}

function gainFigure({ y, score }: ValueRows): Figure {
  const total = Array.from(y).reduce((a, b) => a + b, 0);
  const curve = (order: Int32Array): { x: number[]; y: number[] } => {
    const sums = new Float64Array(order.length + 1);
    order.forEach((row, i) => (sums[i + 1] = sums[i]! + y[row]!));
    const at = Array.from({ length: CURVE_POINTS + 1 }, (_, k) => Math.round((k * order.length) / CURVE_POINTS));
    return { x: at.map((i) => round(i / order.length)), y: at.map((i) => round(sums[i]! / total)) };
  };
  return {
    key: 'value_gain', mark: 'line', title: text('Cumulative value', '累积价值'), reference: 'diagonal',
    note: text('Address this share, the most promising first, and reach this share of the value.', '按预测从高到低触达该比例，可覆盖该比例的价值。'),
    x: { label: text('Share of rows, most first', '按预测排序的行占比'), range: [0, 1] }, y: { label: text('Share of the value', '价值占比') },
    series: [{ name: text('Model', '模型'), ...curve(bySaid(score)) }, { name: text('Perfect', '完美排序'), ...curve(bySaid(y)) }],
  };
}

/** Coverage of the intervals in each tenth: right on average is not enough when the large ones are wrong. */
function coverageFigure({ y, low, high }: ValueRows, groups: Int32Array[]): Figure[] {
  if (!low || !high) return [];
  return [{
    key: 'coverage', mark: 'line', title: text('Coverage of the 80% interval', '80% 区间的覆盖率'), points: true, referenceY: 0.8,
    note: text('Share of rows inside their interval, by decile of the prediction. The dashed line is what was promised; where nearly all values are zero, more than that lies inside.', '按预测值的十分位，落入区间的行占比。虚线为承诺的水平；若绝大多数为零，覆盖率会更高。'),
    x: { label: text('Decile of the prediction', '按预测值划分的十分位') }, y: { label: text('Share inside', '区间内占比'), range: [0, 1] },
    series: [{ name: text('Inside', '区间内'), x: groups.map((_, k) => k + 1), y: groups.map((rows) => round(rows.reduce((n, i) => n + (y[i]! >= low[i]! && y[i]! <= high[i]! ? 1 : 0), 0) / rows.length)), count: groups.map((rows) => rows.length) }],
  }];
}

function distributionFigure({ y, score }: ValueRows, unit: string | undefined): Figure {
  const sorted = Float64Array.from(y).sort();
  const most = Math.max(quantileOfSorted(sorted, 0.99), 1e-9);
  const least = Math.min(0, sorted[0]!);
  const bins = 25;
  const counts = (values: ArrayLike<number>): number[] => {
    const out = new Array<number>(bins).fill(0);
    for (let i = 0; i < values.length; i++) out[Math.max(0, Math.min(bins - 1, Math.floor(((values[i]! - least) / (most - least)) * bins)))]! += 1;
    return out;
  };
  return {
    key: 'values', mark: 'histogram', title: text('Distribution of predicted and actual', '预测值与实际值的分布'), note: text('The last bar holds everything above. Expected values spread less than actual ones: nobody buys 0.3 of a thing.', '最后一柱包含其上的所有值。期望值的离散程度小于实际值。'),
    x: { label: text('Value', '数值'), ...(unit === undefined ? {} : { unit }) }, y: { label: text('Rows', '行数') }, edges: Array.from({ length: bins + 1 }, (_, k) => round(least + ((most - least) * k) / bins)),
    series: [{ name: SAID, counts: counts(score) }, { name: CAME, counts: counts(y) }],
  };
}

/** Predicted and actual by decile, cumulative value, coverage by decile (with intervals), distributions. None where there are no rows. @param unit of the target */
export function valueFigures(rows: ValueRows, unit?: string): Figure[] {
  if (rows.y.length === 0) return [];
  const groups = tenthsOf(rows.score);
  const total = Array.from(rows.y).reduce((a, b) => a + b, 0);
  return [tenthFigure(rows, groups, unit), ...(total > 0 ? [gainFigure(rows)] : []), ...coverageFigure(rows, groups), distributionFigure(rows, unit)];
}

export type ResidualSegment = { column: string; level: string; rows: number; said: number; came: number };
const MOST_SEGMENTS = 16;

/** Where the model predicts too much or too little: predicted over actual in each segment, the largest segments first. */
export function residualFigure(segments: readonly ResidualSegment[]): Figure[] {
  const shown = segments.slice(0, MOST_SEGMENTS);
  if (shown.length === 0) return [];
  return [{
    key: 'segments', mark: 'table', title: text('Bias by segment', '各分段的偏差'), note: text('Mean prediction and mean actual value on the held-out rows. A ratio of 1 is right on average.', '留出数据上的预测均值与实际均值。比值为 1 表示平均准确。'),
    columns: [text('Segment', '分段'), text('Rows', '行数'), text('Mean predicted', '预测均值'), text('Mean actual', '实际均值'), text('Predicted / actual', '预测/实际')],
    rows: shown.map((s) => [`${s.column}: ${s.level}`, s.rows, round(s.said), round(s.came), s.came > 0 ? round(s.said / s.came) : null]),
  }];
}
