import type { Figure, FigureOf, Localized } from '@bellwether/contracts';
import { rankBinary, type BinaryRanking } from './binary-ranking';

/** Points kept of a curve: finer than a pixel on any screen, small enough to send. */
const CURVE_POINTS = 200;
const THRESHOLD_POINTS = 201;
const Z95 = 1.959963984540054;

const text = (en: string, zh: string): Localized => ({ en, zh });
const UNIT: [number, number] = [0, 1];
const MODEL = text('Model', '模型');

/** Counts above each tie-group boundary, the empty prefix first. */
function boundaries(ranking: BinaryRanking): { tp: number[]; fp: number[]; score: number[] } {
  const out = { tp: [0], fp: [0], score: [Number.POSITIVE_INFINITY] };
  let tp = 0;
  for (let i = 0; i < ranking.n; i++) {
    tp += ranking.label[i]!;
    if (ranking.last[i] === 0) continue;
    out.tp.push(tp);
    out.fp.push(i + 1 - tp);
    out.score.push(ranking.score[i]!);
  }
  return out;
}

/** Evenly spread indices of a curve, both ends kept. */
function thin(length: number, most: number): number[] {
  if (length <= most) return Array.from({ length }, (_, i) => i);
  return Array.from({ length: most }, (_, i) => Math.round((i * (length - 1)) / (most - 1)));
}

const round = (v: number): number => Number(v.toPrecision(6));

function rocFigure(ranking: BinaryRanking): Figure {
  const b = boundaries(ranking);
  const negatives = ranking.n - ranking.positives;
  const keep = thin(b.tp.length, CURVE_POINTS);
  return {
    key: 'roc', mark: 'line', title: text('ROC curve', 'ROC 曲线'), reference: 'diagonal',
    x: { label: text('False positive rate', '假正例率'), range: UNIT }, y: { label: text('True positive rate', '真正例率'), range: UNIT },
    series: [{ name: MODEL, x: keep.map((i) => round(b.fp[i]! / negatives)), y: keep.map((i) => round(b.tp[i]! / ranking.positives)) }],
  };
}

function precisionRecallFigure(ranking: BinaryRanking): Figure {
  const b = boundaries(ranking);
  // precision of the empty prefix is undefined: the curve starts at the first group
  const keep = thin(b.tp.length - 1, CURVE_POINTS).map((i) => i + 1);
  return {
    key: 'pr', mark: 'line', title: text('Precision and recall', '精确率与召回率'), referenceY: ranking.positives / ranking.n,
    note: text('The dashed line is the base rate: what a coin would reach.', '虚线为正例占比：随机猜测的水平。'),
    x: { label: text('Recall', '召回率'), range: UNIT }, y: { label: text('Precision', '精确率'), range: UNIT },
    series: [{ name: MODEL, x: keep.map((i) => round(b.tp[i]! / ranking.positives)), y: keep.map((i) => round(b.tp[i]! / (b.tp[i]! + b.fp[i]!))) }],
  };
}

/** Wilson score interval: stays inside [0, 1] and holds for small counts. */
export function wilsonInterval(hits: number, n: number): [number, number] {
  if (n === 0) return [0, 1];
  const p = hits / n;
  const scale = 1 + (Z95 * Z95) / n;
  const centre = (p + (Z95 * Z95) / (2 * n)) / scale;
  const half = (Z95 / scale) * Math.sqrt((p * (1 - p)) / n + (Z95 * Z95) / (4 * n * n));
  return [Math.max(0, centre - half), Math.min(1, centre + half)];
}

/** Ten equal-mass groups: observed rate with its 95% interval against the mean prediction. */
function reliabilityFigure(ranking: BinaryRanking): Figure {
  const bins = Array.from({ length: 10 }, () => ({ n: 0, hits: 0, sum: 0 }));
  let start = 0;
  for (let i = 0; i < ranking.n; i++) {
    if (ranking.last[i] === 0) continue;
    // a tie group goes to one bin as a whole, by its middle
    const bin = bins[Math.min(9, Math.floor((10 * ((start + i + 1) / 2)) / ranking.n))]!;
    for (let j = start; j <= i; j++) {
      bin.n++;
      bin.hits += ranking.label[j]!;
      bin.sum += ranking.score[j]!;
    }
    start = i + 1;
  }
  const used = bins.filter((b) => b.n > 0).reverse();
  const bands = used.map((b) => wilsonInterval(b.hits, b.n));
  return {
    key: 'reliability', mark: 'line', title: text('Reliability', '可靠性曲线'), reference: 'diagonal', points: true,
    note: text('On the diagonal, 30% means 30%. Bands are 95% intervals of the observed rate.', '落在对角线上时，预测 30% 即实际 30%。色带为实际率的 95% 区间。'),
    x: { label: text('Mean prediction', '平均预测值'), range: UNIT }, y: { label: text('Observed rate', '实际正例率'), range: UNIT },
    series: [{ name: MODEL, x: used.map((b) => round(b.sum / b.n)), y: used.map((b) => round(b.hits / b.n)), lo: bands.map((b) => round(b[0])), hi: bands.map((b) => round(b[1])), count: used.map((b) => b.n) }],
  };
}

function gainFigure(ranking: BinaryRanking): Figure {
  const b = boundaries(ranking);
  const keep = thin(b.tp.length, CURVE_POINTS);
  return {
    key: 'gain', mark: 'line', title: text('Cumulative gain', '累积增益'), reference: 'diagonal',
    note: text('Contact this share of customers, reach this share of buyers.', '触达该比例的客户，可覆盖该比例的买家。'),
    x: { label: text('Share of rows, best first', '按得分排序的行占比'), range: UNIT }, y: { label: text('Share of positives found', '找到的正例占比'), range: UNIT },
    series: [{ name: MODEL, x: keep.map((i) => round((b.tp[i]! + b.fp[i]!) / ranking.n)), y: keep.map((i) => round(b.tp[i]! / ranking.positives)) }],
  };
}

function liftFigure(ranking: BinaryRanking): Figure {
  const found = new Float64Array(10);
  let start = 0;
  let inGroup = 0;
  for (let i = 0; i < ranking.n; i++) {
    inGroup += ranking.label[i]!;
    if (ranking.last[i] === 0) continue;
    const size = i + 1 - start;
    for (let d = 0; d < 10; d++) {
      const overlap = Math.min(i + 1, ((d + 1) * ranking.n) / 10) - Math.max(start, (d * ranking.n) / 10);
      if (overlap > 0) found[d]! += (inGroup * overlap) / size;
    }
    start = i + 1;
    inGroup = 0;
  }
  const base = ranking.positives / ranking.n;
  const size = ranking.n / 10;
  const bands = Array.from(found, (hits) => wilsonInterval(hits, size));
  return {
    key: 'lift', mark: 'bar', title: text('Lift by tenth', '各十分位提升度'),
    note: text('Positive rate of each tenth of the ranking divided by the base rate.', '排序后每个十分位的正例率与总体正例率之比。'),
    x: { label: text('Tenth of the ranking, best first', '十分位（得分从高到低）') }, y: { label: text('Lift', '提升度') },
    categories: Array.from({ length: 10 }, (_, d) => `${d * 10}-${d * 10 + 10}%`),
    series: [{ name: text('Lift', '提升度'), y: Array.from(found, (hits) => round(hits / size / base)), lo: bands.map((b) => round(b[0] / base)), hi: bands.map((b) => round(b[1] / base)) }],
  };
}

/** Rows of the confusion matrix at a threshold: actual by predicted. */
function confusionFigure(ranking: BinaryRanking, key: string, threshold: number, title: Localized): FigureOf<'matrix'> {
  let tp = 0;
  let fp = 0;
  for (let i = 0; i < ranking.n && ranking.score[i]! >= threshold; i++) {
    if (ranking.label[i] === 1) tp++;
    else fp++;
  }
  const negatives = ranking.n - ranking.positives;
  const shown = threshold.toFixed(3);
  return {
    key, mark: 'matrix', title, note: text(`Threshold ${shown}.`, `阈值 ${shown}。`), rowTitle: text('Actual', '实际'), columnTitle: text('Predicted', '预测'),
    rows: [text('No', '否'), text('Yes', '是')], columns: [text('No', '否'), text('Yes', '是')], cells: [[negatives - fp, fp], [ranking.positives - tp, tp]],
  };
}

function thresholdFigure(ranking: BinaryRanking, best: number): Figure {
  const thresholds: number[] = [];
  const out = { truePositive: [] as number[], falsePositive: [] as number[], trueNegative: [] as number[], falseNegative: [] as number[] };
  const negatives = ranking.n - ranking.positives;
  let at = ranking.n;
  let tp = ranking.positives;
  for (let t = 0; t < THRESHOLD_POINTS; t++) {
    const threshold = t / (THRESHOLD_POINTS - 1);
    while (at > 0 && ranking.score[at - 1]! < threshold) tp -= ranking.label[--at]!;
    thresholds.push(threshold);
    out.truePositive.push(tp);
    out.falsePositive.push(at - tp);
    out.trueNegative.push(negatives - (at - tp));
    out.falseNegative.push(ranking.positives - tp);
  }
  return { key: 'threshold', mark: 'threshold', title: text('Threshold', '阈值'), note: text('Move the threshold and read what it costs.', '拖动阈值，查看其代价。'), thresholds, ...out, best };
}

function scoreFigure(ranking: BinaryRanking): Figure {
  const bins = 25;
  const counts = [new Array<number>(bins).fill(0), new Array<number>(bins).fill(0)] as const;
  for (let i = 0; i < ranking.n; i++) counts[ranking.label[i] === 1 ? 1 : 0][Math.min(bins - 1, Math.floor(ranking.score[i]! * bins))]! += 1;
  return {
    key: 'scores', mark: 'histogram', title: text('Scores by outcome', '按结果划分的得分分布'),
    x: { label: text('Score', '得分'), range: UNIT }, y: { label: text('Rows', '行数') }, edges: Array.from({ length: bins + 1 }, (_, i) => i / bins),
    series: [{ name: text('No', '否'), counts: counts[0] }, { name: text('Yes', '是'), counts: counts[1] }],
  };
}

/**
 * ROC, precision-recall, reliability, threshold, confusion (at 0.5 and at the best threshold), gain, lift and score figures.
 * Figures that need both classes are left out when only one is there.
 * @param threshold chosen on validation rows, or null
 * @throws AppError INPUT_INVALID for labels or scores out of range
 */
export function binaryFigures(y: ArrayLike<number>, score: ArrayLike<number>, threshold: number | null): Figure[] {
  const ranking = rankBinary(y, score);
  if (ranking.n === 0) return [];
  const always = [scoreFigure(ranking), confusionFigure(ranking, 'confusion', 0.5, text('Confusion at 0.5', '混淆矩阵（阈值 0.5）'))];
  if (ranking.positives === 0 || ranking.positives === ranking.n) return [reliabilityFigure(ranking), ...always];
  const best = threshold === null ? [] : [confusionFigure(ranking, 'confusion_best', threshold, text('Confusion at the best threshold', '混淆矩阵（最佳阈值）'))];
  return [
    rocFigure(ranking), precisionRecallFigure(ranking), reliabilityFigure(ranking), thresholdFigure(ranking, threshold ?? 0.5), gainFigure(ranking), liftFigure(ranking), ...always, ...best,
  ];
}
