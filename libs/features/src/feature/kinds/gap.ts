import { z } from 'zod';
import { defineKind } from '../feature-kind';
import { flat, grouped, inner, rowsOf, type FeaturePlan, type GroupedMeasure } from '../plan';
import { constant, cutoff, div, greatest, inDays, mul, ref, sqrt, sub, when } from '../scalar';
import { choice, days, joined, over, rowField, rowsText, where, windowText, words } from './params';

const PARTS = ['mean', 'sd', 'min', 'max', 'last', 'overdue'] as const;
const PART_WORDS: Record<(typeof PARTS)[number], [string, string]> = { mean: ['mean days between', '平均间隔：'], sd: ['spread of the days between', '间隔离散：'], min: ['shortest days between', '最短间隔：'], max: ['longest days between', '最长间隔：'], last: ['newest days between', '最近间隔：'], overdue: ['days since the last against the mean gap of', '逾期比：'] };
const params = z.object({ part: choice(PARTS, 'mean', 'Part', '指标', 0, 'Mean, spread, shortest, longest or newest gap in days; overdue: days since the last against the mean gap.', '间隔的均值、离散、最短、最长或最近一次（天）；overdue：距最近一次的天数与平均间隔之比。', PART_WORDS), over, where, by: rowField('One moment for each', '按何字段合并', 2.5, 'orderId'), days: days.default(null) });
type Params = z.infer<typeof params>;

function plan(p: Params): FeaturePlan {
  const rows = rowsOf(p.over, p);
  const moments = (outer: GroupedMeasure['outer']): GroupedMeasure => grouped(rows, p.by, { at: inner('firstTime') }, outer, outer === 'count' ? {} : { value: ref('at') });
  const ends = { n: moments('count'), from: moments('min'), to: moments('max') };
  const gaps = sub(ref('n'), constant(1));
  const mean = div(inDays(sub(ref('to'), ref('from'))), gaps);
  switch (p.part) {
    case 'mean': return { measures: ends, value: mean, type: 'number' };
    // of the sample: one gap has no spread
    case 'sd': return { measures: { ...ends, squares: moments('gapSquares') }, value: when(gaps, constant(1), sqrt(greatest(constant(0), div(sub(ref('squares'), mul(gaps, mul(mean, mean))), sub(gaps, constant(1))))), constant(null)), type: 'number' };
    case 'min': return { measures: { v: moments('gapMin') }, value: ref('v'), type: 'number' };
    case 'max': return { measures: { v: moments('gapMax') }, value: ref('v'), type: 'number' };
    case 'last': return { measures: { v: moments('gapLast') }, value: ref('v'), type: 'number' };
    case 'overdue': return { measures: { ...ends, last: flat(rows, 'lastTime') }, value: div(inDays(sub(cutoff, ref('last'))), mean), type: 'number' };
  }
}

/** The rhythm of buying: days between orders. */
export const gapKind = defineKind<Params>({
  id: 'gap',
  title: { en: 'Time between', zh: '间隔时间' },
  description: { en: 'Days between orders or other moments, and whether the next one is overdue.', zh: '订单或其他事件之间的天数，以及下一次是否已逾期。' },
  params, plan,
  sentence: (p) => joined(words(...PART_WORDS[p.part]), words(' ', ''), rowsText(p), windowText(p)),
  example: { part: 'mean', over: 'order_line', by: 'orderId' },
});
