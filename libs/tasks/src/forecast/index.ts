import { forecastAnswerSchema, forecastAskSchema, reorderAnswerSchema, reorderAskSchema, simulationAnswerSchema, simulationAskSchema } from '@bellwether/contracts';
import { FORECAST_METRICS, pairedForecasts } from '@bellwether/metrics';
import { missingRoles } from '../missing-roles';
import type { TaskFamily, ValidationIssue } from '../task-family';
import { estimateForecastCost } from './cost';
import { seriesOfRows } from './evaluation';
import { forecastParamsSchema, type ForecastParams } from './params';
import { FORECAST_PRESETS } from './presets';
import { validateForecast } from './validate';

export type { ForecastParams } from './params';

/**
 * How much will sell: quantiles and a mean over a horizon for every product at once, and what to order by them.
 * Training and serving are loaded when first asked for: listing families must not start a tensor engine.
 */
export const forecastFamily: TaskFamily<ForecastParams> = {
  id: 'forecast',
  title: { en: 'Sales forecast', zh: '销量预测' },
  description: { en: 'How much of each product will sell, step by step, and what to order.', zh: '每个商品未来各时间步的销量，以及应补多少货。' },
  traits: {
    target: 'none', output: 'quantiles', primaryMetric: 'wql', needs: ['item', 'time', 'quantity'], realised: 'own',
    decision: { page: 'stock', title: { en: 'Sales and stock', zh: '销量与库存' }, description: { en: 'What will sell, what to order, by when, and what it costs to be wrong.', zh: '将售出多少、何时补货、补多少，以及判断失误的代价。' } },
  },
  metrics: FORECAST_METRICS,
  params: forecastParamsSchema,
  presets: FORECAST_PRESETS,
  asks: {
    forecast: { title: { en: 'Forecast of products', zh: '商品销量预测' }, input: forecastAskSchema, output: forecastAnswerSchema },
    reorder: { title: { en: 'What to order', zh: '补货建议' }, input: reorderAskSchema, output: reorderAnswerSchema },
    simulate: { title: { en: 'Terms tried on history', zh: '用历史检验补货参数' }, input: simulationAskSchema, output: simulationAnswerSchema },
  },
  validate: (params, facts): ValidationIssue[] => [...missingRoles(facts.roles, ['item', 'time', 'quantity']), ...validateForecast(params, facts)],
  estimateCost: estimateForecastCost,
  train: async (context) => (await import('./fit')).trainForecast(context),
  load: async (artifact) => (await import('./predict')).loadForecast(artifact),
  compare: (candidate, baseline, options) => pairedForecasts(seriesOfRows(candidate), seriesOfRows(baseline), options),
  // realised sales are seen on the decision page: no single score of a forecast matures
  evaluate: () => ({ metrics: {}, figures: [] }),
};
