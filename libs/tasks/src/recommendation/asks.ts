import { pairedDifferenceSchema, recommendationContextSchema, recommendationRulesSchema, recommendationSchema } from '@bellwether/contracts';
import { z } from 'zod';
import type { Ask } from '../task-family';
import type { CatalogueFacts } from './serve/catalogue';

/** Handed over by reference: twelve thousand items are not copied for every list. */
const catalogue = z.custom<CatalogueFacts | null>((v) => v === null || (typeof v === 'object' && Array.isArray((v as CatalogueFacts).items))).default(null);

const listAsk = z.object({
  request: recommendationContextSchema, rules: recommendationRulesSchema.prefault({}), catalogue,
  /** id of the list */
  seed: z.string().max(200).default(''),
  /** @unit ms */
  now: z.number(), reasons: z.boolean().default(true),
});
const shownItem = z.object({
  item: z.string(), name: z.string().nullable(), categories: z.array(z.string()), price: z.number().nullable(), /** interactions in what was learnt from */ count: z.number(),
  /** null: the shop has not said */ stock: z.number().nullable(), promoted: z.boolean(), /** false: withdrawn */ active: z.boolean(),
});
const itemEvent = shownItem.extend({ at: z.number() });

export const ASK_SCHEMAS = {
  recommend: { input: listAsk, output: recommendationSchema },
  policy: { input: listAsk.extend({ shown: z.array(z.string()).max(1000) }), output: z.object({ probabilities: z.array(z.number()), share: z.number(), list: z.array(z.string()), pool: z.array(z.string()) }) },
  'rule-cost': { input: z.object({ rules: recommendationRulesSchema, catalogue }), output: pairedDifferenceSchema },
  customer: { input: z.object({ customer: z.string(), limit: z.number().int().min(1).max(300).default(50), catalogue }), output: z.object({ known: z.boolean(), /** newest first */ events: z.array(itemEvent), total: z.number() }) },
  items: { input: z.object({ keys: z.array(z.string()).max(1000), catalogue }), output: z.array(shownItem) },
  find: { input: z.object({ kind: z.enum(['customer', 'item']), text: z.string().max(200), limit: z.number().int().min(1).max(100).default(20), catalogue }), output: z.array(z.object({ key: z.string(), name: z.string().nullable(), count: z.number() })) },
  catalogue: { input: z.object({ catalogue }), output: z.object({ items: z.number(), customers: z.number(), categories: z.array(z.object({ name: z.string(), items: z.number() })), priceMin: z.number().nullable(), priceMax: z.number().nullable(), removeHistory: z.boolean(), /** newest event @unit ms */ until: z.number() }) },
} as const;
export type AskName = keyof typeof ASK_SCHEMAS;
export type AskInput<N extends AskName> = z.output<(typeof ASK_SCHEMAS)[N]['input']>;
export type AskOutput<N extends AskName> = z.output<(typeof ASK_SCHEMAS)[N]['output']>;

const TITLES: Record<AskName, [en: string, zh: string]> = {
  recommend: ['What to show', '展示什么'], policy: ['What a policy would show', '策略会展示什么'], 'rule-cost': ['What a rule costs', '规则的代价'], customer: ['What a customer did', '客户历史'], items: ['What is known of items', '商品信息'],
  find: ['Find customers and items', '查找客户与商品'], catalogue: ['What the model knows', '模型所知'],
};

/** Questions that a recommender answers, for `TaskFamily.asks`. */
export const ASKS: Readonly<Record<string, Ask>> = Object.fromEntries(Object.entries(ASK_SCHEMAS).map(([name, schemas]) => [name, { ...schemas, title: { en: TITLES[name as AskName][0], zh: TITLES[name as AskName][1] } }]));
