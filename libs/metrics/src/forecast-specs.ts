import type { MetricSpec } from '@bellwether/contracts';
import type { ForecastKey } from './forecast-measure';

type Text = { en: string; zh: string };
const spec = (key: ForecastKey, title: Text, help: Text, better: MetricSpec['better'], range: MetricSpec['range'] = null): MetricSpec => ({ key, title, help, better, range, unit: null });

/** What shared code must know of each forecast metric. WQL is primary: it judges the whole distribution, and no forecaster that empties the shelves wins it. */
export const FORECAST_METRICS: readonly MetricSpec[] = [
  { ...spec('wql', { en: 'Weighted quantile loss', zh: '加权分位数损失' }, { en: 'Mean loss of nine quantiles over units sold. Judges the whole forecast, not one number of it.', zh: '九个分位数的平均损失与销量之比，评判整个预测分布。' }, 'lower'), primary: true },
  spec('wape', { en: 'WAPE', zh: 'WAPE' }, { en: 'Weighted absolute percentage error: units that the mean forecast was wrong by, over units sold. 0.3: wrong by 30 of 100 units. Read it beside the bias.', zh: '加权绝对百分比误差：均值预测的绝对误差合计与销量合计之比，0.3 即每 100 件差 30 件。应与偏差一并查看。' }, 'lower'),
  spec('bias', { en: 'Bias', zh: '偏差' }, { en: 'Mean forecast minus sales, over sales. Below zero: too little is ordered.', zh: '均值预测减实际销量，再除以销量。小于零表示备货不足。' }, 'none'),
  spec('mase', { en: 'MASE', zh: 'MASE' }, { en: 'Mean absolute scaled error: error of the median over that of repeating the last season. Below 1 beats it.', zh: '平均绝对标度误差：中位数误差与“重复上一季”的误差之比，小于 1 即更好。' }, 'lower'),
  spec('rmsse', { en: 'RMSSE', zh: 'RMSSE' }, { en: 'Root mean squared scaled error: as MASE, of the mean and with squares, so that large misses count more. Below 1 beats repeating the last season.', zh: '均方根标度误差：与 MASE 相似，但用均值与平方误差，大的偏差权重更高；小于 1 即优于“重复上一季”。' }, 'lower'),
  spec('coverage_80', { en: 'Coverage of 80%', zh: '80% 区间覆盖率' }, { en: 'Share of days inside the 80% interval. Should be 80%.', zh: '落入 80% 区间的比例，理想值为 80%。' }, 'none', [0, 1]),
  spec('width_80', { en: 'Width of 80%', zh: '80% 区间宽度' }, { en: 'Width of the 80% interval over units sold. Narrow is good only where coverage holds.', zh: '80% 区间宽度与销量之比，仅在覆盖率达标时越窄越好。' }, 'lower'),
  spec('wape_median', { en: 'WAPE of the median', zh: '中位数 WAPE' }, { en: 'Absolute error of the median forecast over units sold. Rewards forecasting too little.', zh: '中位数预测的绝对误差与销量之比，会奖励偏低的预测。' }, 'lower'),
  spec('bias_median', { en: 'Bias of the median', zh: '中位数偏差' }, { en: 'Median forecast minus sales, over sales.', zh: '中位数预测减实际销量，再除以销量。' }, 'none'),
];
