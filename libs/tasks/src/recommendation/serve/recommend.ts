import { AppError, type Recommendation, type RecommendationContext, type RecommendationRules } from '@bellwether/contracts';
import type { CatalogueFacts } from './catalogue';
import { boost, chooseItems } from './choose-items';
import { choiceProbability, draw, explorePolicy, type ExplorePolicy } from './explore';
import { filterItems, type Removed } from './filter-items';
import { placementScores, type PlacementScores } from './placement-scores';
import { reasonsFor } from './reasons';
import type { Recommender } from './recommender';
import { historyOfRequest, type RequestHistory } from './request-history';

export type RecommendAsk = { request: RecommendationContext; rules: RecommendationRules; catalogue: CatalogueFacts | null; /** id of the list: what it draws by */ seed: string; /** when the list is made @unit ms */ now: number; /** without reasons, where nobody reads them */ reasons?: boolean };

type Made = { policy: ExplorePolicy; scored: PlacementScores; known: RequestHistory; removed: Removed };

/** Scores, filters, boosts and chooses: all but the draw. The caller releases `scored`. */
async function make(r: Recommender, { request, rules, catalogue: facts, now }: RecommendAsk): Promise<Made> {
  if (request.placement === 'similar' && request.item === undefined && request.basket.length === 0)
    throw new AppError({ code: 'INPUT_INVALID', message: 'expected the item that the list stands beside, received none', fix: 'send item, or ask for another placement' });
  const catalogue = r.catalogue(facts);
  const known = historyOfRequest(r, request, now);
  const scored = await placementScores(r, request, known, catalogue);
  const removed = filterItems(r, scored.scores, catalogue, rules, request.placement, known.history, scored.only);
  boost(scored.scores, catalogue, rules.boosts);
  const chosen = chooseItems(r, scored.scores, catalogue, rules, request.limit, rules.explore.share > 0 ? rules.explore.pool : 0);
  return { policy: explorePolicy(chosen, rules.explore), scored, known, removed };
}

/** A list for a customer at a place in the shop. @throws AppError INPUT_INVALID (similar without an item) */
export async function recommend(r: Recommender, ask: RecommendAsk): Promise<Recommendation> {
  const { policy, scored, known, removed } = await make(r, ask);
  try {
    const { items, place } = draw(policy, ask.seed);
    const reasons = ask.reasons === false ? items.map(() => []) : reasonsFor(r, items, scored, r.catalogue(ask.catalogue), ask.rules.boosts);
    return {
      items: items.map((item, p) => ({
        item: r.state.itemKeys[item]!, position: p + 1, score: scored.scores[item]!, probability: choiceProbability(policy, item, p),
        reasons: p === place ? [{ kind: 'explored', item: null, share: 1 }] : reasons[p]!,
      })),
      fallback: scored.fallback, known: { customer: known.customerKnown, events: known.history.items.length, unknownItems: known.unknownItems }, removed, exploredPosition: place === null ? null : place + 1,
    };
  } finally {
    scored.release();
  }
}

/** What a policy would do where a list was shown. */
export type PolicyAt = { /** of each shown item at its place @shape [shown] */ probabilities: number[]; /** in force: 0 where there is nothing to draw from */ share: number; /** without a draw, best first */ list: string[]; /** what a draw is made from */ pool: string[] };

/** The whole of a policy's choice for one request, for estimates that need what it would show instead. */
export async function policyAt(r: Recommender, ask: RecommendAsk & { shown: readonly string[] }): Promise<PolicyAt> {
  const { policy, scored } = await make(r, { ...ask, reasons: false });
  scored.release();
  const keysOf = (items: readonly number[]): string[] => items.map((i) => r.state.itemKeys[i]!);
  const probabilities = ask.shown.map((key, place) => {
    const item = r.itemOf.get(key);
    return item === undefined ? 0 : choiceProbability(policy, item, place);
  });
  return { probabilities, share: policy.share, list: keysOf(policy.list), pool: keysOf(policy.pool) };
}
