import { BINARY_METRICS, binaryFigures, estimateBinary, pairedDifferences } from '@bellwether/metrics';
import type { TaskFamily } from '../task-family';
import { estimatePropensity } from './cost';
import { FAMILY } from './family-id';
import { controlParams } from './control';
import { propensityParamsSchema, type PropensityParams } from './params';
import { PRESETS } from './presets';
import { validatePropensity } from './validate';

export type { PropensityParams } from './params';

/**
 * The chance that something will happen, a purchase for instance: one yes/no target, one score a row.
 * Training and serving are loaded when first asked for: listing families or checking a launch must not start a tensor engine.
 */
export const propensityFamily: TaskFamily<PropensityParams> = {
  id: FAMILY,
  title: { en: 'Purchase propensity', zh: '购买倾向' },
  description: { en: 'Who will buy: the chance of a yes/no outcome for each row.', zh: '谁会购买：预测每一行出现“是”结果的概率。' },
  traits: {
    target: 'binary', output: 'probability', primaryMetric: 'auc', needs: ['target'], realised: 'scores',
    decision: { page: 'scores', title: { en: 'Buyers', zh: '买家' }, description: { en: 'Whom to address: everybody who was scored, most likely first.', zh: '该触达谁：所有已评分的对象，按可能性排序。' } },
  },
  metrics: BINARY_METRICS,
  search: { objectives: ['auc', 'ap', 'log_loss', 'brier'], curves: [{ key: 'valid/loss', better: 'lower' }, { key: 'valid/auc', better: 'higher' }] },
  params: propensityParamsSchema,
  presets: PRESETS,
  validate: validatePropensity,
  estimateCost: estimatePropensity,
  control: controlParams,
  train: async (context) => (await import('./fit')).trainPropensity(context),
  load: async (artifact) => (await import('./predict')).loadPropensity(artifact),
  compare: (candidate, baseline, options) => pairedDifferences(candidate, baseline, options),
  evaluate: ({ y, score }, options) => ({ metrics: estimateBinary(y, score, null, options), figures: binaryFigures(y, score, null) }),
};
