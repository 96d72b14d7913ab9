import type { TaskFamily } from '../task-family';

type Preset = TaskFamily['presets'][number];
const preset = (id: string, title: [string, string], description: [string, string], params: Record<string, unknown>): Preset => ({ id, title: { en: title[0], zh: title[1] }, description: { en: description[0], zh: description[1] }, params });

export const FORECAST_PRESETS: readonly Preset[] = [
  preset('seasonal-naive', ['Repeat the last season', '重复上一季'], ['The floor: what sold at the same time last season.', '基线：上一季同期的销量。'], { model: 'seasonal-naive', hierarchy: false }),
  preset('statistical', ['Statistical ensemble', '统计集成'], ['The middle of five simple methods, product by product. Seconds.', '逐商品取五种简单方法的中位数，数秒完成。'], { model: 'statistical' }),
  preset('boosted', ['Boosted trees', '提升树'], ['One model of all products from lags, season, price and promotion.', '以滞后、季节、价格与促销为特征的全局模型。'], { model: 'boosted' }),
  preset('tide', ['TiDE', 'TiDE 网络'], ['A dense network over the past and what is known ahead.', '读取历史与已知未来信息的稠密网络。'], { model: 'tide' }),
  preset('blend', ['Blend', '混合模型'], ['Weighed by how well each said earlier weeks; levels calibrated.', '按回测表现加权，并校准分位。'], { model: 'blend' }),
];
