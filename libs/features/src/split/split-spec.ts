import { z } from 'zod';

const fraction = (value: number, title: string, titleZh: string, order: number) =>
  z.number().min(0.01).max(0.98).default(value).meta({ title, titleZh, order, description: 'Share of the rows.', descriptionZh: '占总行数的比例。', visibleIf: { method: ['time', 'group', 'stratified'] } });

/** Which rows train, which choose (threshold, best epoch) and which are kept for the last word. */
export const splitSpecSchema = z
  .object({
    method: z.enum(['stratified', 'time', 'group', 'hash-fold', 'declared']).default('stratified').meta({
      title: 'Split', titleZh: '划分方式', order: 1,
      options: { stratified: 'Stratified', time: 'By time', group: 'By group', 'hash-fold': 'Hash fold', declared: 'As the task declares' }, optionsZh: { stratified: '分层', time: '按时间', group: '按分组', 'hash-fold': '哈希折', declared: '按任务声明' },
      description: 'Time: the newest rows are tested on, the honest choice where rows have dates. Group: all rows of one customer stay together. Stratified: at random with equal base rates. Hash fold: a fold fixed by the row number, for benchmarks. As declared: the column whose role is split says which rows train, tune and test, as in tables built from a prediction task.',
      descriptionZh: '按时间：用最新的行测试，行有日期时最可信。按分组：同一客户的行不会分开。分层：随机划分并保持正例比例。哈希折：按行号固定划分，用于基准测试。按声明：由角色为“划分”的列指定训练、调优与测试行，适用于由预测任务生成的表。',
    }),
    timeColumn: z.string().default('').meta({ title: 'Time column', titleZh: '时间列', control: 'column', order: 2, visibleIf: { method: 'time' }, description: 'Empty: the column whose role is time.', descriptionZh: '留空则使用角色为“时间”的列。' }),
    groupColumn: z.string().default('').meta({ title: 'Group column', titleZh: '分组列', control: 'column', order: 3, visibleIf: { method: 'group' }, description: 'Empty: the column whose role is id.', descriptionZh: '留空则使用角色为“标识”的列。' }),
    train: fraction(0.7, 'Training share', '训练集比例', 4),
    valid: fraction(0.15, 'Validation share', '验证集比例', 5),
    test: fraction(0.15, 'Test share', '测试集比例', 6),
    folds: z.number().int().min(2).max(20).default(3).meta({ title: 'Folds', titleZh: '折数', order: 7, visibleIf: { method: 'hash-fold' }, description: 'Number of folds.', descriptionZh: '折的数量。' }),
    fold: z.number().int().min(0).max(19).default(0).meta({ title: 'Test fold', titleZh: '测试折', order: 8, visibleIf: { method: 'hash-fold' }, description: 'The fold that is tested on, from 0.', descriptionZh: '用于测试的折，从 0 开始。' }),
    seed: z.number().int().min(0).max(2 ** 31 - 1).default(1).meta({
      title: 'Split seed', titleZh: '划分种子', order: 9, advanced: true,
      description: 'Kept apart from the seed of the run, so that runs of several seeds are measured on the same rows.',
      descriptionZh: '与运行种子分开，使不同种子的运行在相同的行上评估。',
    }),
  })
  .refine((s) => s.method === 'hash-fold' || s.method === 'declared' || Math.abs(s.train + s.valid + s.test - 1) < 1e-6, { path: ['train'], message: 'expected training, validation and test shares that add up to 1' })
  .refine((s) => s.method !== 'hash-fold' || s.fold < s.folds, { path: ['fold'], message: 'expected a test fold below the number of folds' });
export type SplitSpec = z.infer<typeof splitSpecSchema>;
