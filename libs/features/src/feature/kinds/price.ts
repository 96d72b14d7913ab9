import { z } from 'zod';
import { defineKind } from '../feature-kind';
import { flat, rowsOf, type FeaturePlan } from '../plan';
import { add, div, ref } from '../scalar';
import { choice, days, joined, offsetDays, whereOf, windowText, words } from './params';

const PARTS = ['discount_share', 'discounted_lines', 'coupon_lines', 'price_level', 'mean_price', 'highest_price', 'deepest_discount'] as const;
const PART_WORDS: Record<(typeof PARTS)[number], [string, string]> = { discount_share: ['discount as a share of the gross amount', '折扣额占原价比例'], discounted_lines: ['share of lines bought at a discount', '打折行占比'], coupon_lines: ['share of lines bought with a coupon', '用券行占比'], price_level: ['mean price paid against list price', '平均成交价与标价之比'], mean_price: ['mean unit price', '平均单价'], highest_price: ['highest unit price', '最高单价'], deepest_discount: ['deepest discount', '最大折扣率'] };
const params = z.object({ part: choice(PARTS, 'discount_share', 'Part', '指标', 0, 'Discount share of what was paid; share of lines bought at a discount or with a coupon; price paid against list price; mean and highest unit price; deepest discount.', '折扣占比；打折行或用券行占比；成交价与标价之比；平均与最高单价；最大折扣率。', PART_WORDS), where: whereOf('order_line'), days, offsetDays });
type Params = z.infer<typeof params>;

function plan(p: Params): FeaturePlan {
  const rows = rowsOf('order_line', p);
  const where = (...more: typeof p.where) => rowsOf('order_line', { ...p, where: [...p.where, ...more] });
  const share = (part: ReturnType<typeof where>): FeaturePlan => ({ measures: { part: flat(part, 'count'), all: flat(rows, 'count') }, value: div(ref('part'), ref('all')), type: 'number' });
  const mean = (field: string): FeaturePlan => ({ measures: { s: flat(rows, 'sum', field), n: flat(rows, 'count', field) }, value: div(ref('s'), ref('n')), type: 'number' });
  switch (p.part) {
    case 'discount_share': return { measures: { off: flat(rows, 'sum', 'discount'), net: flat(rows, 'sum', 'amount') }, value: div(ref('off'), add(ref('off'), ref('net'))), type: 'number' };
    case 'discounted_lines': return share(where({ field: 'discount', op: 'gt', value: 0 }));
    case 'coupon_lines': return share(where({ field: 'coupon', op: 'known' }));
    case 'price_level': return mean('priceLevel');
    case 'mean_price': return mean('unitPrice');
    case 'highest_price': return { measures: { v: flat(rows, 'max', 'unitPrice') }, value: ref('v'), type: 'number' };
    case 'deepest_discount': return { measures: { v: flat(rows, 'max', 'discountShare') }, value: ref('v'), type: 'number' };
  }
}

/** How a customer answers to prices. */
export const priceKind = defineKind<Params>({
  id: 'price',
  title: { en: 'Price and discount', zh: '价格与折扣' },
  description: { en: 'How much was bought at a discount, and at what price level.', zh: '打折购买的程度与成交价格水平。' },
  params, plan,
  sentence: (p) => joined(words(...PART_WORDS[p.part]), windowText(p)),
  example: { part: 'discount_share', days: 180 },
});
