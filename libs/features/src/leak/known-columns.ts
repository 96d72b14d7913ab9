import type { Localized } from '@bellwether/contracts';

/** Columns that are known to be written after the outcome, by their name. It explains an alarm; alone it is a hint, not one. */
const KNOWN: readonly { name: RegExp; why: Localized }[] = [
  { name: /^page[ _-]?values?$/i, why: { en: 'A "page value" of web analytics is revenue divided by the page views that led to it: it is computed from the transactions that are to be predicted.', zh: '网站分析中的“页面价值”等于收入除以带来交易的页面浏览量：它正是由待预测的交易计算得出的。' } },
  { name: /^(bounce|exit)[ _-]?rates?$/i, why: { en: 'A bounce or exit rate of web analytics is an average over the whole period of the report, so it also holds sessions that come later.', zh: '网站分析中的跳出率与退出率是整个报告期的平均值，包含之后的会话。' } },
  { name: /(^|[ _-])(refund|charge ?back|returned|cancell?ed|delivered|shipped)([ _-]|$)/i, why: { en: 'Its name says that it is written after an order.', zh: '从名称看，它在下单之后才会写入。' } },
  { name: /^(next|future)[ _-]/i, why: { en: 'Its name says that it lies in the future.', zh: '从名称看，它属于未来。' } },
];

/** @returns why a column of this name is suspect; null: nothing is known against it */
export const knownReason = (column: string): Localized | null => KNOWN.find((k) => k.name.test(column))?.why ?? null;
