import { conditionSchema } from '@bellwether/contracts';
import { conditionsText } from '@bellwether/declare';
import { z } from 'zod';
import { defineKind } from '../feature-kind';
import { grouped, inner, rowsOf, type FeaturePlan } from '../plan';
import { ref } from '../scalar';
import { choice, days, joined, rowsText, strength, where, windowText, words } from './params';

const params = z.object({
  of: z.array(conditionSchema).min(1).max(20).meta({ title: 'Bought together with', titleZh: '同购对象', order: 0, control: 'conditions', rowsOf: 'order_line', description: 'Order lines that count as a companion, for example of a category.', descriptionZh: '视为同购对象的订单行，例如某一类目。' }),
  agg: choice(['mean', 'max'], 'mean', 'Over products', '跨商品聚合', 1),
  over: z.enum(['order_line', 'session_event']).default('order_line').meta({ title: 'Products of', titleZh: '商品来自', order: 1.5, control: 'event-kind' }),
  where, days: days.default(180),
  statDays: z.number().positive().max(3650).nullable().default(180).meta({ title: 'Orders of the last days', titleZh: '统计订单天数', order: 5, unit: 'days' }),
  strength,
});
type Params = z.infer<typeof params>;

function plan(p: Params): FeaturePlan {
  const items = { together: { type: 'together' as const, where: p.of, days: p.statDays, strength: p.strength } };
  const measure = grouped(rowsOf(p.over, p), 'productId', p.agg === 'mean' ? { n: inner('count') } : {}, p.agg, { value: ref('together'), items, ...(p.agg === 'mean' ? { weight: ref('n') } : {}) });
  return { measures: { v: measure }, value: ref('v'), type: 'number' };
}

/** Co-purchase: whether others who buy what this customer touched put something else beside it. */
export const togetherKind = defineKind<Params>({
  id: 'together',
  title: { en: 'Bought together', zh: '同购关联' },
  description: { en: 'How often the products that a customer bought or viewed are ordered together with others that match, over all customers.', zh: '客户所购买或浏览的商品，在全体订单中与指定商品一同购买的频率。' },
  params, plan,
  sentence: (p) => joined(words(p.agg === 'mean' ? 'mean ' : 'largest ', p.agg === 'mean' ? '平均' : '最大'), words('chance that products of ', '同购率：'), rowsText(p), words(' are ordered with ', ' 与 '), conditionsText(p.of), windowText(p)),
  example: { of: [{ field: 'quantity', op: 'gt', value: 1 }], days: 180 },
});
