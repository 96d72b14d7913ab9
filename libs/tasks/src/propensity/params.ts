import { splitSpecSchema, viewSpecSchema } from '@bellwether/features';
import { z } from 'zod';
import { describeParams } from '../param-meta';

const NETWORK = ['logistic', 'mlp'];
const RECIPES = ['realmlp', 'tabm'];
const SINGLE = [...NETWORK, 'gbdt', ...RECIPES];

const GROUPS = {
  model: { group: 'Model', groupZh: '模型' },
  ensemble: { group: 'Ensemble', groupZh: '集成' },
  training: { group: 'Training', groupZh: '训练' },
  trees: { group: 'Trees', groupZh: '树' },
  data: { group: 'Data', groupZh: '数据' },
  evidence: { group: 'Evidence', groupZh: '评估' },
} as const;

const describe = describeParams(GROUPS);

const model = {
  model: describe(z.enum(['logistic', 'mlp', 'gbdt', 'realmlp', 'tabm', 'blend']).default('mlp'), { group: 'model', order: 1, title: ['Model', '模型'], help: ['Logistic regression is the floor that the others must beat; the MLP is a neural network; boosted trees are the usual champion on tables; RealMLP and TabM are stronger networks with recipes of their own; a blend averages several of them.', '逻辑回归是其他模型必须超越的基线；MLP 为神经网络；提升树通常是表格数据上的冠军；RealMLP 与 TabM 是自带训练配方的更强网络；混合模型对多个模型取平均。'], options: { logistic: ['Logistic regression', '逻辑回归'], mlp: ['Neural network (MLP)', '神经网络（MLP）'], gbdt: ['Boosted trees', '提升树'], realmlp: ['RealMLP', 'RealMLP'], tabm: ['TabM', 'TabM'], blend: ['Blend', '混合模型'] } }),
  profile: describe(z.enum(['fast', 'best']).default('fast'), { group: 'model', order: 2, title: ['Profile', '档位'], help: ['Fast: bagged boosted trees and one network, a minute or so. Best: more kinds, more seeds, several times the cost.', '快速：袋装提升树与一个网络，约一分钟。最佳：更多模型与种子，成本数倍。'], visibleIf: { model: 'blend' }, options: { fast: ['Fast', '快速'], best: ['Best', '最佳'] } }),
  layers: describe(z.number().int().min(1).max(8).default(2), { group: 'model', order: 3, title: ['Hidden layers', '隐藏层数'], help: ['Layers between the inputs and the output.', '输入与输出之间的层数。'], search: { low: 1, high: 4, first: true }, visibleIf: { model: 'mlp' } }),
  units: describe(z.number().int().min(1).max(4096).default(64), { group: 'model', order: 4, title: ['Units per layer', '每层单元数'], help: ['Width of every hidden layer.', '每个隐藏层的宽度。'], search: { low: 16, high: 256, log: true, first: true }, visibleIf: { model: 'mlp' } }),
  activation: describe(z.enum(['relu', 'tanh', 'sigmoid']).default('relu'), { group: 'model', order: 5, title: ['Activation', '激活函数'], help: ['What a hidden unit does with its sum.', '隐藏单元对加权和所做的变换。'], visibleIf: { model: 'mlp' }, options: { relu: ['ReLU', 'ReLU'], tanh: ['tanh', 'tanh'], sigmoid: ['Sigmoid', 'Sigmoid'] } }),
  dropout: describe(z.number().min(0).max(0.9).default(0.2), { group: 'model', order: 6, title: ['Dropout', '随机失活'], help: ['Share of hidden units left out of each training step, against overfitting.', '每个训练步随机忽略的隐藏单元比例，用于防止过拟合。'], search: { low: 0, high: 0.5, first: true }, visibleIf: { model: 'mlp' } }),
};

const training = {
  loss: describe(z.enum(['cross-entropy', 'mse']).default('cross-entropy'), { group: 'training', order: 1, title: ['Loss', '损失函数'], help: ['Cross-entropy gives honest probabilities; squared error punishes confident mistakes less.', '交叉熵给出可信的概率；均方误差对自信的错误惩罚较轻。'], visibleIf: { model: NETWORK }, options: { 'cross-entropy': ['Cross-entropy', '交叉熵'], mse: ['Squared error', '均方误差'] } }),
  optimizer: describe(z.enum(['sgd', 'momentum', 'nesterov', 'rmsprop', 'adam', 'adamw']).default('adamw'), { group: 'training', order: 2, title: ['Optimiser', '优化器'], help: ['How gradients become steps. AdamW is Adam with weight decay kept apart from the gradient.', '梯度如何转化为更新步。AdamW 将权重衰减与梯度分离。'], visibleIf: { model: NETWORK }, options: { sgd: ['SGD', 'SGD'], momentum: ['Momentum', '动量'], nesterov: ['Nesterov', 'Nesterov 动量'], rmsprop: ['RMSprop', 'RMSprop'], adam: ['Adam', 'Adam'], adamw: ['AdamW', 'AdamW'] } }),
  learningRate: describe(z.number().gt(0).max(10).default(0.002), { group: 'training', order: 3, title: ['Learning rate', '学习率'], help: ['Size of a step at the start. Too large diverges, too small never arrives.', '起始步长。过大会发散，过小则难以收敛。'], search: { low: 0.0003, high: 0.03, log: true, first: true }, visibleIf: { model: NETWORK } }),
  schedule: describe(z.enum(['fixed', 'step', 'exponential', 'cosine', 'one-cycle', 'coslog4', 'flat-cos', 'plateau']).default('cosine'), { group: 'training', order: 4, title: ['Rate schedule', '学习率调度'], help: ['How the learning rate moves over the training. Plateau: it is cut when the validation loss stands still.', '学习率在训练过程中的变化方式。“平台期”：验证损失停滞时降低学习率。'], visibleIf: { model: NETWORK }, options: { fixed: ['Fixed', '固定'], step: ['Step', '阶梯'], exponential: ['Exponential', '指数'], cosine: ['Cosine', '余弦'], 'one-cycle': ['One cycle', '单周期'], coslog4: ['Four growing cosines', '四段渐长余弦'], 'flat-cos': ['Flat, then cosine', '先平后余弦'], plateau: ['On plateau', '平台期降低'] } }),
  scheduleEvery: describe(z.number().int().min(1).max(10_000).default(20), { group: 'training', order: 5, title: ['Step every', '每隔'], help: ['Epochs between two cuts of the rate; on plateau, epochs without a better loss before one.', '两次降低学习率之间的轮数；平台期模式下为无改善的轮数。'], unit: 'epochs', visibleIf: { model: NETWORK, schedule: ['step', 'plateau'] } }),
  scheduleFactor: describe(z.number().gt(0).max(1).default(0.5), { group: 'training', order: 6, title: ['Rate factor', '学习率系数'], help: ['The rate is multiplied by this at each cut, or each epoch when exponential.', '每次（指数调度为每轮）将学习率乘以该系数。'], visibleIf: { model: NETWORK, schedule: ['step', 'exponential', 'plateau'] } }),
  warmup: describe(z.number().min(0).max(0.5).default(0), { group: 'training', order: 6.5, title: ['Warm-up', '预热'], help: ['Share of the training over which the rate rises from near zero.', '学习率从接近零上升所占的训练比例。'], advanced: true, visibleIf: { model: NETWORK } }),
  clipNorm: describe(z.number().min(0).max(1000).default(0), { group: 'training', order: 15.5, title: ['Clip gradients at', '梯度裁剪上限'], help: ['A longer gradient is shortened to this, against steps that throw the weights away. 0: never.', '超过该长度的梯度会被缩短，以防权重被一步毁掉。0 表示从不。'], advanced: true, visibleIf: { model: NETWORK } }),
  averageDecay: describe(z.number().min(0).max(0.9999).default(0), { group: 'training', order: 15.6, title: ['Average weights', '权重滑动平均'], help: ['Share of the moving average kept at each step; predictions then use the average. 0: off.', '每步保留的滑动平均比例；预测使用平均权重。0 表示关闭。'], advanced: true, visibleIf: { model: NETWORK } }),
  momentum: describe(z.number().min(0).max(0.999).default(0.9), { group: 'training', order: 7, title: ['Momentum', '动量'], help: ['Share of the last step carried into the next.', '上一步更新带入下一步的比例。'], advanced: true, visibleIf: { model: NETWORK, optimizer: ['momentum', 'nesterov'] } }),
  epochs: describe(z.number().int().min(1).max(10_000).default(80), { group: 'training', order: 8, title: ['Epochs', '训练轮数'], help: ['Passes over the training rows, at most.', '遍历训练数据的最大次数。'], visibleIf: { model: NETWORK } }),
  batchSize: describe(z.number().int().min(1).max(65_536).default(256), { group: 'training', order: 9, title: ['Batch size', '批大小'], help: ['Rows behind one step.', '每一步所用的行数。'], unit: 'rows', visibleIf: { model: NETWORK } }),
  patience: describe(z.number().int().min(0).max(10_000).default(20), { group: 'training', order: 10, title: ['Early stopping patience', '早停耐心'], help: ['Stop after so many epochs (or trees) without a better validation result, and keep the best. 0: run to the end, and still keep the best epoch.', '验证结果连续多少轮（或棵树）无改善即停止，并保留最佳结果。0 表示运行到底，仍保留最佳轮次。'], unit: 'epochs', visibleIf: { model: NETWORK } }),
  stopOn: describe(z.enum(['log_loss', 'auc']).default('log_loss'), { group: 'training', order: 11, title: ['Best epoch by', '最佳轮次依据'], help: ['The validation metric that chooses the epoch.', '用于选择轮次的验证指标。'], visibleIf: { model: NETWORK }, options: { log_loss: ['Log-loss', '对数损失'], auc: ['AUC', 'AUC'] } }),
  recipeEpochs: describe(z.number().int().min(1).max(1000).default(256), { group: 'training', order: 1, title: ['Epochs at most', '训练轮数上限'], help: ['RealMLP is meant to run 256; TabM stops early by itself. Rates, batches and regularisation follow the recipe.', 'RealMLP 默认运行 256 轮；TabM 会自行早停。学习率、批大小与正则化遵循配方。'], visibleIf: { model: RECIPES } }),
  l2: describe(z.number().min(0).max(10).default(0), { group: 'training', order: 12, title: ['L2 penalty', 'L2 惩罚'], help: ['Pulls weights towards zero through the loss.', '通过损失函数将权重拉向零。'], visibleIf: { model: NETWORK } }),
  weightDecay: describe(z.number().min(0).max(10).default(0.01), { group: 'training', order: 13, title: ['Weight decay', '权重衰减'], help: ['Shrinks weights at each step, apart from the gradient.', '每步独立于梯度地缩小权重。'], visibleIf: { model: NETWORK, optimizer: 'adamw' } }),
  classWeights: describe(z.enum(['none', 'balanced', 'custom']).default('none'), { group: 'training', order: 14, title: ['Class weights', '类别权重'], help: ['Balanced makes both classes weigh the same. It shifts the probabilities: leave it at none when they are used as probabilities.', '“均衡”使两类权重相等，但会使概率偏移；若要使用概率本身，请保持“无”。'], visibleIf: { model: SINGLE }, options: { none: ['None', '无'], balanced: ['Balanced', '均衡'], custom: ['Custom', '自定义'] } }),
  positiveWeight: describe(z.number().gt(0).max(1000).default(2), { group: 'training', order: 15, title: ['Weight of positives', '正例权重'], help: ['How much a positive row weighs against a negative one.', '一行正例相对一行负例的权重。'], visibleIf: { model: SINGLE, classWeights: 'custom' } }),
};

const trees = {
  trees: describe(z.number().int().min(1).max(20_000).default(1000), { group: 'trees', order: 1, title: ['Trees at most', '树的上限'], help: ['Early stopping usually ends before.', '通常会提前停止。'], visibleIf: { model: 'gbdt' } }),
  treeRate: describe(z.number().gt(0).max(1).default(0.03), { group: 'trees', order: 2, title: ['Shrinkage', '收缩率'], help: ['Share of each tree that is added. Smaller needs more trees and is usually better.', '每棵树被加入的比例。越小需要的树越多，通常效果更好。'], search: { low: 0.01, high: 0.3, log: true, first: true }, visibleIf: { model: 'gbdt' } }),
  leaves: describe(z.number().int().min(2).max(1024).default(15), { group: 'trees', order: 3, title: ['Leaves per tree', '每棵树的叶数'], help: ['How much one tree can tell apart.', '单棵树的区分能力。'], search: { low: 4, high: 64, log: true, first: true }, visibleIf: { model: 'gbdt' } }),
  minLeafRows: describe(z.number().int().min(1).max(100_000).default(20), { group: 'trees', order: 4, title: ['Rows per leaf at least', '每叶最少行数'], help: ['Smaller leaves learn noise.', '叶子过小会学到噪声。'], unit: 'rows', search: { low: 5, high: 100, log: true, first: true }, visibleIf: { model: 'gbdt' } }),
  rowShare: describe(z.number().gt(0).max(1).default(0.75), { group: 'trees', order: 5, title: ['Rows per tree', '每棵树的行比例'], help: ['Share of the rows drawn for each tree.', '每棵树随机抽取的行比例。'], visibleIf: { model: 'gbdt' } }),
  columnShare: describe(z.number().gt(0).max(1).default(0.6), { group: 'trees', order: 6, title: ['Columns per tree', '每棵树的列比例'], help: ['Share of the columns drawn for each tree.', '每棵树随机抽取的列比例。'], visibleIf: { model: 'gbdt' } }),
  lambda: describe(z.number().min(0).max(1000).default(1), { group: 'trees', order: 7, title: ['Leaf penalty', '叶惩罚'], help: ['Pulls leaf values towards zero (L2).', '将叶值拉向零（L2）。'], visibleIf: { model: 'gbdt' } }),
  lambdaL1: describe(z.number().min(0).max(1000).default(0), { group: 'trees', order: 7.5, title: ['Leaf threshold', '叶阈值'], help: ['Leaves that explain less than this say nothing (L1).', '解释力低于该值的叶子归零（L1）。'], advanced: true, visibleIf: { model: 'gbdt' } }),
  rising: describe(z.array(z.string().min(1).max(200)).max(500).default([]), { group: 'trees', order: 9, title: ['Only rising in', '只随之上升'], help: ['Numbers in which the score may rise and never fall.', '分数只能随之上升、不得下降的数值列。'], advanced: true, visibleIf: { model: 'gbdt' } }),
  falling: describe(z.array(z.string().min(1).max(200)).max(500).default([]), { group: 'trees', order: 10, title: ['Only falling in', '只随之下降'], help: ['Numbers in which the score may fall and never rise.', '分数只能随之下降、不得上升的数值列。'], advanced: true, visibleIf: { model: 'gbdt' } }),
  treePatience: describe(z.number().int().min(0).max(20_000).default(100), { group: 'trees', order: 8, title: ['Early stopping patience', '早停耐心'], help: ['Stop after so many trees without a lower validation loss. 0: never.', '验证损失连续多少棵树无下降即停止。0 表示从不。'], unit: 'trees', visibleIf: { model: 'gbdt' } }),
};

const ensemble = {
  bags: describe(z.number().int().min(1).max(20).default(1), { group: 'ensemble', order: 1, title: ['Bags', '袋数'], help: ['Above 1: training and validation rows make so many folds, each model stops on one and trains on the others, and predictions are averaged. Steadier, at so many times the cost.', '大于 1 时：训练与验证行被分为若干折，每个模型在其余折上训练、在一折上早停，并对预测取平均。更稳定，成本相应倍增。'], visibleIf: { model: SINGLE } }),
  calibration: describe(z.enum(['none', 'temperature', 'beta']).default('none'), { group: 'ensemble', order: 2, title: ['Calibration', '校准'], help: ['Makes 30% mean 30%, on rows that did not train. Temperature suits a thousand rows or fewer, Beta more.', '使预测 30% 即实际 30%，在未参与训练的行上拟合。温度法适合一千行以内，Beta 法适合更多行。'], options: { none: ['None', '无'], temperature: ['Temperature', '温度'], beta: ['Beta', 'Beta'] } }),
};

const evidence = {
  bootstrapReplicates: describe(z.number().int().min(0).max(20_000).default(1000), { group: 'evidence', order: 1, title: ['Bootstrap replicates', '自助法次数'], help: ['Resamples behind each interval. 0: no intervals.', '每个区间所用的重采样次数。0 表示不计算区间。'], search: false, advanced: true }),
  importanceRepeats: describe(z.number().int().min(0).max(50).default(5), { group: 'evidence', order: 2, title: ['Importance repeats', '重要性重复次数'], help: ['Shuffles of each column on held-out rows. 0: no importance.', '在留出数据上打乱每列的次数。0 表示不计算重要性。'], search: false, advanced: true }),
  checkpointSeconds: describe(z.number().min(0).max(3600).default(2), { group: 'evidence', order: 3, title: ['Checkpoint every', '检查点间隔'], help: ['A killed run loses at most this much.', '运行被终止时最多丢失的时间。'], unit: 's', search: false, advanced: true }),
};

const nested = (group: keyof typeof GROUPS, order: number, title: [string, string], help: [string, string]) => ({ ...GROUPS[group], order, title: title[0], titleZh: title[1], description: help[0], descriptionZh: help[1] });

/** All that a propensity run can be told. Flat where a person tunes it, so that `params.units` can be searched and filtered. */
export const propensityParamsSchema = z.object({
  ...model,
  ...training,
  ...trees,
  ...ensemble,
  view: viewSpecSchema.prefault({}).meta(nested('data', 1, ['Columns to inputs', '列到输入'], ['Cleaning, encoding and scaling, fitted on the training rows alone.', '清洗、编码与缩放，仅在训练集上拟合。'])),
  split: splitSpecSchema.prefault({}).meta({ ...nested('data', 2, ['Split', '划分'], ['Which rows train, which choose and which judge.', '哪些行用于训练、选择与评判。']), search: false }),
  ...evidence,
});
export type PropensityParams = z.infer<typeof propensityParamsSchema>;
