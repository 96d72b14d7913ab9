import type { Placement, RecommendationRules } from '@bellwether/contracts';
import type { RouterOutputs } from '@bellwether/api';

export type Overview = RouterOutputs['recommendation']['overview'];
export type Preview = RouterOutputs['recommendation']['preview'];
export type RulesProps = { model: string; overview: Overview; rulesOf: (placement: Placement) => RecommendationRules; onRules: (placement: Placement, rules: RecommendationRules | null) => void };

export const PLACEMENTS: readonly Placement[] = ['for-you', 'next', 'similar', 'bought-together', 'buy-again', 'trending'];

/** Places that follow from an item on the page or in the basket. */
export const BESIDE_AN_ITEM: readonly Placement[] = ['similar', 'bought-together'];

/** What a placement does when nobody has said anything. */
export const NO_RULES: RecommendationRules = {
  filters: { inStock: true, categories: [], hideCategories: [], priceMin: null, priceMax: null, alreadyBought: 'auto', hide: [] },
  boosts: { margin: 0, promotion: 0 }, diversity: 0, maxPerCategory: null, explore: { share: 0, pool: 50 },
};

export const savedFor = (overview: Overview, placement: Placement): { number: number; rules: RecommendationRules; savedBy: string | null; savedAt: Date | null } =>
  overview.rules.find((r) => r.placement === placement) ?? { number: 0, rules: NO_RULES, savedBy: null, savedAt: null };

export const sameRules = (a: RecommendationRules, b: RecommendationRules): boolean => JSON.stringify(a) === JSON.stringify(b);

/** Where an item stood in another list: places gained, null when it did not stand there. */
export function movedBy(item: string, position: number, before: readonly string[]): number | null {
  const place = before.indexOf(item);
  return place < 0 ? null : place + 1 - position;
}

/** A rule costs this share of the relevance that lists have without any. */
export function costShare({ difference, baseline }: { difference: number | null; baseline: number | null }): number | null {
  return difference === null || baseline === null || baseline === 0 ? null : difference / baseline;
}

type Reason = Preview['items'][number]['reasons'][number];

/** Reasons in words, those that read alike as one with their shares together, strongest first. */
export function reasonsTold(reasons: readonly Reason[], wordsOf: (reason: Reason) => string): { words: string; share: number }[] {
  const shares = new Map<string, number>();
  for (const r of reasons) shares.set(wordsOf(r), (shares.get(wordsOf(r)) ?? 0) + r.share);
  return [...shares].map(([words, share]) => ({ words, share })).sort((a, b) => b.share - a.share);
}
