import { z } from 'zod';
import { defineKind } from '../feature-kind';
import { flat, grouped, inner, rowsOf, type FeaturePlan } from '../plan';
import { cutoff, div, inDays, ref, sub } from '../scalar';
import { choice, days, joined, whereOf, windowText, words } from './params';

const PARTS = ['recency', 'frequency', 'monetary', 'tenure', 'recency_share'] as const;
const PART_WORDS: Record<(typeof PARTS)[number], [string, string]> = { recency: ['days since the last order', '距最近订单天数'], frequency: ['number of orders', '订单数'], monetary: ['mean amount of an order', '单均金额'], tenure: ['days since the first order', '距首单天数'], recency_share: ['how late in the tenure the last order came', '最近订单的相对时间'] };
const params = z.object({ part: choice(PARTS, 'recency', 'Part', '指标', 0, 'Days since the last order; orders; mean amount of an order; days since the first order; how late in the tenure the last order came.', '距最近订单天数；订单数；单均金额；距首单天数；最近订单在生命周期中的相对位置。', PART_WORDS), where: whereOf('order_line'), days: days.default(null) });
type Params = z.infer<typeof params>;

function plan(p: Params): FeaturePlan {
  const rows = rowsOf('order_line', p);
  const orders = grouped(rows, 'orderId', {}, 'count');
  const [first, last] = [flat(rows, 'firstTime'), flat(rows, 'lastTime')];
  switch (p.part) {
    case 'recency': return { measures: { last }, value: inDays(sub(cutoff, ref('last'))), type: 'number' };
    case 'tenure': return { measures: { first }, value: inDays(sub(cutoff, ref('first'))), type: 'number' };
    case 'frequency': return { measures: { orders }, value: ref('orders'), type: 'integer' };
    case 'monetary': return { measures: { mean: grouped(rows, 'orderId', { amount: inner('sum', 'amount') }, 'mean', { value: ref('amount') }) }, value: ref('mean'), type: 'number' };
    case 'recency_share': return { measures: { first, last }, value: div(sub(ref('last'), ref('first')), sub(cutoff, ref('first'))), type: 'number' };
  }
}

/** Recency, frequency, monetary value and tenure: what the purchase history of a customer is summed up by. */
export const rfmKind = defineKind<Params>({
  id: 'rfm',
  title: { en: 'Recency, frequency, value', zh: 'RFM' },
  description: { en: 'Recency, frequency and monetary value of orders, and the tenure: the statistics that BG/NBD stands on.', zh: '订单的最近时间、频次与金额以及生命周期：BG/NBD 模型所用的统计量。' },
  params, plan,
  sentence: (p) => joined(words(...PART_WORDS[p.part]), windowText(p)),
  example: { part: 'monetary' },
});
