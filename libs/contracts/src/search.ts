import { z } from 'zod';
import { datasetVersionIdSchema, experimentIdSchema, runGroupIdSchema, runIdSchema, searchIdSchema } from './ids';
import { errorRecordSchema, runProgressSchema, runStateSchema, trainingShape } from './run';
import { runEndingSchema } from './run-ending';

/** Where a parameter stands in the parameters of a run, with dots: `view.scaling`. */
export const parameterPathSchema = z.string().max(200).regex(/^[A-Za-z_]\w*(\.[A-Za-z_]\w*)*$/, 'expected a parameter path such as view.scaling');
export const searchValueSchema = z.union([z.string().max(200), z.number(), z.boolean(), z.null()]);
export type SearchValue = z.infer<typeof searchValueSchema>;

/** Searched only while each named parameter has one of these values. */
const conditionSchema = z.record(parameterPathSchema, z.array(searchValueSchema).min(1).max(50));
export type SearchCondition = z.infer<typeof conditionSchema>;
const common = { path: parameterPathSchema, when: conditionSchema.optional() };
const number = { ...common, low: z.number(), high: z.number(), /** even in the logarithm */ log: z.boolean().default(false), /** only low, low + step, ... */ step: z.number().positive().optional() };

/** What a search may set a parameter to. */
export const searchParameterSchema = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('float'), ...number }),
  z.object({ kind: z.literal('integer'), ...number }),
  z.object({ kind: z.literal('choice'), ...common, values: z.array(searchValueSchema).min(1).max(50) }),
]);
export type SearchParameter = z.infer<typeof searchParameterSchema>;
export type SearchParameterInput = z.input<typeof searchParameterSchema>;

/** The values that a trial was given; a parameter that was not active is absent. */
export type SearchPoint = Record<string, SearchValue>;

export const samplerSchema = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('random') }),
  /** every combination, in an order drawn from the seed; `points` values of each number */
  z.object({ kind: z.literal('grid'), points: z.number().int().min(1).max(50).default(4) }),
  /** tree-structured Parzen estimator; the first `startup` trials are random */
  z.object({ kind: z.literal('tpe'), startup: z.number().int().min(1).max(200).default(10), candidates: z.number().int().min(1).max(500).default(24) }),
]);
export type Sampler = z.infer<typeof samplerSchema>;

export const prunerSchema = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('none') }),
  /** asynchronous successive halving: at firstRung x reduction^k of the curve the best 1/reduction go on */
  z.object({ kind: z.literal('asha'), firstRung: z.number().int().min(1).max(100_000).default(3), reduction: z.number().int().min(2).max(10).default(3), /** a validation curve of the family; its first when absent */ curve: z.string().max(250).optional() }),
]);
export type Pruner = z.infer<typeof prunerSchema>;

const limits = { trials: z.number().int().min(1).max(2000), minutes: z.number().gt(0).max(60 * 24 * 31), coreMinutes: z.number().gt(0).max(60 * 24 * 31 * 64) };
/** The search ends at the first of these that is spent. */
export const searchBudgetSchema = z.object({ trials: limits.trials.optional(), minutes: limits.minutes.optional(), coreMinutes: limits.coreMinutes.optional() }).refine((b) => b.trials !== undefined || b.minutes !== undefined || b.coreMinutes !== undefined, 'expected a budget in trials, minutes or core-minutes, received none');
export type SearchBudget = z.infer<typeof searchBudgetSchema>;

export const searchSpecSchema = z.object({
  ...trainingShape,
  /** what every trial has beside its own values */
  params: z.record(z.string(), z.unknown()),
  /** of the sampler, and of every trial: trials differ in their values alone */
  seed: z.number().int().min(0).max(2 ** 31 - 1).default(1),
  space: z.array(searchParameterSchema).min(1).max(40),
  /** a metric of the family, measured on validation rows; absent: its first that can be searched by */
  objective: z.string().max(250).optional(),
  sampler: samplerSchema.default({ kind: 'tpe', startup: 10, candidates: 24 }),
  pruner: prunerSchema.default({ kind: 'none' }),
  budget: searchBudgetSchema,
  /** trials at once, as far as workers have room */
  parallel: z.number().int().min(1).max(64).default(2),
});
export type SearchSpec = z.infer<typeof searchSpecSchema>;
export type SearchInput = z.input<typeof searchSpecSchema>;

export const extendSearchSchema = z.object({ id: searchIdSchema, trials: limits.trials.optional(), minutes: limits.minutes.optional(), coreMinutes: limits.coreMinutes.optional() }).refine((b) => b.trials !== undefined || b.minutes !== undefined || b.coreMinutes !== undefined, 'expected trials, minutes or core-minutes to add, received none');
export type ExtendSearch = z.infer<typeof extendSearchSchema>;

/** running: trials are made. stopping: open trials are being ended. The others are ends; all of them can be extended. */
export const SEARCH_STATES = ['running', 'stopping', 'done', 'stopped', 'failed'] as const;
export const searchStateSchema = z.enum(SEARCH_STATES);
export type SearchState = z.infer<typeof searchStateSchema>;

/** Why no more trials are made. */
export const SEARCH_END_REASONS = ['trials', 'minutes', 'core-minutes', 'exhausted', 'stopped', 'failed'] as const;
export type SearchEndReason = (typeof SEARCH_END_REASONS)[number];

export const searchTrialSchema = z.object({
  runId: runIdSchema,
  /** counts up within the search, from 1 */
  number: z.number(),
  runNumber: z.number(),
  name: z.string(),
  state: runStateSchema,
  ending: runEndingSchema.nullable(),
  error: errorRecordSchema.nullable(),
  progress: runProgressSchema.nullable(),
  values: z.record(z.string(), searchValueSchema),
  /** which rule proposed the values */
  proposedBy: z.enum(['random', 'grid', 'tpe']),
  /** on validation rows; null until the trial is done */
  objective: z.number().nullable(),
  /** best of the validation curve at the highest rung reached */
  lastRung: z.object({ rung: z.number(), at: z.number(), value: z.number(), rank: z.number(), of: z.number() }).nullable(),
  cpuSeconds: z.number(),
  wallSeconds: z.number().nullable(),
  /** p50 of one row, in the training process */
  latencyMs: z.number().nullable(),
  queuedAt: z.date(),
  startedAt: z.date().nullable(),
  finishedAt: z.date().nullable(),
});
export type SearchTrial = z.infer<typeof searchTrialSchema>;

export const searchRowSchema = z.object({
  id: searchIdSchema,
  name: z.string(),
  experimentId: experimentIdSchema,
  experimentName: z.string(),
  groupId: runGroupIdSchema,
  familyId: z.string(),
  datasetVersionId: datasetVersionIdSchema,
  datasetName: z.string(),
  datasetVersionNumber: z.number(),
  state: searchStateSchema,
  endReason: z.enum(SEARCH_END_REASONS).nullable(),
  error: errorRecordSchema.nullable(),
  objective: z.string(),
  direction: z.enum(['maximise', 'minimise']),
  sampler: samplerSchema,
  pruner: prunerSchema,
  parallel: z.number(),
  budget: searchBudgetSchema,
  spent: z.object({ trials: z.number(), minutes: z.number(), coreMinutes: z.number() }),
  counts: z.object({ open: z.number(), done: z.number(), pruned: z.number(), failed: z.number(), cancelled: z.number() }),
  best: z.object({ runId: runIdSchema, trial: z.number(), value: z.number() }).nullable(),
  createdByName: z.string(),
  createdAt: z.date(),
  finishedAt: z.date().nullable(),
});
export type SearchRow = z.infer<typeof searchRowSchema>;
