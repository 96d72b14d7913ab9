import type { PairedDifference, RecommendationRules } from '@bellwether/contracts';
import { pairedRatios, RANKING_METRICS } from '@bellwether/metrics';
import type { CatalogueFacts } from './catalogue';
import { blendScores } from './blend-scores';
import { boost, chooseItems } from './choose-items';
import { filterItems } from './filter-items';
import type { Recommender } from './recommender';

const DEPTH = 10;
/** Scores of the judged lists are kept while the model is loaded, up to this many numbers. */
const MOST_FLOATS = 8_000_000;
const REPLICATES = 500;

export type JudgedLists = { scores: Float32Array[]; histories: Int32Array[]; targets: number[] };

/** Scores of held-out lists, made once for a loaded model: a rule only filters and reorders them. */
export async function judgedLists(r: Recommender): Promise<JudgedLists> {
  const { judge, itemKeys } = r.state;
  const count = Math.min(judge.target.length, Math.max(1, Math.floor(MOST_FLOATS / itemKeys.length)));
  const out: JudgedLists = { scores: [], histories: [], targets: [] };
  for (let k = 0; k < count; k++) {
    const l = Math.floor((k * judge.target.length) / count);
    const items = judge.item.slice(judge.start[l]!, judge.start[l + 1]!);
    const blended = await blendScores(r, { items, times: new Float64Array(items.length), now: 0 });
    out.scores.push(blended.scores.slice());
    blended.release();
    out.histories.push(items);
    out.targets.push(judge.target[l]!);
  }
  return out;
}

/**
 * NDCG@10 of held-out lists with the rules against without them, list by list: what a boost, a filter or variety costs in relevance.
 * Exploration counts as the share of lists whose place is given away.
 */
export function ruleCost(r: Recommender, judged: JudgedLists, rules: RecommendationRules, facts: CatalogueFacts | null): PairedDifference {
  const catalogue = r.catalogue(facts);
  const bare = r.catalogue(null);
  const plain: RecommendationRules = { ...rules, boosts: { margin: 0, promotion: 0 }, diversity: 0, maxPerCategory: null, explore: { ...rules.explore, share: 0 }, filters: { ...rules.filters, inStock: false, categories: [], hideCategories: [], priceMin: null, priceMax: null, hide: [], alreadyBought: 'auto' } };
  const gain = (l: number, of: RecommendationRules, known: typeof bare): number => {
    const scores = judged.scores[l]!.slice();
    filterItems(r, scores, known, of, 'for-you', { items: judged.histories[l]!, times: new Float64Array(0), now: 0 }, null);
    boost(scores, known, of.boosts);
    const { list } = chooseItems(r, scores, known, of, DEPTH, 0);
    const place = list.indexOf(judged.targets[l]!);
    return place < 0 ? 0 : (1 - of.explore.share / DEPTH) / Math.log2(2 + place);
  };
  const columns = (of: RecommendationRules, known: typeof bare) => ({ keys: ['ndcg_10'], group: judged.targets.map((_, l) => l), top: [Float64Array.from(judged.targets, (_, l) => gain(l, of, known))], bottom: [null] });
  const [difference] = pairedRatios(columns(rules, catalogue), columns(plain, bare), RANKING_METRICS.filter((m) => m.key === 'ndcg_10'), { replicates: REPLICATES, seed: 1 });
  return difference!;
}
