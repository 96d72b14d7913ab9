import { estimateValue, pairedValues, valueFigures, VALUE_METRICS } from '@bellwether/metrics';
import type { TaskFamily } from '../task-family';
import { controlParams } from './control';
import { estimateValueCost } from './cost';
import { FAMILY } from './family-id';
import { valueParamsSchema, type ValueParams } from './params';
import { PRESETS } from './presets';
import { validateValue } from './validate';

export type { ValueParams } from './params';

/**
 * How many, how much, how long: the expected value of a numeric target, one number a row with an interval.
 * Training and serving are loaded when first asked for: listing families or checking a launch must not start a tensor engine.
 */
export const valueFamily: TaskFamily<ValueParams> = {
  id: FAMILY,
  title: { en: 'Expected value: how much, how many, how long', zh: '期望值：多少金额、数量与时长' },
  description: { en: 'The expected count, amount or time of each row, with an interval.', zh: '预测每一行的期望数量、金额或时长，并给出区间。' },
  traits: {
    target: 'numeric', output: 'value', primaryMetric: 'd2', needs: ['target'], realised: 'scores',
    decision: { page: 'scores', title: { en: 'Expected value', zh: '期望值' }, description: { en: 'What each is expected to come to: everybody who was scored, most first.', zh: '每个对象的期望值：所有已评分的对象，从高到低。' } },
  },
  metrics: VALUE_METRICS,
  search: { objectives: ['d2', 'gini', 'mae', 'rmse', 'tweedie_deviance', 'poisson_deviance'], curves: [{ key: 'valid/loss', better: 'lower' }] },
  params: valueParamsSchema,
  presets: PRESETS,
  validate: validateValue,
  estimateCost: estimateValueCost,
  control: controlParams,
  train: async (context) => (await import('./fit')).trainValue(context),
  load: async (artifact) => (await import('./predict')).loadValue(artifact),
  compare: (candidate, baseline, options) => pairedValues(candidate, baseline, options),
  evaluate: ({ y, score }, options) => ({ metrics: estimateValue({ y, score }, options), figures: valueFigures({ y, score }) }),
};
