import { z } from 'zod';
import { metricEstimateSchema } from './metric';
import { ALIAS_PATTERN, CHAMPION } from './model';

/** Where a list stands in the shop: what it is for decides how it is made. */
export const PLACEMENTS = ['for-you', 'next', 'similar', 'bought-together', 'buy-again', 'trending'] as const;
export const placementSchema = z.enum(PLACEMENTS);
export type Placement = z.infer<typeof placementSchema>;

const key = z.string().min(1).max(200);
const keys = (most: number) => z.array(key).max(most);

/** What may be shown. Stock, category and price need the catalogue; what is not known of an item does not hide it. */
export const recommendationFiltersSchema = z.object({
  inStock: z.boolean().default(true).describe('Hide what is known to be out of stock'),
  categories: keys(100).default([]).describe('Only these categories; empty: all'),
  hideCategories: keys(100).default([]),
  priceMin: z.number().nullable().default(null),
  priceMax: z.number().nullable().default(null),
  alreadyBought: z.enum(['auto', 'show', 'hide']).default('auto').describe('auto: as the model was trained'),
  hide: keys(1000).default([]).describe('Never these items'),
});

/** What a shop wants beside relevance: each is a number that costs some of it. */
export const recommendationRulesSchema = z.object({
  filters: recommendationFiltersSchema.prefault({}),
  boosts: z.object({
    margin: z.number().min(0).max(5).default(0).describe('Standard deviations of the score that a margin one deviation above the mean is worth'),
    promotion: z.number().min(0).max(5).default(0).describe('Standard deviations of the score that a running promotion is worth'),
  }).prefault({}),
  diversity: z.number().min(0).max(1).default(0).describe('0: by relevance alone; 1: as unlike each other as the best hundred allow'),
  maxPerCategory: z.number().int().min(1).max(100).nullable().default(null),
  explore: z.object({
    share: z.number().min(0).max(1).default(0).describe('Share of the lists in which one place is given to an item drawn from the next best'),
    pool: z.number().int().min(1).max(500).default(50).describe('How many next best are drawn from'),
  }).prefault({}),
});
export type RecommendationRules = z.infer<typeof recommendationRulesSchema>;
export type RecommendationRulesInput = z.input<typeof recommendationRulesSchema>;

const recentEventSchema = z.object({ item: key, at: z.iso.datetime({ offset: true }).optional() });

/** Who is asked for, and where the list will stand. */
export const recommendationContextSchema = z.object({
  placement: placementSchema.default('for-you'),
  customer: key.optional().describe('Your id of the customer; unknown or absent: the chain of fallbacks'),
  recent: z.array(recentEventSchema).max(200).default([]).describe('What happened since the model was trained, oldest first'),
  item: key.optional().describe('The item looked at: needed for similar'),
  basket: keys(100).default([]).describe('What lies in the basket: for bought-together'),
  category: key.optional().describe('A hint for customers that nothing is known of'),
  limit: z.number().int().min(1).max(100).default(10),
  at: z.iso.datetime({ offset: true }).optional().describe('The moment of the list; now when left out'),
});
export type RecommendationContext = z.infer<typeof recommendationContextSchema>;

export const recommendInputSchema = recommendationContextSchema.extend({
  model: z.string().min(1).max(200).optional().describe('Name of a registered model; the only one that recommends when left out'),
  alias: z.string().regex(ALIAS_PATTERN).default(CHAMPION),
  version: z.number().int().positive().optional(),
  rules: recommendationRulesSchema.optional().describe('In place of the rules saved for the placement'),
  exclude: keys(1000).default([]).describe('Items that this list must not show, beside those that the rules hide'),
  seed: z.string().min(1).max(200).optional().describe('What exploration draws by: the same seed, the same list. The id of the list when left out'),
});
export type RecommendInput = z.infer<typeof recommendInputSchema>;

/** Why an item stands in a list. `item` is the one of the history, basket or page that it follows from; `similar`: taken by the same customers; `alike`: of its category or price; `rest`: nothing speaks for it, it fills the list. */
export const RECOMMENDATION_REASONS = ['history', 'similar', 'alike', 'together', 'again', 'popular', 'trending', 'category', 'margin', 'promotion', 'explored', 'rest'] as const;
export const recommendationReasonSchema = z.object({ kind: z.enum(RECOMMENDATION_REASONS), item: z.string().nullable(), /** of all that speaks for the item, 0 to 1 */ share: z.number() });
export type RecommendationReason = z.infer<typeof recommendationReasonSchema>;

export const recommendedItemSchema = z.object({
  item: z.string(),
  /** from 1 */
  position: z.number().int(),
  score: z.number(),
  /** that the policy shows this item at this position */
  probability: z.number(),
  reasons: z.array(recommendationReasonSchema),
});
export type RecommendedItem = z.infer<typeof recommendedItemSchema>;

/** Which link of the chain answered. */
export const FALLBACKS = ['none', 'session', 'item', 'category', 'recent', 'popular'] as const;
export type Fallback = (typeof FALLBACKS)[number];

export const recommendationSchema = z.object({
  items: z.array(recommendedItemSchema),
  /** none: the customer's own history answered */
  fallback: z.enum(FALLBACKS),
  known: z.object({ customer: z.boolean(), /** events that the list is made from */ events: z.number(), /** items of the request that the model never saw */ unknownItems: z.array(z.string()) }),
  /** items that each filter took out of the ranking */
  removed: z.object({ withdrawn: z.number(), stock: z.number(), category: z.number(), price: z.number(), bought: z.number(), hidden: z.number() }),
  /** the place that was drawn at random in this list, null: none */
  exploredPosition: z.number().int().nullable(),
});
export type Recommendation = z.infer<typeof recommendationSchema>;

/** A list with the id that its outcomes are reported under. */
export const recommendOutputSchema = recommendationSchema.extend({
  listId: z.uuid(), model: z.string(), version: z.number().int(), placement: placementSchema,
  /** whose rules made it: of the request, those saved for the placement (with their number), or none */
  rules: z.object({ from: z.enum(['request', 'saved', 'default']), number: z.number().int() }),
  latencyMs: z.number().describe('Time the model took, in milliseconds'),
});
export type RecommendOutput = z.infer<typeof recommendOutputSchema>;

/** One thing that came of a list. */
export const FEEDBACK_KINDS = ['click', 'cart', 'purchase', 'dismiss'] as const;
export type FeedbackKind = (typeof FEEDBACK_KINDS)[number];
export const recommendationFeedbackSchema = z.object({
  listId: z.uuid(), item: key, kind: z.enum(FEEDBACK_KINDS).default('click'), value: z.number().nullable().default(null).describe('money, for a purchase'), occurredAt: z.iso.datetime({ offset: true }).optional(),
});
export type RecommendationFeedback = z.infer<typeof recommendationFeedbackSchema>;

/** What a shop knows of an item now. Absent: not known. */
export const catalogueItemSchema = z.object({
  item: key, name: z.string().max(500).nullable().default(null), category: z.string().max(200).nullable().default(null), price: z.number().nullable().default(null),
  margin: z.number().nullable().default(null).describe('share of the price that stays, or money; used by rank among items alone'),
  stock: z.number().nullable().default(null), promoted: z.boolean().default(false), active: z.boolean().default(true).describe('false: withdrawn, never shown'),
});
export type CatalogueItem = z.infer<typeof catalogueItemSchema>;

/** How another policy would have done on lists that were shown: other rules, another version, or both. */
export const replayInputSchema = z.object({
  model: z.string().min(1).max(200),
  placement: placementSchema.optional(),
  rules: recommendationRulesSchema.optional().describe('Of the policy in question; the rules each list was made by when left out'),
  version: z.number().int().positive().optional().describe('Of the policy in question; the live version when left out'),
  reward: z.enum(FEEDBACK_KINDS).exclude(['dismiss']).default('click'),
  from: z.coerce.date().optional(),
  to: z.coerce.date().optional(),
  limit: z.number().int().min(10).max(5000).default(1000).describe('Newest lists that are replayed'),
});
export type ReplayInput = z.infer<typeof replayInputSchema>;

const estimate = metricEstimateSchema;
export const replayOutputSchema = z.object({
  model: z.string(), version: z.number().int(), reward: z.enum(FEEDBACK_KINDS),
  lists: z.number().int(), shown: z.number().int(), rewards: z.number().int(), from: z.date().nullable(), to: z.date().nullable(),
  /** rewards per item shown: what happened, and what the policy in question is estimated to earn */
  logged: estimate, ips: estimate, snips: estimate, dr: estimate,
  /** shown items of equal weight that would say as much */
  effectiveChoices: z.number(), maxWeight: z.number(),
  /** share of the policy in question that the logged lists could show; below 1, IPS counts what was never tried as nothing */
  support: z.number(),
  /** items in the places of the lists that the policy in question would have shown there too */
  sameShare: z.number(),
  /** lists left out: made by a version that cannot be asked any more, or without probabilities */
  skipped: z.number().int(),
});
export type ReplayOutput = z.infer<typeof replayOutputSchema>;
