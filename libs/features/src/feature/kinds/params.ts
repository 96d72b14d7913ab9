import { conditionSchema, entityKindSchema, rowFieldSchema, type Condition, type EntityKind, type Localized } from '@bellwether/contracts';
import { conditionsText, fieldWords, KIND_WORDS, spanText } from '@bellwether/declare';
import { z } from 'zod';

/** Parameters that several kinds have, with their words. */
export const over = entityKindSchema.default('order_line').meta({ title: 'Rows of', titleZh: '事件类型', order: 1, control: 'event-kind', description: 'The kind of event that is looked at.', descriptionZh: '所统计的事件类型。' });
export const where = z.array(conditionSchema).max(20).default([]).meta({ title: 'Only rows where', titleZh: '仅统计', order: 2, control: 'conditions', description: 'All must hold. Lines of cancelled orders do not count unless their state is named.', descriptionZh: '须同时满足。除非指定状态，否则不计已取消的订单行。' });
export const days = z.number().positive().max(36500).nullable().default(30).meta({ title: 'Days back', titleZh: '回溯天数', order: 3, unit: 'days', description: 'Length of the window; empty: since ever.', descriptionZh: '窗口长度；留空表示全部历史。' });
export const offsetDays = z.number().min(0).max(3650).default(0).meta({ title: 'Ends days before', titleZh: '结束于若干天前', order: 4, unit: 'days', advanced: true, description: 'The window ends so many days before the cutoff: 7 with a window of 7 is the week before last.', descriptionZh: '窗口在截止点之前若干天结束：窗口 7 天、偏移 7 天即上上周。' });
export const rowField = (title: string, titleZh: string, order: number, value: string | null = null) =>
  (value === null ? rowFieldSchema : rowFieldSchema.default(value)).meta({ title, titleZh, order, control: 'row-field' });
export const choice = <const T extends readonly [string, ...string[]]>(values: T, value: T[number], title: string, titleZh: string, order: number, description = '', descriptionZh = '') =>
  z.enum(values as unknown as [T[number], ...T[number][]]).default(value as never).meta({ title, titleZh, order, description, descriptionZh });
export const strength = z.number().min(0).max(1e6).default(10).meta({ title: 'Strength of the prior', titleZh: '先验强度', order: 8, advanced: true, unit: 'rows', description: 'How many rows the prior counts for.', descriptionZh: '先验相当于多少行数据。' });

export type Rowed = { over: EntityKind; where: Condition[]; days: number | null; offsetDays?: number };

/** `order lines with channel is “web”` */
export function rowsText(rows: Pick<Rowed, 'over' | 'where'>): Localized {
  const [kind, conditions] = [KIND_WORDS[rows.over].many, conditionsText(rows.where)];
  return conditions.en === '' ? kind : { en: `${kind.en} with ${conditions.en}`, zh: `${conditions.zh}的${kind.zh}` };
}

/** `, last 30 days`; `, days 8 to 14 before` */
export function windowText(rows: Pick<Rowed, 'days' | 'offsetDays'>): Localized {
  const offset = rows.offsetDays ?? 0;
  if (rows.days === null) return offset === 0 ? { en: ', since ever', zh: '，全部历史' } : { en: `, until ${spanText(offset, 'en')} before`, zh: `，截至 ${spanText(offset, 'zh')}前` };
  if (offset === 0) return { en: `, last ${spanText(rows.days, 'en')}`, zh: `，近 ${spanText(rows.days, 'zh')}` };
  return { en: `, ${spanText(rows.days, 'en')} that ended ${spanText(offset, 'en')} before`, zh: `，${spanText(offset, 'zh')}之前的 ${spanText(rows.days, 'zh')}` };
}

export const joined = (...parts: (Localized | string)[]): Localized => ({ en: parts.map((p) => (typeof p === 'string' ? p : p.en)).join(''), zh: parts.map((p) => (typeof p === 'string' ? p : p.zh)).join('') });
export const words = (en: string, zh: string): Localized => ({ en, zh });
export const fieldText = (field: string): Localized => fieldWords(field);
