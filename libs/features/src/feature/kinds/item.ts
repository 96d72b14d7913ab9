import { AppError } from '@bellwether/contracts';
import { z } from 'zod';
import { defineKind } from '../feature-kind';
import { flat, grouped, inner, rowsOf, type FeaturePlan } from '../plan';
import { cutoff, div, inDays, ref, sub } from '../scalar';
import { choice, days, joined, offsetDays, over, rowsText, where, windowText, words } from './params';

const STATS = ['sold', 'revenue', 'days_since_sold', 'days_on_sale', 'buyers', 'rating', 'sentiment', 'return_rate', 'stock', 'list_price'] as const;
const STAT_WORDS: Record<(typeof STATS)[number], [string, string]> = {
  sold: ['units sold', '销量'], revenue: ['revenue', '销售额'], days_since_sold: ['days since last sold', '距上次售出天数'], days_on_sale: ['days since first sold', '上架时长'], buyers: ['buyers', '购买人数'], rating: ['mean rating', '平均评分'], sentiment: ['mean review sentiment', '评价情感'],
  return_rate: ['return rate', '退货率'], stock: ['stock', '库存'], list_price: ['list price', '标价'],
};
const params = z.object({
  stat: choice(STATS, 'sold', 'Of the product', '商品指标', 0, 'Taken of each product over all customers, at the last midnight.', '在上一个午夜，针对每个商品统计全部客户。', STAT_WORDS),
  statDays: z.number().positive().max(3650).nullable().default(90).meta({ title: 'Days back, of the product', titleZh: '商品指标回溯天数', order: 0.5, unit: 'days' }),
  agg: choice(['mean', 'max', 'min'], 'mean', 'Over products', '跨商品聚合', 1),
  over, where, days: days.default(90), offsetDays,
});
type Params = z.infer<typeof params>;

/** A feature of a product, over all who touched it. */
function statPlan(stat: Params['stat'], days: number | null): FeaturePlan {
  const sold = rowsOf('order_line', { days });
  const one = (measure: FeaturePlan['measures'][string], value = ref('v')): FeaturePlan => ({ measures: { v: measure }, value, type: 'number' });
  const reviews = rowsOf('review', { days });
  switch (stat) {
    case 'sold': return one(flat(sold, 'sum', 'quantity'));
    case 'revenue': return one(flat(sold, 'sum', 'amount'));
    case 'days_since_sold': return one(flat(sold, 'lastTime'), inDays(sub(cutoff, ref('v'))));
    case 'days_on_sale': return one(flat(rowsOf('order_line'), 'firstTime'), inDays(sub(cutoff, ref('v'))));
    case 'buyers': return one(grouped(sold, 'customerId', {}, 'count'));
    case 'rating': return { measures: { s: flat(reviews, 'sum', 'rating'), n: flat(reviews, 'count', 'rating') }, value: div(ref('s'), ref('n')), type: 'number' };
    case 'sentiment': return { measures: { s: flat(reviews, 'sum', 'review.sentiment'), n: flat(reviews, 'count', 'review.sentiment') }, value: div(ref('s'), ref('n')), type: 'number' };
    case 'return_rate': return { measures: { back: flat(rowsOf('return', { days }), 'sum', 'quantity'), sold: flat(sold, 'sum', 'quantity') }, value: div(ref('back'), ref('sold')), type: 'number' };
    case 'stock': return one(flat(rowsOf('stock_level'), 'last', 'quantity'));
    case 'list_price': return one(flat(rowsOf('product'), 'last', 'price'));
  }
}

function plan(p: Params): FeaturePlan {
  if (p.over !== 'order_line' && p.over !== 'session_event' && p.over !== 'impression' && p.over !== 'return' && p.over !== 'review') throw new AppError({ code: 'PARAMS_INVALID', message: `Expected rows that name a product, received ${p.over}.`, fix: 'Choose order lines, visit events, impressions, returns or reviews.' });
  const items = { stat: statPlan(p.stat, p.statDays) };
  const measure = grouped(rowsOf(p.over, p), 'productId', p.agg === 'mean' ? { n: inner('count') } : {}, p.agg, { value: ref('stat'), items, ...(p.agg === 'mean' ? { weight: ref('n') } : {}) });
  return { measures: { v: measure }, value: ref('v'), type: 'number' };
}

/** What the products are like that a customer bought or looked at: popular, new, well reviewed, running out. */
export const itemKind = defineKind<Params>({
  id: 'item',
  title: { en: 'Of the products touched', zh: '所触商品的特征' },
  description: { en: 'Popularity, age, rating, return rate or stock of the products that were bought or viewed.', zh: '所购买或浏览商品的热度、上架时长、评分、退货率或库存。' },
  params, plan,
  sentence: (p) => joined(words({ mean: 'mean ', max: 'largest ', min: 'smallest ' }[p.agg], { mean: '平均', max: '最大', min: '最小' }[p.agg]), words(...STAT_WORDS[p.stat]), words(' of the products of ', '（商品）· '), rowsText(p), windowText(p)),
  example: { stat: 'sold', over: 'order_line', days: 90 },
});
