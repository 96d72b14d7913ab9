import { z } from 'zod';
import { defineKind } from '../feature-kind';
import { flat, grouped, rowsOf, type FeaturePlan, type Measure } from '../plan';
import { div, ref } from '../scalar';
import { choice, days, fieldText, joined, offsetDays, over, rowField, rowsText, where, windowText, words } from './params';

const side = z.object({ over, where, days, offsetDays, agg: choice(['count', 'sum', 'distinct'], 'count', 'What', '聚合方式', 0), field: rowField('Of the field', '字段', 2.5).nullable().default(null) });
const params = z.object({ top: side.prefault({}).meta({ title: 'Above', titleZh: '分子', order: 1 }), bottom: side.prefault({}).meta({ title: 'Below', titleZh: '分母', order: 2 }) });
type Params = z.infer<typeof params>;
type Side = z.infer<typeof side>;

const measureOf = (s: Side): Measure => (s.agg === 'distinct' ? grouped(rowsOf(s.over, s), s.field ?? 'productId', {}, 'count') : flat(rowsOf(s.over, s), s.agg, s.agg === 'sum' ? (s.field ?? 'amount') : s.field));
const plan = (p: Params): FeaturePlan => ({ measures: { top: measureOf(p.top), bottom: measureOf(p.bottom) }, value: div(ref('top'), ref('bottom')), type: 'number' });
const sideText = (s: Side) => joined(words({ count: 'number of ', sum: 'total ', distinct: 'distinct ' }[s.agg], { count: '', sum: '合计', distinct: '去重' }[s.agg]), ...(s.field ? [fieldText(s.field), words(' of ', ' · ')] : []), rowsText(s), windowText(s));

/** One aggregate against another, over rows and windows of their own; missing where the lower one is zero. */
export const ratioKind = defineKind<Params>({
  id: 'ratio',
  title: { en: 'Ratio', zh: '比值' },
  description: { en: 'One aggregate divided by another: views an order, this month against the last.', zh: '两个聚合值之比：每单浏览次数、本月与上月之比。' },
  params, plan,
  sentence: (p) => joined(sideText(p.top), words(' / ', ' / '), sideText(p.bottom)),
  example: { top: { over: 'order_line', days: 30 }, bottom: { over: 'order_line', days: 30, offsetDays: 30 } },
});
