import type { MetricSpec } from '@bellwether/contracts';

type Text = { en: string; zh: string };
type Entry = [key: string, title: Text, help: Text, better: MetricSpec['better'], range: MetricSpec['range']];

const UNIT: [number, number] = [0, 1];

const RANKING: Entry[] = [
  ['auc', { en: 'AUC', zh: 'AUC' }, { en: 'The chance that a buyer scores above a non-buyer. 0.5 is a coin, 1 is perfect.', zh: '随机一个正例得分高于随机一个负例的概率。0.5 等于抛硬币，1 为完美。' }, 'higher', UNIT],
  ['ap', { en: 'Average precision', zh: '平均精确率' }, { en: 'Precision averaged over recall. Its floor is the base rate.', zh: '沿召回率平均的精确率，下限为正例占比。' }, 'higher', UNIT],
  ['log_loss', { en: 'Log-loss', zh: '对数损失' }, { en: 'How surprised the probabilities are by what happened. Lower is better.', zh: '概率对实际结果的惊讶程度，越低越好。' }, 'lower', null],
  ['brier', { en: 'Brier score', zh: 'Brier 分数' }, { en: 'Mean squared error of the probabilities.', zh: '概率的均方误差。' }, 'lower', UNIT],
  ['ece', { en: 'Calibration error', zh: '校准误差' }, { en: 'Mean gap between predicted and observed rate over 15 groups of equal size.', zh: '按 15 个等量分组，预测率与实际率的平均差距。' }, 'lower', UNIT],
  ['ks', { en: 'KS', zh: 'KS 值' }, { en: 'Largest gap between the score distributions of the two classes.', zh: '两类得分分布之间的最大差距。' }, 'higher', UNIT],
  ['lift_5', { en: 'Lift at 5%', zh: '前 5% 提升度' }, { en: 'Positive rate among the top 5% divided by the base rate.', zh: '得分前 5% 的正例率与总体正例率之比。' }, 'higher', null],
  ['lift_10', { en: 'Lift at 10%', zh: '前 10% 提升度' }, { en: 'Positive rate among the top 10% divided by the base rate.', zh: '得分前 10% 的正例率与总体正例率之比。' }, 'higher', null],
  ['lift_20', { en: 'Lift at 20%', zh: '前 20% 提升度' }, { en: 'Positive rate among the top 20% divided by the base rate.', zh: '得分前 20% 的正例率与总体正例率之比。' }, 'higher', null],
];

const AT_THRESHOLD: Entry[] = [
  ['accuracy', { en: 'Accuracy', zh: '准确率' }, { en: 'Share of rows classified correctly.', zh: '分类正确的行所占比例。' }, 'higher', UNIT],
  ['balanced_accuracy', { en: 'Balanced accuracy', zh: '平衡准确率' }, { en: 'Mean of recall and specificity.', zh: '召回率与特异度的平均值。' }, 'higher', UNIT],
  ['precision', { en: 'Precision', zh: '精确率' }, { en: 'Share of predicted positives that are positive.', zh: '预测为正的行中真正为正的比例。' }, 'higher', UNIT],
  ['recall', { en: 'Recall', zh: '召回率' }, { en: 'Share of positives that were found.', zh: '所有正例中被找出的比例。' }, 'higher', UNIT],
  ['specificity', { en: 'Specificity', zh: '特异度' }, { en: 'Share of negatives that were left alone.', zh: '所有负例中被正确排除的比例。' }, 'higher', UNIT],
  ['f1', { en: 'F1', zh: 'F1' }, { en: 'Harmonic mean of precision and recall.', zh: '精确率与召回率的调和平均。' }, 'higher', UNIT],
];

const OTHER: Entry[] = [
  ['best_threshold', { en: 'Best threshold', zh: '最佳阈值' }, { en: 'The threshold with the highest F1 on the validation rows.', zh: '在验证集上 F1 最高的阈值。' }, 'none', UNIT],
  ['base_rate', { en: 'Base rate', zh: '正例占比' }, { en: 'Share of positives among the measured rows.', zh: '测量行中正例的比例。' }, 'none', UNIT],
];

const spec = ([key, title, help, better, range]: Entry): MetricSpec => ({ key, title, help, better, range, unit: null });

const atHalf = (entry: Entry): MetricSpec => spec([entry[0], entry[1], { en: `${entry[2].en} At threshold 0.5.`, zh: `${entry[2].zh}阈值 0.5。` }, entry[3], entry[4]]);

const atBest = (entry: Entry): MetricSpec =>
  spec([`${entry[0]}_best`, { en: `${entry[1].en} (best threshold)`, zh: `${entry[1].zh}（最佳阈值）` }, { en: `${entry[2].en} At the threshold chosen on the validation rows.`, zh: `${entry[2].zh}阈值由验证集选定。` }, entry[3], entry[4]]);

/** What shared code must know of each binary metric. AUC is primary. */
export const BINARY_METRICS: readonly MetricSpec[] = [...RANKING.map(spec), ...AT_THRESHOLD.map(atHalf), ...AT_THRESHOLD.map(atBest), ...OTHER.map(spec)].map((s) => (s.key === 'auc' ? { ...s, primary: true } : s));
