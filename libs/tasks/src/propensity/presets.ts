import type { TaskFamily } from '../task-family';

type Preset = TaskFamily['presets'][number];

const preset = (id: string, title: [string, string], description: [string, string], params: Record<string, unknown>): Preset => ({
  id, title: { en: title[0], zh: title[1] }, description: { en: description[0], zh: description[1] }, params,
});

/** Named starting points. A parameter that is not named keeps its default. */
export const PRESETS: readonly Preset[] = [
  preset('logistic', ['Logistic baseline', '逻辑回归基线'], ['The floor: one weight an input, trained in seconds.', '基线：每个输入一个权重，数秒即可训练完成。'], { model: 'logistic', learningRate: 0.01, epochs: 60, weightDecay: 0.001 }),
  preset('mlp-small', ['MLP, small', 'MLP（小）'], ['Two hidden layers of 32 units: quick, and hard to overfit.', '两个 32 单元的隐藏层：快速且不易过拟合。'], { model: 'mlp', layers: 2, units: 32 }),
  preset('mlp', ['MLP', 'MLP'], ['Two hidden layers of 64 units with dropout and early stopping.', '两个 64 单元的隐藏层，带随机失活与早停。'], { model: 'mlp' }),
  preset('mlp-wide', ['MLP, wide', 'MLP（宽）'], ['Two hidden layers of 256 units, more dropout, more steps.', '两个 256 单元的隐藏层，更多失活与步数。'], { model: 'mlp', units: 256, dropout: 0.4, learningRate: 0.001 }),
  preset('gbdt', ['Boosted trees', '提升树'], ['Histogram boosting with native categories and missing values.', '直方图提升树，原生支持类别与缺失值。'], { model: 'gbdt' }),
  preset('blend-fast', ['Blend, fast', '混合（快速）'], ['Eight boosted-tree models and four networks on folds, averaged and calibrated.', '八个提升树与四个神经网络按折训练、取平均并校准。'], { model: 'blend', profile: 'fast', calibration: 'beta' }),
  preset('blend-best', ['Blend, best', '混合（最佳）'], ['Several kinds and seeds on eight folds, blended by their out-of-fold log-loss and calibrated.', '多种模型与种子在八折上训练，按折外对数损失混合并校准。'], { model: 'blend', profile: 'best', calibration: 'beta' }),
];
