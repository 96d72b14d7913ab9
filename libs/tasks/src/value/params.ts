import { splitSpecSchema, viewSpecSchema } from '@bellwether/features';
import { z } from 'zod';
import { describeParams } from '../param-meta';

const GROUPS = {
  model: { group: 'Model', groupZh: '模型' },
  trees: { group: 'Trees', groupZh: '树' },
  training: { group: 'Network', groupZh: '神经网络' },
  data: { group: 'Data', groupZh: '数据' },
  evidence: { group: 'Evidence', groupZh: '评估' },
} as const;
const describe = describeParams(GROUPS);

const model = {
  model: describe(z.enum(['constant', 'rate', 'gamma-poisson', 'glm', 'gbdt', 'mlp', 'blend']).default('gbdt'), {
    group: 'model', order: 1, title: ['Model', '模型'],
    help: ['The mean, the past rate and the linear model are what the others must beat, and stand beside every run. Boosted trees are the usual champion on tables; the MLP is a neural network; a blend weighs several of them on the rows that choose.', '均值、历史速率与线性模型是其他模型必须超越的基线，会在每次运行中一并列出。提升树通常是表格数据上的冠军；MLP 为神经网络；混合模型在验证行上为多个模型加权。'],
    options: { constant: ['Mean', '均值'], rate: ['Past rate', '历史速率'], 'gamma-poisson': ['Gamma-Poisson', '伽马-泊松'], glm: ['Linear (GLM, elastic net)', '线性模型（GLM，弹性网）'], gbdt: ['Boosted trees', '提升树'], mlp: ['Neural network (MLP)', '神经网络（MLP）'], blend: ['Blend', '混合模型'] },
  }),
  loss: describe(z.enum(['auto', 'tweedie', 'poisson', 'squared']).default('auto'), {
    group: 'model', order: 2, title: ['Distribution', '分布'], help: ['What trees and the linear model take the target to be. Automatic: Tweedie, or squared error where values lie below zero. Poisson suits counts, Tweedie amounts with many zeros.', '提升树与线性模型对目标所假设的分布。自动：使用 Tweedie；若存在负值则使用平方误差。泊松适合计数，Tweedie 适合含大量零的金额。'],
    visibleIf: { model: ['gbdt', 'glm'] }, options: { auto: ['Automatic', '自动'], tweedie: ['Tweedie', 'Tweedie'], poisson: ['Poisson', '泊松'], squared: ['Squared error', '平方误差'] },
  }),
  tweediePower: describe(z.number().min(1.05).max(1.95).default(1.5), { group: 'model', order: 3, title: ['Tweedie power', 'Tweedie 幂'], help: ['Near 1 the target is like a count, near 2 like an amount.', '接近 1 时目标近似计数，接近 2 时近似金额。'], search: { low: 1.1, high: 1.9 }, visibleIf: { model: ['gbdt', 'glm'], loss: ['auto', 'tweedie'] } }),
  history: describe(z.string().max(200).default(''), { group: 'model', order: 4, title: ['Past of the target', '目标的历史列'], help: ['The column that counts the same thing over the past, for the past rate and the gamma-Poisson. Empty: the one that foretells the training rows best.', '统计过去同一量的列，用于历史速率与伽马-泊松模型。留空则选择对训练行预测最好的列。'], search: false, advanced: true }),
  l1Share: describe(z.number().min(0).max(1).default(0.5), { group: 'model', order: 5, title: ['L1 share', 'L1 占比'], help: ['1 leaves inputs out, 0 only shrinks them.', '1 会剔除输入，0 仅收缩系数。'], search: { low: 0, high: 1 }, advanced: true, visibleIf: { model: 'glm' } }),
  refit: describe(z.boolean().default(true), { group: 'model', order: 6, title: ['Train once more', '最终再训练'], help: ['With what the choosing rows have chosen, train again on them too: they are the newest. Networks are not.', '以验证行选定的设置，连同验证行（最新的数据）再训练一次。神经网络除外。'] }),
  keepTotal: describe(z.boolean().default(false), { group: 'model', order: 7, title: ['Keep the total', '校正总量'], help: ['Scales predictions so that their total is right on the rows that choose: the newest, in a split by time.', '缩放预测值，使其总量在验证行（按时间划分时为最新的行）上准确。'] }),
};

const trees = {
  trees: describe(z.number().int().min(1).max(20_000).default(600), { group: 'trees', order: 1, title: ['Trees at most', '树的上限'], help: ['Early stopping usually ends before.', '通常会提前停止。'], visibleIf: { model: 'gbdt' } }),
  treeRate: describe(z.number().gt(0).max(1).default(0.04), { group: 'trees', order: 2, title: ['Shrinkage', '收缩率'], help: ['Share of each tree that is added. Smaller needs more trees and is usually better.', '每棵树被加入的比例。越小需要的树越多，通常效果更好。'], search: { low: 0.01, high: 0.3, log: true, first: true }, visibleIf: { model: 'gbdt' } }),
  leaves: describe(z.number().int().min(2).max(1024).default(12), { group: 'trees', order: 3, title: ['Leaves per tree', '每棵树的叶数'], help: ['How much one tree can tell apart.', '单棵树的区分能力。'], search: { low: 4, high: 64, log: true, first: true }, visibleIf: { model: 'gbdt' } }),
  minLeafRows: describe(z.number().int().min(1).max(100_000).default(50), { group: 'trees', order: 4, title: ['Rows per leaf at least', '每叶最少行数'], help: ['Smaller leaves learn noise.', '叶子过小会学到噪声。'], unit: 'rows', search: { low: 10, high: 300, log: true, first: true }, visibleIf: { model: 'gbdt' } }),
  rowShare: describe(z.number().gt(0).max(1).default(0.75), { group: 'trees', order: 5, title: ['Rows per tree', '每棵树的行比例'], help: ['Share of the rows drawn for each tree.', '每棵树随机抽取的行比例。'], visibleIf: { model: 'gbdt' } }),
  columnShare: describe(z.number().gt(0).max(1).default(0.5), { group: 'trees', order: 6, title: ['Columns per tree', '每棵树的列比例'], help: ['Share of the columns drawn for each tree.', '每棵树随机抽取的列比例。'], visibleIf: { model: 'gbdt' } }),
  lambda: describe(z.number().min(0).max(1000).default(1), { group: 'trees', order: 7, title: ['Leaf penalty', '叶惩罚'], help: ['Pulls leaf values towards zero (L2).', '将叶值拉向零（L2）。'], visibleIf: { model: 'gbdt' } }),
  treePatience: describe(z.number().int().min(0).max(20_000).default(60), { group: 'trees', order: 8, title: ['Early stopping patience', '早停耐心'], help: ['Stop after so many trees without a lower validation loss. 0: never.', '验证损失连续多少棵树无下降即停止。0 表示从不。'], unit: 'trees', visibleIf: { model: 'gbdt' } }),
};

const network = {
  layers: describe(z.number().int().min(1).max(8).default(2), { group: 'training', order: 1, title: ['Hidden layers', '隐藏层数'], help: ['Layers between the inputs and the output.', '输入与输出之间的层数。'], search: { low: 1, high: 4, first: true }, visibleIf: { model: 'mlp' } }),
  units: describe(z.number().int().min(1).max(4096).default(64), { group: 'training', order: 2, title: ['Units per layer', '每层单元数'], help: ['Width of every hidden layer.', '每个隐藏层的宽度。'], search: { low: 16, high: 256, log: true, first: true }, visibleIf: { model: 'mlp' } }),
  activation: describe(z.enum(['relu', 'tanh', 'sigmoid']).default('relu'), { group: 'training', order: 3, title: ['Activation', '激活函数'], help: ['What a hidden unit does with its sum.', '隐藏单元对加权和所做的变换。'], visibleIf: { model: 'mlp' }, options: { relu: ['ReLU', 'ReLU'], tanh: ['tanh', 'tanh'], sigmoid: ['Sigmoid', 'Sigmoid'] } }),
  networkLoss: describe(z.enum(['mse', 'tweedie']).default('mse'), { group: 'training', order: 4, title: ['Loss', '损失函数'], help: ['Mean squared error, or the Tweedie deviance of an exponential output.', '均方误差，或指数输出的 Tweedie 偏差。'], visibleIf: { model: 'mlp' }, options: { mse: ['Mean squared error (MSE)', '均方误差（MSE）'], tweedie: ['Tweedie', 'Tweedie'] } }),
  dropout: describe(z.number().min(0).max(0.9).default(0.2), { group: 'training', order: 5, title: ['Dropout', '随机失活'], help: ['Share of hidden units left out of each training step, against overfitting.', '每个训练步随机忽略的隐藏单元比例，用于防止过拟合。'], search: { low: 0, high: 0.5, first: true }, visibleIf: { model: 'mlp' } }),
  optimizer: describe(z.enum(['sgd', 'momentum', 'rmsprop', 'adam', 'adamw']).default('adamw'), { group: 'training', order: 6, title: ['Optimiser', '优化器'], help: ['How gradients become steps.', '梯度如何转化为更新步。'], visibleIf: { model: 'mlp' }, options: { sgd: ['SGD', 'SGD'], momentum: ['Momentum', '动量'], rmsprop: ['RMSprop', 'RMSprop'], adam: ['Adam', 'Adam'], adamw: ['AdamW', 'AdamW'] } }),
  learningRate: describe(z.number().gt(0).max(10).default(0.002), { group: 'training', order: 7, title: ['Learning rate', '学习率'], help: ['Size of a step at the start; it falls along a cosine.', '起始步长，随余弦下降。'], search: { low: 0.0003, high: 0.03, log: true, first: true }, visibleIf: { model: 'mlp' } }),
  epochs: describe(z.number().int().min(1).max(10_000).default(60), { group: 'training', order: 8, title: ['Epochs', '训练轮数'], help: ['Passes over the training rows, at most.', '遍历训练数据的最大次数。'], visibleIf: { model: 'mlp' } }),
  batchSize: describe(z.number().int().min(1).max(65_536).default(256), { group: 'training', order: 9, title: ['Batch size', '批大小'], help: ['Rows behind one step.', '每一步所用的行数。'], unit: 'rows', visibleIf: { model: 'mlp' } }),
  patience: describe(z.number().int().min(0).max(10_000).default(12), { group: 'training', order: 10, title: ['Early stopping patience', '早停耐心'], help: ['Stop after so many epochs without a lower validation loss, and keep the best. 0: never.', '验证损失连续多少轮无下降即停止，并保留最佳结果。0 表示从不。'], unit: 'epochs', visibleIf: { model: 'mlp' } }),
};

const evidence = {
  baselines: describe(z.boolean().default(true), { group: 'evidence', order: 0, title: ['Baselines beside', '并列基线'], help: ['Trains the mean, the past rate and a linear model as well, to be measured on the same rows.', '同时训练均值、历史速率与线性模型，并在相同的行上评估。'], search: false, advanced: true }),
  bootstrapReplicates: describe(z.number().int().min(0).max(20_000).default(500), { group: 'evidence', order: 1, title: ['Bootstrap replicates', '自助法次数'], help: ['Resamples behind each interval. 0: no intervals.', '每个区间所用的重采样次数。0 表示不计算区间。'], search: false, advanced: true }),
  importanceRepeats: describe(z.number().int().min(0).max(50).default(3), { group: 'evidence', order: 2, title: ['Importance repeats', '重要性重复次数'], help: ['Shuffles of each column on held-out rows. 0: no importance.', '在留出数据上打乱每列的次数。0 表示不计算重要性。'], search: false, advanced: true }),
  checkpointSeconds: describe(z.number().min(0).max(3600).default(2), { group: 'evidence', order: 3, title: ['Checkpoint every', '检查点间隔'], help: ['A killed run loses at most this much.', '运行被终止时最多丢失的时间。'], unit: 's', search: false, advanced: true }),
};

const nested = (group: keyof typeof GROUPS, order: number, title: [string, string], help: [string, string]) => ({ ...GROUPS[group], order, title: title[0], titleZh: title[1], description: help[0], descriptionZh: help[1] });

/** All that a run can be told. */
export const valueParamsSchema = z.object({
  ...model, ...trees, ...network,
  view: viewSpecSchema.prefault({}).meta(nested('data', 1, ['Columns to inputs', '列到输入'], ['Cleaning, encoding and scaling, fitted on the training rows alone.', '清洗、编码与缩放，仅在训练集上拟合。'])),
  split: splitSpecSchema.prefault({}).meta({ ...nested('data', 2, ['Split', '划分'], ['Which rows train, which choose and which judge.', '哪些行用于训练、选择与评判。']), search: false }),
  ...evidence,
});
export type ValueParams = z.infer<typeof valueParamsSchema>;
