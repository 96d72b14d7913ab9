import { z } from 'zod';
import { defineKind } from '../feature-kind';
import { flat, rowsOf, type FeaturePlan } from '../plan';
import { div, ref } from '../scalar';
import { choice, days, joined, offsetDays, rowsText, where, windowText, words } from './params';

const params = z.object({
  part: choice(['out_share', 'out_count', 'low_share'], 'out_share', 'Part', '指标', 0, 'Share or number of what was seen out of stock, or the share that was running low.', '所见商品中缺货的占比或次数，或低库存占比。'),
  over: z.enum(['session_event', 'impression']).default('session_event').meta({ title: 'Seen in', titleZh: '浏览来源', order: 1, control: 'event-kind' }),
  where, low: z.number().min(0).max(1e6).default(5).meta({ title: 'Low at', titleZh: '低库存阈值', order: 2.5, unit: 'units', visibleIf: { part: 'low_share' } }), days, offsetDays,
});
type Params = z.infer<typeof params>;

function plan(p: Params): FeaturePlan {
  const rows = (where: Params['where']) => rowsOf(p.over, { ...p, where: [...p.where, ...where] });
  const known = flat(rows([{ field: 'stockShown', op: 'known' }]), 'count');
  const out = flat(rows([{ field: 'stockShown', op: 'lte', value: p.part === 'low_share' ? p.low : 0 }]), 'count');
  return p.part === 'out_count' ? { measures: { out }, value: ref('out'), type: 'integer' } : { measures: { out, known }, value: div(ref('out'), ref('known')), type: 'number' };
}

/** What a customer found when they looked: stock as it was known to the shop at that moment. */
export const stockKind = defineKind<Params>({
  id: 'stock',
  title: { en: 'Stock seen', zh: '所见库存' },
  description: { en: 'How often the products that were looked at were out of stock, or nearly, at that moment.', zh: '浏览商品时该商品缺货或低库存的频率。' },
  params, plan,
  sentence: (p) => joined(words({ out_share: 'share seen out of stock of ', out_count: 'number seen out of stock of ', low_share: `share seen at ${p.low} or fewer in stock of ` }[p.part], { out_share: '缺货占比：', out_count: '缺货次数：', low_share: `库存不超过 ${p.low} 的占比：` }[p.part]), rowsText(p), windowText(p)),
  example: { part: 'out_share', days: 90 },
});
