import type { TaskFamily } from '../task-family';

type Preset = TaskFamily['presets'][number];
const preset = (id: string, title: [string, string], description: [string, string], params: Record<string, unknown>): Preset => ({ id, title: { en: title[0], zh: title[1] }, description: { en: description[0], zh: description[1] }, params });

/** Named starting points. A parameter that is not named keeps its default. */
export const PRESETS: readonly Preset[] = [
  preset('gbdt', ['Boosted trees', '提升树'], ['Tweedie boosting with native categories and missing values.', 'Tweedie 提升树，原生支持类别与缺失值。'], { model: 'gbdt' }),
  preset('blend', ['Blend', '混合'], ['Boosted trees of several losses, a linear model, a neural network and the gamma-Poisson, weighed on the rows that choose.', '多种损失的提升树、线性模型、神经网络与伽马-泊松，在验证行上加权。'], { model: 'blend' }),
  preset('glm', ['Linear model', '线性模型'], ['Tweedie regression with a logarithmic link and an elastic net: the floor on tables.', '对数连接、弹性网的 Tweedie 回归：表格数据的基线。'], { model: 'glm' }),
  preset('gamma-poisson', ['Gamma-Poisson', '伽马-泊松'], ['The past rate of each, drawn towards the mean as far as the data say.', '每个对象的历史速率，按数据向均值收缩。'], { model: 'gamma-poisson' }),
  preset('mlp', ['MLP', 'MLP'], ['Two hidden layers of 64 units, mean squared error.', '两个 64 单元的隐藏层，均方误差。'], { model: 'mlp' }),
];
