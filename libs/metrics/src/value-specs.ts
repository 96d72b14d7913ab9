import type { MetricSpec } from '@bellwether/contracts';
import type { ValueKey } from './value-measure';

type Text = { en: string; zh: string };
const spec = (key: ValueKey, title: Text, help: Text, better: MetricSpec['better'], range: MetricSpec['range'] = null): MetricSpec => ({ key, title, help, better, range, unit: null });

/** What shared code must know of each metric of an expected value. Deviance explained is primary: it has no unit, and only the true mean wins it. */
export const VALUE_METRICS: readonly MetricSpec[] = [
  { ...spec('d2', { en: 'Deviance explained', zh: '解释偏差占比' }, { en: 'Share of the Tweedie deviance (power 1.5) that is explained. 0 is saying the mean to everybody, 1 is perfect.', zh: 'Tweedie 偏差（幂 1.5）被解释的比例。0 等于对所有人都预测均值，1 为完美。' }, 'higher'), primary: true },
  spec('gini', { en: 'Normalised Gini', zh: '归一化基尼系数' }, { en: 'How much of the value is gathered by following the ranking, over what a perfect ranking would gather. 0 is chance.', zh: '按排序所汇集价值与完美排序之比，0 为随机水平。' }, 'higher', [-1, 1]),
  spec('lift_10', { en: 'Value in the top 10%', zh: '前 10% 价值提升度' }, { en: 'Mean value of the tenth that ranks highest over the mean of all.', zh: '排名最高的十分之一的平均值与总体平均值之比。' }, 'higher'),
  spec('spearman', { en: 'Rank correlation', zh: '秩相关系数' }, { en: 'Spearman correlation of predicted and actual values.', zh: '预测值与实际值的斯皮尔曼相关系数。' }, 'higher', [-1, 1]),
  spec('mae', { en: 'Mean absolute error', zh: '平均绝对误差' }, { en: 'In the unit of the target. It rewards medians: read it beside the total.', zh: '与目标同单位。偏向中位数，应与总量一并查看。' }, 'lower'),
  spec('rmse', { en: 'Root mean squared error', zh: '均方根误差' }, { en: 'In the unit of the target; large errors weigh most.', zh: '与目标同单位，大误差权重更高。' }, 'lower'),
  spec('r2', { en: 'R²', zh: 'R²' }, { en: 'Share of the variance that is explained. A few large values decide it.', zh: '被解释的方差比例，由少数大值主导。' }, 'higher'),
  spec('tweedie_deviance', { en: 'Tweedie deviance', zh: 'Tweedie 偏差' }, { en: 'Mean deviance of power 1.5: between a count and an amount.', zh: '幂 1.5 的平均偏差，介于计数与金额之间。' }, 'lower'),
  spec('poisson_deviance', { en: 'Poisson deviance', zh: '泊松偏差' }, { en: 'Mean deviance of a count.', zh: '计数的平均偏差。' }, 'lower'),
  spec('total_ratio', { en: 'Total predicted / actual', zh: '预测总量与实际之比' }, { en: 'Sum of the predictions over the sum of actual values. 1 is right; compared by its distance from 1.', zh: '预测总和与实际总和之比，1 为准确；按与 1 的距离比较。' }, 'none'),
  spec('calibration_10', { en: 'Calibration error by decile', zh: '十分位校准误差' }, { en: 'Mean distance of predicted and actual over ten groups of equal size, over the mean.', zh: '十个等量分组中预测与实际的平均差距与均值之比。' }, 'lower'),
  spec('c_index', { en: 'Concordance', zh: '一致性指数' }, { en: 'Chance that of two rows the one with the larger prediction has the larger value. 0.5 is a coin.', zh: '任取两行，预测较大者实际也较大的概率，0.5 等于抛硬币。' }, 'higher', [0, 1]),
  spec('integrated_brier', { en: 'Integrated Brier score', zh: '积分 Brier 分数' }, { en: 'Of waiting times: squared error of the chance of still waiting, over all days up to the horizon. Only models that know when have one.', zh: '等待时长：在期限内各天“仍在等待”概率的均方误差。仅适用于能给出时间分布的模型。' }, 'lower', [0, 1]),
  spec('coverage_80', { en: 'Coverage of 80%', zh: '80% 区间覆盖率' }, { en: 'Share of rows inside their 80% interval. Should be 80%; whole numbers make it more.', zh: '落入 80% 区间的行占比，理想值为 80%；整数目标会偏高。' }, 'none', [0, 1]),
  spec('width_80', { en: 'Width of 80%', zh: '80% 区间宽度' }, { en: 'Mean width of the interval over the mean. Narrow is good only where coverage holds.', zh: '区间平均宽度与均值之比，仅在覆盖率达标时越窄越好。' }, 'lower'),
];
