import { z } from 'zod';
import { defineKind } from '../feature-kind';
import { grouped, inner, rowsOf, type FeaturePlan, type GroupedMeasure } from '../plan';
import { div, ln, mul, ref, sub } from '../scalar';
import { choice, days, fieldText, joined, offsetDays, over, rowField, rowsText, where, windowText, words } from './params';

const PARTS = ['top', 'top_share', 'breadth', 'entropy'] as const;
const PART_WORDS: Record<(typeof PARTS)[number], [string, string]> = { top: ['favourite', '最偏好的'], top_share: ['share of the favourite', '首选占比：'], breadth: ['number of distinct', '种类数：'], entropy: ['spread over', '分散程度：'] };
const params = z.object({
  part: choice(PARTS, 'top', 'Part', '指标', 0, 'The favourite, its share, how many there are, or how spread out.', '最偏好的值、其占比、种类数或分散程度。', PART_WORDS),
  over, where,
  by: rowField('Of the field', '字段', 2.3, 'product.category'),
  weight: choice(['rows', 'amount', 'quantity'], 'rows', 'Weighed by', '权重', 2.6),
  days: days.default(180), offsetDays,
});
type Params = z.infer<typeof params>;

/** Entropy is ln(all) - sum(w ln w) / all, which needs two sums alone. */
function plan(p: Params): FeaturePlan {
  const rows = rowsOf(p.over, p);
  const weight = { w: p.weight === 'rows' ? inner('count') : inner('sum', p.weight) };
  const over = (outer: GroupedMeasure['outer'], value = ref('w')): GroupedMeasure => grouped(rows, p.by, weight, outer, outer === 'count' ? {} : { value });
  switch (p.part) {
    case 'top': return { measures: { top: over('top') }, value: ref('top'), type: 'string' };
    case 'top_share': return { measures: { most: over('max'), all: over('sum') }, value: div(ref('most'), ref('all')), type: 'number' };
    case 'breadth': return { measures: { n: over('count') }, value: ref('n'), type: 'integer' };
    case 'entropy': return { measures: { all: over('sum'), logs: over('sum', mul(ref('w'), ln(ref('w')))) }, value: sub(ln(ref('all')), div(ref('logs'), ref('all'))), type: 'number' };
  }
}

/** What a customer keeps coming back to. */
export const affinityKind = defineKind<Params>({
  id: 'affinity',
  title: { en: 'Affinity', zh: '偏好' },
  description: { en: 'The favourite category, brand, channel or other label, and how strong the preference is.', zh: '最偏好的类目、品牌、渠道等，以及偏好强度。' },
  params, plan,
  sentence: (p) => joined(words(...PART_WORDS[p.part]), words(' ', ''), fieldText(p.by), words(' of ', ' · '), rowsText(p), ...(p.weight === 'rows' ? [] : [words(`, by ${p.weight}`, `，按${fieldText(p.weight).zh}`)]), windowText(p)),
  example: { part: 'top', over: 'order_line', by: 'product.category', days: 180 },
});
