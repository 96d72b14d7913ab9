import { AppError } from '@bellwether/contracts';
import { z } from 'zod';
import { defineKind } from '../feature-kind';
import { flat, grouped, rowsOf, type FeaturePlan } from '../plan';
import { requireField } from '../row-field';
import { cutoff, div, inDays, ref, sub } from '../scalar';
import { choice, days, fieldText, joined, offsetDays, over, rowField, rowsText, where, windowText, words } from './params';

const AGGREGATES = ['count', 'sum', 'mean', 'min', 'max', 'distinct', 'last', 'first', 'days_since_last', 'days_since_first'] as const;
const params = z.object({
  over, where, days, offsetDays,
  agg: choice(AGGREGATES, 'count', 'What', '聚合方式', 0, 'Count, sum, mean, smallest, largest, distinct values, newest or oldest value, or days since.', '计数、求和、均值、最小、最大、去重、最新或最早的值，或距今天数。'),
  field: rowField('Of the field', '字段', 2.5).nullable().default(null),
});
type Params = z.infer<typeof params>;

const AGG_WORDS: Record<Params['agg'], [string, string]> = {
  count: ['number of', '数量：'], sum: ['total', '合计：'], mean: ['mean', '均值：'], min: ['smallest', '最小：'], max: ['largest', '最大：'], distinct: ['distinct', '去重数：'], last: ['newest', '最新：'], first: ['oldest', '最早：'],
  days_since_last: ['days since the newest of', '距最近一次天数：'], days_since_first: ['days since the oldest of', '距首次天数：'],
};
const FIELDLESS: Params['agg'][] = ['count', 'days_since_last', 'days_since_first'];

function plan(p: Params): FeaturePlan {
  const rows = rowsOf(p.over, p);
  if (p.field === null && !FIELDLESS.includes(p.agg)) throw new AppError({ code: 'PARAMS_INVALID', message: `Expected a field for ${p.agg}, received none.`, fix: 'Name the field to aggregate.' });
  const field = p.field === null ? null : requireField(p.over, p.field);
  if (field && ['sum', 'mean', 'min', 'max'].includes(p.agg) && field.type !== 'number') throw new AppError({ code: 'PARAMS_INVALID', message: `Expected a number for ${p.agg}, received ${field.name}, which is ${field.type}.`, fix: 'Choose a numeric field, or count, distinct, last or first.' });
  switch (p.agg) {
    case 'count': return { measures: { n: flat(rows, 'count', p.field) }, value: ref('n'), type: 'integer' };
    case 'sum': return { measures: { s: flat(rows, 'sum', p.field) }, value: ref('s'), type: 'number' };
    case 'mean': return { measures: { s: flat(rows, 'sum', p.field), n: flat(rows, 'count', p.field) }, value: div(ref('s'), ref('n')), type: 'number' };
    case 'min':
    case 'max': return { measures: { v: flat(rows, p.agg, p.field) }, value: ref('v'), type: 'number' };
    case 'distinct': return { measures: { n: grouped(rows, p.field!, {}, 'count') }, value: ref('n'), type: 'integer' };
    case 'last':
    case 'first': return { measures: { v: flat(rows, p.agg, p.field) }, value: ref('v'), type: field!.type === 'number' ? 'number' : field!.type === 'boolean' ? 'boolean' : 'string' };
    case 'days_since_last': return { measures: { t: flat(rows, 'lastTime', p.field) }, value: inDays(sub(cutoff, ref('t'))), type: 'number' };
    case 'days_since_first': return { measures: { t: flat(rows, 'firstTime', p.field) }, value: inDays(sub(cutoff, ref('t'))), type: 'number' };
  }
}

/** An aggregate over the rows of a window. */
export const windowKind = defineKind<Params>({
  id: 'window',
  title: { en: 'Window', zh: '窗口聚合' },
  description: { en: 'Counts, sums, means, extremes, distinct values, the newest or oldest value, or the days since, over the rows of a window.', zh: '对窗口内的行计数、求和、求均值或极值、去重、取最新或最早的值，或计算距今天数。' },
  params, plan,
  sentence: (p) => joined(words(...AGG_WORDS[p.agg]), ...(p.field === null ? [words(' ', '')] : [words(' ', ''), fieldText(p.field), words(' of ', ' · ')]), rowsText(p), windowText(p)),
  example: { agg: 'count', over: 'order_line', days: 30 },
});
