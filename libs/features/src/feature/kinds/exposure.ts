import { z } from 'zod';
import { defineKind } from '../feature-kind';
import { flat, grouped, rowsOf, type FeaturePlan } from '../plan';
import { cutoff, div, inDays, ref, sub } from '../scalar';
import { choice, days, joined, offsetDays, whereOf, windowText, words } from './params';

const PARTS = ['contacts', 'promotions', 'days_since_contact', 'held_out_share', 'cost', 'coupons_a_contact'] as const;
const PART_WORDS: Record<(typeof PARTS)[number], [string, string]> = { contacts: ['promotion contacts', '促销触达次数'], promotions: ['distinct promotions', '促销数'], days_since_contact: ['days since the last promotion contact', '距最近触达天数'], held_out_share: ['share of contacts held out', '保留组占比'], cost: ['cost of contacts', '触达成本'], coupons_a_contact: ['coupon lines a contact', '每次触达的用券行数'] };
const params = z.object({ part: choice(PARTS, 'contacts', 'Part', '指标', 0, 'Contacts, distinct promotions, days since the last contact, share that was held out, cost, or coupon lines a contact.', '触达次数、促销数、距最近触达天数、保留组占比、成本，或每次触达的用券行数。', PART_WORDS), where: whereOf('promotion_exposure'), days, offsetDays });
type Params = z.infer<typeof params>;

function plan(p: Params): FeaturePlan {
  const all = rowsOf('promotion_exposure', p);
  const treated = rowsOf('promotion_exposure', { ...p, where: [...p.where, { field: 'treated', op: 'is', value: true }] });
  switch (p.part) {
    case 'contacts': return { measures: { n: flat(treated, 'count') }, value: ref('n'), type: 'integer' };
    case 'promotions': return { measures: { n: grouped(treated, 'promotionId', {}, 'count') }, value: ref('n'), type: 'integer' };
    case 'days_since_contact': return { measures: { t: flat(treated, 'lastTime') }, value: inDays(sub(cutoff, ref('t'))), type: 'number' };
    case 'held_out_share': return { measures: { treated: flat(treated, 'count'), all: flat(all, 'count') }, value: div(sub(ref('all'), ref('treated')), ref('all')), type: 'number' };
    case 'cost': return { measures: { s: flat(treated, 'sum', 'cost') }, value: ref('s'), type: 'number' };
    case 'coupons_a_contact': return { measures: { coupons: flat(rowsOf('order_line', { days: p.days, offsetDays: p.offsetDays, where: [{ field: 'coupon', op: 'known' }] }), 'count'), n: flat(treated, 'count') }, value: div(ref('coupons'), ref('n')), type: 'number' };
  }
}

/** How a customer was addressed. */
export const exposureKind = defineKind<Params>({
  id: 'exposure',
  title: { en: 'Promotion exposure', zh: '促销触达' },
  description: { en: 'How often a customer was addressed by promotions, when last, at what cost, and how often held out.', zh: '客户被促销触达的次数、最近时间、成本，以及被保留的占比。' },
  params, plan,
  sentence: (p) => joined(words(...PART_WORDS[p.part]), windowText(p)),
  example: { part: 'contacts', days: 90 },
});
