import type { Condition, Localized } from '@bellwether/contracts';
import { fieldWords } from './words';

type Scalar = string | number | boolean;
const YES: Record<'en' | 'zh', [string, string]> = { en: ['yes', 'no'], zh: ['是', '否'] };

const shown = (value: Scalar, locale: 'en' | 'zh'): string => (typeof value === 'boolean' ? YES[locale][value ? 0 : 1] : typeof value === 'number' ? String(value) : locale === 'en' ? `“${value}”` : `“${value}”`);
const list = (values: readonly Scalar[], locale: 'en' | 'zh'): string => {
  const words = values.slice(0, 4).map((v) => shown(v, locale));
  const more = values.length > 4 ? (locale === 'en' ? ` or ${values.length - 4} more` : `等 ${values.length} 项`) : '';
  return locale === 'en' ? (more ? `${words.join(', ')}${more}` : words.join(' or ')) : `${words.join('、')}${more}`;
};
const EN = { gt: 'over', gte: 'at least', lt: 'under', lte: 'at most' } as const;
const ZH = { gt: '大于', gte: '不小于', lt: '小于', lte: '不大于' } as const;

/** One condition in words: `category within “Grocery”`. */
export function conditionText(condition: Condition): Localized {
  const field = fieldWords(condition.field);
  switch (condition.op) {
    case 'is': return { en: `${field.en} is ${shown(condition.value, 'en')}`, zh: `${field.zh}为${shown(condition.value, 'zh')}` };
    case 'is_not': return { en: `${field.en} is not ${shown(condition.value, 'en')}`, zh: `${field.zh}不为${shown(condition.value, 'zh')}` };
    case 'in': return { en: `${field.en} is ${list(condition.values, 'en')}`, zh: `${field.zh}为${list(condition.values, 'zh')}` };
    case 'not_in': return { en: `${field.en} is none of ${list(condition.values, 'en')}`, zh: `${field.zh}不为${list(condition.values, 'zh')}` };
    case 'within': return { en: `${field.en} within “${condition.value}”`, zh: `${field.zh}属于“${condition.value}”` };
    case 'known': return { en: `${field.en} is known`, zh: `${field.zh}已知` };
    case 'missing': return { en: `${field.en} is missing`, zh: `${field.zh}缺失` };
    default: return { en: `${field.en} ${EN[condition.op]} ${condition.value}`, zh: `${field.zh}${ZH[condition.op]} ${condition.value}` };
  }
}

/** All of them; empty when there is none. */
export function conditionsText(conditions: readonly Condition[]): Localized {
  const words = conditions.map(conditionText);
  return { en: words.map((w) => w.en).join(' and '), zh: words.map((w) => w.zh).join('且') };
}
