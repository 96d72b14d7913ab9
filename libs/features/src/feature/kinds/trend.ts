import { z } from 'zod';
import { defineKind } from '../feature-kind';
import { flat, rowsOf, type FeaturePlan, type Measure } from '../plan';
import { add, constant, mul, ref, type Scalar } from '../scalar';
import { choice, fieldText, joined, over, rowField, rowsText, where, words } from './params';

const params = z.object({
  over, where,
  agg: choice(['count', 'sum'], 'count', 'What', '聚合方式', 0),
  field: rowField('Of the field', '字段', 2.5).nullable().default(null),
  periods: z.number().int().min(2).max(24).default(4).meta({ title: 'Periods', titleZh: '周期数', order: 3, description: 'How many equal periods the line is drawn through.', descriptionZh: '用多少个等长周期拟合直线。' }),
  periodDays: z.number().positive().max(365).default(30).meta({ title: 'Days a period', titleZh: '每周期天数', order: 4, unit: 'days' }),
});
type Params = z.infer<typeof params>;

/** Slope of the least-squares line through the periods, oldest first: change a period. */
function plan(p: Params): FeaturePlan {
  const middle = (p.periods - 1) / 2;
  const spread = Array.from({ length: p.periods }, (_, k) => (k - middle) ** 2).reduce((a, b) => a + b, 0);
  const measures: Record<string, Measure> = {};
  let slope: Scalar = constant(0);
  for (let k = 0; k < p.periods; k++) {
    measures[`p${k}`] = flat(rowsOf(p.over, { where: p.where, days: p.periodDays, offsetDays: (p.periods - 1 - k) * p.periodDays }), p.agg, p.agg === 'sum' ? (p.field ?? 'amount') : p.field);
    slope = add(slope, mul(constant((k - middle) / spread), ref(`p${k}`)));
  }
  return { measures, value: slope, type: 'number' };
}

/** Whether there is more or less of it lately. */
export const trendKind = defineKind<Params>({
  id: 'trend',
  title: { en: 'Trend', zh: '趋势' },
  description: { en: 'Slope of the line through equal periods: the change a period.', zh: '对若干等长周期拟合直线的斜率：每周期的变化量。' },
  params, plan,
  sentence: (p) => joined(words('trend of ', '趋势：'), ...(p.field ? [fieldText(p.field), words(' of ', ' · ')] : []), rowsText(p), words(` over ${p.periods} periods of ${p.periodDays} days`, `，${p.periods} 个 ${p.periodDays} 天周期`)),
  example: { over: 'order_line', periods: 4, periodDays: 30 },
});
