import { conditionSchema } from '@bellwether/contracts';
import { conditionsText } from '@bellwether/declare';
import { z } from 'zod';
import { defineKind } from '../feature-kind';
import { flat, rowsOf, type FeaturePlan } from '../plan';
import { div, ref } from '../scalar';
import { days, fieldText, joined, offsetDays, over, rowField, rowsText, where, windowText, words } from './params';

export const of = z.array(conditionSchema).min(1).max(20).meta({ title: 'Share of rows where', titleZh: '其中满足', order: 2.2, control: 'conditions', description: 'Of the rows above, those for which these hold too.', descriptionZh: '在上述行中，同时满足这些条件的部分。' });
const params = z.object({ over, where, of, days, offsetDays, field: rowField('Weighed by', '权重字段', 2.5).nullable().default(null).meta({ title: 'Weighed by', titleZh: '权重字段', description: 'Empty: rows are counted. A number: its sum.', descriptionZh: '留空按行计数；填数值字段则按其合计。' }) });
type Params = z.infer<typeof params>;

const plan = (p: Params): FeaturePlan => {
  const agg = p.field === null ? 'count' : 'sum';
  return { measures: { part: flat(rowsOf(p.over, { ...p, where: [...p.where, ...p.of] }), agg, p.field), all: flat(rowsOf(p.over, p), agg, p.field) }, value: div(ref('part'), ref('all')), type: 'number' };
};

/** Part of the rows; missing where there are none. */
export const shareKind = defineKind<Params>({
  id: 'share',
  title: { en: 'Share', zh: '占比' },
  description: { en: 'The share of rows, or of a sum, for which more conditions hold.', zh: '满足附加条件的行数或合计所占的比例。' },
  params, plan,
  sentence: (p) => joined(words('share of ', '占比：'), rowsText(p), words(' whose ', '中'), conditionsText(p.of), ...(p.field ? [words(', by ', '，按'), fieldText(p.field)] : []), windowText(p)),
  example: { over: 'order_line', of: [{ field: 'quantity', op: 'gt', value: 1 }], days: 90 },
});
