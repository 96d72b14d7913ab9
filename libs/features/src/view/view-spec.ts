import { z } from 'zod';

/** How columns become numbers. Everything it says is fitted on the training rows alone and kept with the model. */
export const viewSpecSchema = z.object({
  exclude: z.array(z.string()).max(2000).default([]).meta({
    title: 'Leave out columns', titleZh: '排除的列', control: 'columns', order: 1,
    description: 'Columns that the model must not see, for example because they are only known afterwards.',
    descriptionZh: '模型不应看到的列，例如事后才能得知的列。',
  }),
  numericMissing: z.enum(['median', 'mean', 'constant', 'drop-row']).default('median').meta({
    title: 'Missing numbers', titleZh: '缺失的数值', order: 2,
    options: { median: 'Median', mean: 'Mean', constant: 'Constant', 'drop-row': 'Drop the row' }, optionsZh: { median: '中位数', mean: '均值', constant: '常数', 'drop-row': '丢弃该行' },
    description: 'Fill with the training median or mean, with a constant, or drop the row.',
    descriptionZh: '用训练集的中位数或均值填充、用常数填充，或丢弃该行。',
  }),
  numericConstant: z.number().default(0).meta({
    title: 'Constant for missing numbers', titleZh: '缺失数值的填充常数', order: 3, advanced: true, visibleIf: { numericMissing: 'constant' },
    description: 'Written in place of a missing number.', descriptionZh: '用来代替缺失数值的常数。',
  }),
  categoryMissing: z.enum(['unknown', 'most-frequent', 'drop-row']).default('unknown').meta({
    title: 'Missing categories', titleZh: '缺失的类别', order: 4,
    options: { unknown: 'Own level', 'most-frequent': 'Most frequent', 'drop-row': 'Drop the row' }, optionsZh: { unknown: '单独类别', 'most-frequent': '最常见', 'drop-row': '丢弃该行' },
    description: 'Treat as a level of its own, as the most frequent level, or drop the row.',
    descriptionZh: '作为单独的类别、作为最常见的类别，或丢弃该行。',
  }),
  missingFlags: z.boolean().default(true).meta({
    title: 'Flag missing numbers', titleZh: '标记缺失的数值', order: 5,
    description: 'Adds an input that is 1 where a number was missing, for columns that miss some in training.',
    descriptionZh: '为训练集中有缺失的列增加一个输入：缺失时为 1。',
  }),
  encoding: z.enum(['one-hot', 'ordinal']).default('one-hot').meta({
    title: 'Encode categories', titleZh: '类别编码', order: 6,
    options: { 'one-hot': 'One-hot', ordinal: 'Ordinal' }, optionsZh: { 'one-hot': '独热', ordinal: '序号' },
    description: 'One input a level with one more for unknown levels, or a single input with the rank of the level by frequency.',
    descriptionZh: '每个类别一个输入并为未知类别保留一个；或用按频率排序的单个输入。',
  }),
  maxLevels: z.number().int().min(1).max(1000).default(50).meta({
    title: 'Levels kept', titleZh: '保留的类别数', order: 7, advanced: true,
    description: 'The most frequent levels of a category; the rest share the unknown slot.',
    descriptionZh: '保留最常见的类别，其余归入未知类别。',
  }),
  scaling: z.enum(['quantile', 'standard', 'robust', 'none']).default('quantile').meta({
    title: 'Scale numbers', titleZh: '数值缩放', order: 8,
    options: { quantile: 'Quantile', standard: 'Standard', robust: 'Robust', none: 'None' }, optionsZh: { quantile: '分位数', standard: '标准', robust: '稳健', none: '不缩放' },
    description: 'Quantile maps each number to a normal distribution by its rank; standard uses mean and standard deviation; robust uses median and quartiles.',
    descriptionZh: '分位数法按排名映射到正态分布；标准法用均值与标准差；稳健法用中位数与四分位距。',
  }),
});
export type ViewSpec = z.infer<typeof viewSpecSchema>;

/** How one numeric column becomes one input. */
export type NumericScale =
  | { kind: 'none' }
  | { kind: 'affine'; centre: number; scale: number }
  /** values at equal steps of probability, ascending: mapped to the normal distribution */
  | { kind: 'quantile'; knots: number[] };

export type FittedNumeric = { kind: 'numeric'; name: string; type: string; fill: number; flag: boolean; scale: NumericScale; min: number; max: number; median: number };
export type FittedCategory = { kind: 'category'; name: string; type: string; encoding: 'one-hot' | 'ordinal'; /** most frequent first */ levels: string[]; missing: 'unknown' | 'level'; fill: string | null };
export type FittedInput = FittedNumeric | FittedCategory;

/** Plain JSON: what training learned about the columns, and all that serving needs to repeat it. */
export type FittedView = { version: 1; spec: ViewSpec; inputs: FittedInput[]; /** one name an input of the model, in order */ features: string[] };
