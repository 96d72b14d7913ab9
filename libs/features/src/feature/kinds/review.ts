import { ASPECTS } from '@bellwether/declare';
import { z } from 'zod';
import { defineKind } from '../feature-kind';
import { flat, grouped, inner, rowsOf, type FeaturePlan } from '../plan';
import { div, ref } from '../scalar';
import { choice, days, fieldText, joined, whereOf, windowText, words } from './params';

const params = z.object({
  part: choice(['sentiment', 'rating', 'count', ...ASPECTS], 'sentiment', 'Part', '指标', 0, 'Mean sentiment, -1 to 1, of the whole review or of what it says of an aspect; mean rating; number of reviews.', '整体或某一方面的平均情感（-1 到 1）、平均评分、评价数量。'),
  of: choice(['own', 'bought'], 'own', 'Reviews', '评价范围', 1, 'Written by the customer (or of the product), or by anybody of the products that the customer bought.', '客户自己写的（或该商品的）评价，或其所购商品的全部评价。'),
  where: whereOf('review'), days: days.default(365),
});
type Params = z.infer<typeof params>;
const fieldOf = (part: Params['part']): string => (part === 'rating' ? 'rating' : `review.${part}`);

function plan(p: Params): FeaturePlan {
  const rows = rowsOf('review', p);
  const own: FeaturePlan = p.part === 'count' ? { measures: { n: flat(rows, 'count') }, value: ref('n'), type: 'integer' } : { measures: { s: flat(rows, 'sum', fieldOf(p.part)), n: flat(rows, 'count', fieldOf(p.part)) }, value: div(ref('s'), ref('n')), type: 'number' };
  if (p.of === 'own') return own;
  const bought = grouped(rowsOf('order_line', { days: p.days }), 'productId', { n: inner('count') }, 'mean', { value: ref('stat'), weight: ref('n'), items: { stat: own } });
  return { measures: { v: bought }, value: ref('v'), type: 'number' };
}

/** What is written: sentiment and aspects in English and Chinese, by the lexicon that is kept here (review-score.ts). */
export const reviewKind = defineKind<Params>({
  id: 'review',
  title: { en: 'Reviews', zh: '评价' },
  description: { en: 'Sentiment, aspects and ratings of the reviews that a customer wrote, or of those of the products they bought.', zh: '客户所写评价，或其所购商品评价的情感、方面与评分。' },
  params, plan,
  sentence: (p) => joined(words(p.part === 'count' ? 'number' : 'mean ', p.part === 'count' ? '数量' : '平均'), p.part === 'count' ? '' : fieldText(fieldOf(p.part)), words(p.of === 'own' ? ' of reviews written' : ' of reviews of what was bought', p.of === 'own' ? '：所写评价' : '：所购商品评价'), windowText(p)),
  example: { part: 'sentiment' },
});
