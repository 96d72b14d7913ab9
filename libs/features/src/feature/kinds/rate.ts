import { conditionsText } from '@bellwether/declare';
import { z } from 'zod';
import { defineKind } from '../feature-kind';
import { flat, rowsOf, type FeaturePlan, type ShopMeasure } from '../plan';
import { add, constant, div, mul, or, ref, type Scalar } from '../scalar';
import { days, joined, offsetDays, over, rowsText, strength, where, windowText, words } from './params';
import { of } from './share';

const params = z.object({
  over, where, of, days, offsetDays, strength,
  prior: z.number().min(0).max(1).nullable().default(null).meta({ title: 'Prior', titleZh: '先验比率', order: 7, advanced: true, description: 'Empty: the shop’s own rate at the last midnight.', descriptionZh: '留空：采用店铺在上一个午夜的总体比率。' }),
});
type Params = z.infer<typeof params>;

/** (part + strength x prior) / (all + strength). */
function plan(p: Params): FeaturePlan {
  const part = flat(rowsOf(p.over, { ...p, where: [...p.where, ...p.of] }), 'count');
  const all = flat(rowsOf(p.over, p), 'count');
  const shop = (measure: typeof part): ShopMeasure => ({ type: 'shop', measure });
  const prior: Scalar = p.prior === null ? or(div(ref('shopPart'), ref('shopAll')), constant(0)) : constant(p.prior);
  return {
    measures: { part, all, ...(p.prior === null ? { shopPart: shop(part), shopAll: shop(all) } : {}) },
    value: div(add(ref('part'), mul(constant(p.strength), prior)), add(ref('all'), constant(p.strength))), type: 'number',
  };
}

/** A share that few rows do not carry away: drawn towards the shop's own. */
export const rateKind = defineKind<Params>({
  id: 'rate',
  title: { en: 'Smoothed rate', zh: '平滑比率' },
  description: { en: 'A share drawn towards the shop’s own rate, the more the fewer rows there are.', zh: '向店铺总体比率收缩的占比；行数越少，收缩越强。' },
  params, plan,
  sentence: (p) => joined(words('smoothed rate of ', '平滑比率：'), rowsText(p), words(' whose ', '中'), conditionsText(p.of), windowText(p)),
  example: { over: 'order_line', of: [{ field: 'quantity', op: 'gt', value: 1 }], days: 90, strength: 5 },
});
