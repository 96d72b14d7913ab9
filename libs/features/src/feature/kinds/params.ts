import { conditionSchema, entityKindSchema, rowFieldSchema, type Condition, type EntityKind, type Localized } from '@bellwether/contracts';
import { conditionsText, fieldWords, KIND_WORDS, spanText } from '@bellwether/declare';
import { z } from 'zod';

/** Parameters that several kinds have, with their words. */
export const over = entityKindSchema.default('order_line').meta({ title: 'Rows of', titleZh: '事件类型', order: 1, control: 'event-kind', description: 'The kind of event that is looked at.', descriptionZh: '所统计的事件类型。' });
export const where = z.array(conditionSchema).max(20).default([]).meta({ title: 'Only rows where', titleZh: '仅统计', order: 2, control: 'conditions', description: 'All must hold. Lines of cancelled orders do not count unless their state is named.', descriptionZh: '须同时满足。除非指定状态，否则不计已取消的订单行。' });
/** For kinds that read rows of one kind only. */
export const whereOf = (kind: EntityKind) => where.meta({ ...where.meta(), rowsOf: kind });
export const days = z.number().positive().max(36500).nullable().default(30).meta({ title: 'Days back', titleZh: '回溯天数', order: 3, unit: 'days', description: 'Length of the window; empty: since ever.', descriptionZh: '窗口长度；留空表示全部历史。' });
export const offsetDays = z.number().min(0).max(3650).default(0).meta({ title: 'Ends days before', titleZh: '结束于若干天前', order: 4, unit: 'days', advanced: true, description: 'The window ends so many days before the cutoff: 7 with a window of 7 is the week before last.', descriptionZh: '窗口在截止点之前若干天结束：窗口 7 天、偏移 7 天即上上周。' });
export const rowField = (title: string, titleZh: string, order: number, value: string | null = null) =>
  (value === null ? rowFieldSchema : rowFieldSchema.default(value)).meta({ title, titleZh, order, control: 'row-field' });
/** Words of choices that several kinds offer. */
const CHOICE_WORDS: Readonly<Record<string, [string, string]>> = {
  count: ['Count', '计数'], sum: ['Sum', '合计'], mean: ['Mean', '均值'], min: ['Smallest', '最小'], max: ['Largest', '最大'], distinct: ['Distinct values', '去重数'], first: ['Oldest value', '最早的值'], last: ['Newest value', '最新的值'],
  days_since_last: ['Days since the newest', '距最近一次天数'], days_since_first: ['Days since the oldest', '距首次天数'], events: ['Events', '行为数'], minutes: ['Minutes', '分钟数'], seconds_an_event: ['Seconds an event', '每个行为的秒数'], rows: ['Rows', '行数'], amount: ['Amount', '金额'], quantity: ['Quantity', '数量'],
  out_share: ['Share out of stock', '缺货占比'], out_count: ['Times out of stock', '缺货次数'], low_share: ['Share running low', '低库存占比'], own: ['Written by the customer', '客户所写'], bought: ['Of what was bought', '所购商品的'], sentiment: ['Sentiment', '情感'], rating: ['Rating', '评分'],
  quality: ['Quality', '质量'], size: ['Size', '尺码'], price: ['Price', '价格'], delivery: ['Delivery', '配送'], looks: ['Looks', '外观'], service: ['Service', '服务'], number: ['Number', '数值'], integer: ['Whole number', '整数'], string: ['Label', '标签'], boolean: ['Yes or no', '是否'],
  view: ['Viewed', '浏览'], search: ['Searched', '搜索'], add_to_cart: ['Added to the cart', '加入购物车'], remove_from_cart: ['Removed from the cart', '移出购物车'], checkout_step: ['Reached the checkout', '进入结算'], error: ['Met an error', '遇到错误'], click: ['Clicked', '点击'],
};
const capital = (text: string): string => text.charAt(0).toUpperCase() + text.slice(1);
const choiceWords = (value: string, own?: Readonly<Record<string, readonly [string, string]>>): readonly [string, string] => own?.[value] ?? CHOICE_WORDS[value] ?? [value.replaceAll('_', ' '), value];
/** One of several; `own` says what each means where the shared words do not. */
export const choice = <const T extends readonly [string, ...string[]]>(values: T, value: T[number], title: string, titleZh: string, order: number, description = '', descriptionZh = '', own?: Readonly<Record<T[number], readonly [string, string]>>) =>
  z.enum(values as unknown as [T[number], ...T[number][]]).default(value as never).meta({
    title, titleZh, order, description, descriptionZh,
    options: Object.fromEntries(values.map((v) => [v, capital(choiceWords(v, own)[0])])), optionsZh: Object.fromEntries(values.map((v) => [v, choiceWords(v, own)[1].replace(/：$/, '')])),
  });
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
