import { pairedRankings, RANKING_METRICS, type RankedRows } from '@bellwether/metrics';
import type { EvaluationRows, TaskFamily } from '../task-family';
import { ASKS } from './asks';
import { estimateRecommendation } from './cost';
import { NEEDS } from './needs';
import { recommendationParamsSchema, type RecommendationParams } from './params';
import { PRESETS } from './presets';
import { validateRecommendation } from './validate';

export type { RecommendationParams } from './params';

const ranked = ({ rowIndex, extra }: EvaluationRows): RankedRows => {
  const { rank, list, customer, popularity, known, refitted, historyRemoved } = extra!;
  return { rowIndex, rank: rank!, list: list!, customer: customer!, popularity: popularity!, ...(known && refitted && historyRemoved ? { protocol: { known, refitted, historyRemoved } } : {}) };
};

/**
 * What to show next: a ranking of a catalogue from what customers did.
 * Training and serving are loaded when first asked for: listing families or checking a launch must not start a tensor engine.
 */
export const recommendationFamily: TaskFamily<RecommendationParams> = {
  id: 'recommendation',
  title: { en: 'Recommendation', zh: '商品推荐' },
  description: { en: 'What to show next: ranks the catalogue for each customer, from a table of who did what when.', zh: '接下来展示什么：依据“谁在何时对何商品做了什么”的事件表，为每位客户排序商品。' },
  traits: {
    target: 'none', output: 'ranking', primaryMetric: 'ndcg_10', needs: NEEDS, realised: 'own',
    decision: { page: 'recommendations', title: { en: 'Recommendations', zh: '商品推荐' }, description: { en: 'What to show a customer, why, and what your rules cost.', zh: '向客户展示什么、为何展示，以及规则的代价。' } },
  },
  metrics: RANKING_METRICS,
  params: recommendationParamsSchema,
  presets: PRESETS,
  asks: ASKS,
  validate: validateRecommendation,
  estimateCost: estimateRecommendation,
  train: async (context) => (await import('./fit')).trainRecommendation(context),
  load: async (artifact) => (await import('./predict')).loadRecommendation(artifact),
  compare: (candidate, baseline, options) => pairedRankings(ranked(candidate), ranked(baseline), options),
  evaluate: () => ({ metrics: {}, figures: [] }),
};
