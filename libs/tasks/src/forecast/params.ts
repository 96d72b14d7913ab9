import { z } from 'zod';
import { LOCAL_METHODS } from './local/local-forecast';

const GROUPS = { model: { group: 'Model', groupZh: '模型' }, data: { group: 'Data', groupZh: '数据' }, trees: { group: 'Trees', groupZh: '树' }, network: { group: 'Network', groupZh: '网络' }, evidence: { group: 'Evidence', groupZh: '评估' } } as const;
type Meta = { group: keyof typeof GROUPS; order: number; title: [string, string]; help: [string, string]; unit?: string; advanced?: boolean; control?: string; visibleIf?: Record<string, string | string[]>; options?: Record<string, [string, string]> };

const describe = <S extends z.ZodType>(schema: S, { group, title, help, options, ...rest }: Meta): S =>
  schema.meta({
    ...GROUPS[group], title: title[0], titleZh: title[1], description: help[0], descriptionZh: help[1], ...rest,
    ...(options === undefined ? {} : { options: Object.fromEntries(Object.entries(options).map(([k, v]) => [k, v[0]])), optionsZh: Object.fromEntries(Object.entries(options).map(([k, v]) => [k, v[1]])) }),
  });

export const FORECAST_MODELS = [...LOCAL_METHODS, 'boosted', 'tide', 'nhits', 'blend'] as const;
export type ForecastModelName = (typeof FORECAST_MODELS)[number];
export const MODEL_TITLES: Record<ForecastModelName, [string, string]> = {
  'seasonal-naive': ['Repeat the last season', '重复上一季'], 'moving-average': ['Moving average', '移动平均'], ets: ['Exponential smoothing', '指数平滑'], theta: ['Theta', 'Theta 法'], croston: ['Croston', 'Croston 法'], sba: ['Croston, unbiased (SBA)', '无偏 Croston（SBA）'],
  tsb: ['TSB', 'TSB 法'], statistical: ['Statistical ensemble', '统计集成'], boosted: ['Boosted trees', '提升树'], tide: ['TiDE', 'TiDE 网络'], nhits: ['N-HiTS', 'N-HiTS 网络'], blend: ['Blend', '混合模型'],
};

const MEMBERS = ['tsb', 'statistical', 'ets', 'boosted', 'tide', 'nhits'] as const;
const TREES = ['boosted', 'blend'];
const NETWORKS = ['tide', 'nhits', 'blend'];

/** All that a forecast run can be told. */
export const forecastParamsSchema = z.object({
  model: describe(z.enum(FORECAST_MODELS).default('blend'), {
    group: 'model', order: 1, title: ['Model', '模型'],
    help: ['Simple methods are the floor; boosted trees and networks learn from all products at once; the blend weighs them by how well they said earlier weeks.', '简单方法是基线；提升树与网络从所有商品中共同学习；混合模型按历史回测表现加权。'],
    options: MODEL_TITLES,
  }),
  members: describe(z.array(z.enum(MEMBERS)).min(1).max(6).default(['tsb', 'statistical', 'boosted', 'tide']), { group: 'model', order: 2, title: ['Members', '成员'], help: ['What the blend may choose from.', '混合模型可选用的成员。'], visibleIf: { model: 'blend' }, options: Object.fromEntries(MEMBERS.map((m) => [m, MODEL_TITLES[m]])) }),
  frequency: describe(z.enum(['day', 'week', 'month']).default('week'), { group: 'data', order: 1, title: ['Step', '时间步'], help: ['Sales are added up by day, week (from Monday) or month.', '销量按日、周（周一起）或月汇总。'], options: { day: ['Day', '日'], week: ['Week', '周'], month: ['Month', '月'] } }),
  horizon: describe(z.number().int().min(1).max(400).default(8), { group: 'data', order: 2, title: ['Horizon', '预测期'], help: ['Steps forecast. The newest so many steps are kept to judge by.', '预测的步数；最新的这些步用于评判。'], unit: 'steps' }),
  knownAhead: describe(z.array(z.string()).max(20).default([]), { group: 'data', order: 3, title: ['Known ahead', '已知未来'], help: ['Number columns that are known before the step comes, such as a planned promotion or price. What is not known at the time must not stand here.', '在该步到来之前就已知的数值列，如计划中的促销或价格。当时未知的列不可放入。'], control: 'columns' }),
  stockColumn: describe(z.string().default(''), { group: 'data', order: 4, title: ['Stock column', '库存列'], help: ['Units on the shelf. A step that ends at zero is cut short: its sales are a lower bound of demand, not a small demand.', '货架库存。以零结束的时间步被截断：其销量只是需求下限，而非低需求。'], control: 'column', advanced: true }),
  holidays: describe(z.string().regex(/^([A-Z]{2})?$/, 'expected two capital letters, such as US, DE or CN, or nothing').default(''), { group: 'data', order: 5, title: ['Holidays of', '节假日国家'], help: ['Country whose public holidays are known ahead, as two letters: US, GB, DE, CN. Empty: none.', '其公共节假日视为已知未来的国家，两位代码：US、GB、DE、CN。留空则不使用。'], advanced: true }),
  hierarchy: describe(z.boolean().default(true), { group: 'model', order: 3, title: ['Reconcile', '层级调和'], help: ['Products are moved as little as their errors allow so that they add up to the forecasts of their categories and of the whole shop.', '在误差允许范围内微调各商品，使其与类目及全店预测加总一致。'] }),
  calibrate: describe(z.boolean().default(true), { group: 'model', order: 4, title: ['Calibrate intervals', '校准区间'], help: ['Levels are moved until earlier outcomes fell under them as often as they should.', '调整分位水平，使历史结果落入的频率与名义一致。'] }),
  protectionSteps: describe(z.number().int().min(1).max(400).default(3), { group: 'data', order: 6, title: ['Lead time and review', '提前期与盘点期'], help: ['Steps until an order placed at the next look would arrive: totals over so many steps are forecast for ordering.', '下次盘点下单到货所需的步数；按此长度预测补货总量。'], unit: 'steps' }),
  totals: describe(z.enum(['auto', 'trees', 'ratios']).default('auto'), { group: 'data', order: 7, title: ['Totals for ordering', '补货总量'], help: ['Learnt as totals by a level of each product and trees on top of it, or from how far totals came from the forecast of steps. Automatic: as totals where there are enough of them.', '直接以总量学习（商品水平加提升树），或由逐步预测的总量偏差推得。自动：总量样本足够时直接学习。'], options: { auto: ['Automatic', '自动'], trees: ['Level and trees', '水平与提升树'], ratios: ['From the steps', '由逐步预测推得'] }, advanced: true }),
  trees: describe(z.number().int().min(5).max(5000).default(300), { group: 'trees', order: 1, title: ['Trees at most', '树的上限'], help: ['Early stopping on the last horizon usually ends before.', '通常会在最后一个预测期上早停。'], visibleIf: { model: TREES } }),
  treeRate: describe(z.number().gt(0).max(1).default(0.05), { group: 'trees', order: 2, title: ['Shrinkage', '收缩率'], help: ['Share of each tree that is added.', '每棵树被加入的比例。'], visibleIf: { model: TREES } }),
  leaves: describe(z.number().int().min(2).max(256).default(15), { group: 'trees', order: 3, title: ['Leaves per tree', '每棵树的叶数'], help: ['How much one tree can tell apart.', '单棵树的区分能力。'], visibleIf: { model: TREES } }),
  rows: describe(z.number().int().min(200).max(5_000_000).default(60_000), { group: 'trees', order: 4, title: ['Questions learnt from', '学习样本数'], help: ['Pairs of an origin and a step ahead, drawn when there are more.', '由起点与提前步组成的样本，超出时随机抽取。'], unit: 'rows', visibleIf: { model: [...TREES, 'tide', 'nhits'] }, advanced: true }),
  hidden: describe(z.number().int().min(4).max(2048).default(128), { group: 'network', order: 1, title: ['Units', '单元数'], help: ['Width of the hidden layers.', '隐藏层宽度。'], visibleIf: { model: NETWORKS } }),
  epochs: describe(z.number().int().min(1).max(1000).default(25), { group: 'network', order: 2, title: ['Epochs at most', '训练轮数上限'], help: ['The best epoch is chosen on the last horizon before the judged one.', '最佳轮次在被评判期之前的一个预测期上选定。'], visibleIf: { model: NETWORKS } }),
  learningRate: describe(z.number().gt(0).max(1).default(0.001), { group: 'network', order: 3, title: ['Learning rate', '学习率'], help: ['Falls to zero along a cosine.', '沿余弦降至零。'], visibleIf: { model: NETWORKS } }),
  dropout: describe(z.number().min(0).max(0.9).default(0.2), { group: 'network', order: 4, title: ['Dropout', '随机失活'], help: ['Share of hidden units left out at each step.', '每步随机失活的隐藏单元比例。'], visibleIf: { model: NETWORKS } }),
  batchSize: describe(z.number().int().min(1).max(65_536).default(256), { group: 'network', order: 5, title: ['Batch size', '批大小'], help: ['Windows behind one step.', '每一步所用的窗口数。'], unit: 'windows', visibleIf: { model: NETWORKS }, advanced: true }),
  bootstrapReplicates: describe(z.number().int().min(0).max(20_000).default(500), { group: 'evidence', order: 1, title: ['Bootstrap replicates', '自助法次数'], help: ['Resamples of products behind each interval.', '区间所用的商品重采样次数。'], advanced: true }),
});
export type ForecastParams = z.infer<typeof forecastParamsSchema>;
