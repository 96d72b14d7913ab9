import { z } from 'zod';

/** How an order is decided: to a critical level at each look, up to a base stock, or only below a reorder point and then by the economic quantity. */
export const ORDER_POLICIES = ['newsvendor', 'base-stock', 's-S'] as const;
export type OrderPolicy = (typeof ORDER_POLICIES)[number];

const words = (what: string) => z.string().min(1).max(200).meta({ description: what });
const amount = (what: string, unit: string, fallback: number) => z.number().min(0).max(1e12).default(fallback).meta({ description: what, unit });

/** What the costs of a unit are counted in: money, the same for every product, or shares of each product's own price. */
export const COSTS_IN = ['money', 'price'] as const;

/** What ordering costs. Each has a default that is said in the answer, so that nothing is assumed in silence. */
export const itemTermsSchema = z.object({
  leadTime: z.number().int().min(0).max(400).default(2).meta({ description: 'steps from order to shelf', unit: 'steps' }),
  reviewPeriod: z.number().int().min(1).max(400).default(1).meta({ description: 'steps between two looks', unit: 'steps' }),
  costsIn: z.enum(COSTS_IN).default('money').meta({ description: 'what the costs of a unit (to buy it, keep it, miss it, be left with it) are counted in: money, or shares of the price of each product' }),
  holdingCost: amount('of keeping one unit for one step', 'money', 0.05).refine((v) => v > 0, 'expected a cost above zero of keeping a unit'),
  shortageCost: amount('of one unit that was wanted and not there', 'money', 1).refine((v) => v > 0, 'expected a cost above zero of a missed sale'),
  leftoverCost: amount('of one unit that is left when a single order has run out, such as a write-off; zero: it is kept for the next review period', 'money', 0),
  orderCost: amount('of one order, whatever its size', 'money', 0),
  unitCost: amount('what one unit costs to buy', 'money', 1),
  minimumOrder: amount('smallest order', 'units', 0),
  packSize: z.number().gt(0).max(1e9).default(1).meta({ description: 'orders are multiples of it', unit: 'units' }),
});
export type ItemTerms = z.infer<typeof itemTermsSchema>;

export const forecastAskSchema = z.object({
  items: z.array(words('a product')).max(10_000).optional().meta({ description: 'products wanted; all, the best sellers first, when left out' }),
  search: z.string().max(200).default('').meta({ description: 'part of a product\'s name' }),
  limit: z.number().int().min(1).max(10_000).default(50),
  historySteps: z.number().int().min(0).max(2000).default(104).meta({ description: 'steps of history sent along', unit: 'steps' }),
  /** what if: columns known ahead take these values, one for all steps or one a step */
  whatIf: z.record(z.string().max(200), z.union([z.number(), z.array(z.number().nullable()).max(400)])).default({}).meta({ description: 'values of columns known ahead, one for all steps or one a step; null: as planned' }),
  /** products without a history, forecast by what products like them did when they were new */
  newItems: z.array(z.object({ item: words('the new product'), statics: z.record(z.string(), z.string()).default({}), like: z.array(z.string()).max(50).default([]) })).max(100).default([]),
});
export type ForecastAsk = z.infer<typeof forecastAskSchema>;

const step = z.object({ at: z.string(), value: z.number().nullable(), censored: z.boolean() });
const ahead = z.object({ at: z.string(), mean: z.number(), quantiles: z.array(z.number()) });
const total = z.object({ steps: z.number(), mean: z.number(), quantiles: z.array(z.number()), /** the shortest that holds four of five totals, ends included; whole units where sales are */ interval: z.object({ low: z.number(), high: z.number() }), /** whole units come as a negative binomial of this mean, its variance factor x mean + square x mean²; null: sales are not whole units, or too many for a unit to tell */ counts: z.object({ factor: z.number(), square: z.number() }).nullable() });
const oneForecast = z.object({
  item: z.string(), statics: z.record(z.string(), z.string()), kind: z.enum(['smooth', 'erratic', 'intermittent', 'lumpy', 'new']), unitPrice: z.number().nullable(),
  history: z.array(step), forecast: z.array(ahead), /** what is known ahead, at each step of history and forecast */ known: z.record(z.string(), z.array(z.number().nullable())), total: total.nullable(), /** what it stands on, in words */ basis: z.object({ en: z.string(), zh: z.string() }),
});
/** How far sums of products came from what was forecast of them at earlier origins: variance of a sum = factor x mean + square x mean². */
const sumSpread = z.object({ column: z.string().nullable().describe('whose values are summed; null: all products'), factor: z.number(), square: z.number() });
/** What was not known ahead of how many steps and products: there a plan is taken to be as it was on average. */
const untold = z.array(z.object({ column: z.string(), from: z.string().describe('first step without a value of some product'), steps: z.number().describe('steps from there to the horizon'), products: z.number() }));
export const forecastAnswerSchema = z.object({ frequency: z.enum(['day', 'week', 'month']), horizon: z.number(), levels: z.array(z.number()), knownAhead: z.array(z.string()), /** of what is known ahead, titles of those that are no columns of the shop's own */ knownTitles: z.record(z.string(), z.object({ en: z.string(), zh: z.string() })), untold: untold.describe('columns whose calendar ends before the horizon'), total: z.number(), series: z.array(oneForecast), sums: z.array(sumSpread), unknown: z.array(z.string()) });
export type ForecastAnswer = z.infer<typeof forecastAnswerSchema>;

export const reorderAskSchema = z.object({
  policy: z.enum(ORDER_POLICIES).default('base-stock'),
  terms: itemTermsSchema.prefault({}),
  items: z.array(z.object({ item: words('a product'), onHand: z.number().min(0).max(1e12).default(0), onOrder: z.number().min(0).max(1e12).default(0), terms: itemTermsSchema.partial().optional() })).max(10_000).optional().meta({ description: 'stock of each product; all products with an empty shelf when left out' }),
  budget: z.number().min(0).max(1e15).optional().meta({ description: 'money to spend; no limit when left out', unit: 'money' }),
  limit: z.number().int().min(1).max(10_000).default(200),
});
export type ReorderAsk = z.infer<typeof reorderAskSchema>;

const reorderLine = z.object({
  item: z.string(), /** to buy one @unit money */ unitCost: z.number(), order: z.number(), /** before the budget was cut */ wanted: z.number(), onHand: z.number(), onOrder: z.number(), target: z.number(), reorderPoint: z.number(), level: z.number(),
  /** until an order placed at the next look would arrive */
  expectedDemand: z.number(), low: z.number(), high: z.number(), /** by when the order must be placed, for stock not to run out at the chosen level */ orderBy: z.string(), /** the shelf is expected to be empty */ emptyBy: z.string().nullable(),
  cost: z.number(), /** expected cost of missed sales until then with this order, and with none */ expectedLoss: z.number(), lossWithoutOrder: z.number(), /** expected cost of what is kept too long */ expectedOverstock: z.number(), why: z.object({ en: z.string(), zh: z.string() }),
});
export const reorderAnswerSchema = z.object({ policy: z.enum(ORDER_POLICIES), terms: itemTermsSchema, frequency: z.enum(['day', 'week', 'month']), untold: untold.describe('columns whose calendar ends before the horizon'), prices: z.object({ known: z.number().describe('products of the list with a price'), usual: z.number().nullable().describe('median price, which stands for one that is not known') }), lines: z.array(reorderLine), total: z.number(), spent: z.number(), wanted: z.number(), lostToBudget: z.number(), unknown: z.array(z.string()) });
export type ReorderAnswer = z.infer<typeof reorderAnswerSchema>;

/** What if the newest steps had been ordered by these terms: played step by step against what was sold, each look knowing only what was known then. */
export const simulationAskSchema = z.object({
  policy: z.enum(ORDER_POLICIES).default('base-stock'),
  terms: itemTermsSchema.prefault({}),
  items: z.array(words('a product')).max(1000).optional().meta({ description: 'products to play; those that sold most when left out' }),
});
export type SimulationAsk = z.infer<typeof simulationAskSchema>;

const played = z.object({
  /** holding + missing + ordering + written off @unit money */
  cost: z.number(), holding: z.number(), shortage: z.number(), ordering: z.number(), /** a newsvendor's leftovers, where they have a cost of their own */ writtenOff: z.number(),
  /** units asked for, and those that were not there */
  demanded: z.number(), lost: z.number(),
  /** units served over units asked for; null: nothing was asked for */
  fill: z.number().nullable(), orders: z.number(), /** units on the shelf, all products together */ averageStock: z.number(),
});
export type PlayedPolicy = z.infer<typeof played>;
export const simulationAnswerSchema = z.object({
  policy: z.enum(ORDER_POLICIES), terms: itemTermsSchema, frequency: z.enum(['day', 'week', 'month']),
  /** steps played, which no part of the model was trained on */
  steps: z.number(), from: z.string(), to: z.string(), products: z.number(), /** products that the model knows */ known: z.number(),
  own: played,
  /** the usual rule, mean and spread of the newest steps as a normal distribution, at the safety factor that serves as many units; null: none serves as many */
  rule: played.extend({ safetyFactor: z.number() }).nullable(),
  /** of the model's cost over the rule's at equal fill */
  costRatio: z.number().nullable(),
  /** both at the same critical levels */
  curve: z.array(z.object({ level: z.number(), fill: z.number(), cost: z.number(), ruleFill: z.number(), ruleCost: z.number() })),
  unknown: z.array(z.string()),
});
export type SimulationAnswer = z.infer<typeof simulationAnswerSchema>;
