import { z } from 'zod';
import { datasetVersionIdSchema, experimentIdSchema, runGroupIdSchema, runIdSchema } from './ids';
import { metricRecordSchema } from './metric';
import { columnRoleSchema } from './dataset';
import { runEndingSchema } from './run-ending';

export const RUN_STATES = ['queued', 'running', 'done', 'failed', 'cancelled'] as const;
export const runStateSchema = z.enum(RUN_STATES);
export type RunState = z.infer<typeof runStateSchema>;

export const errorRecordSchema = z.object({ code: z.string(), message: z.string(), fix: z.string(), context: z.record(z.string(), z.unknown()).optional() });

export const runProgressSchema = z.object({
  phase: z.string(),
  step: z.number(),
  totalSteps: z.number(),
  epoch: z.number().nullable(),
  totalEpochs: z.number().nullable(),
  stepsPerSecond: z.number().nullable(),
  etaSeconds: z.number().nullable(),
});
export type RunProgress = z.infer<typeof runProgressSchema>;

/** A training engine that was looked for; `reason` is its version and device, or why it is not there. */
export const engineTrialSchema = z.object({ name: z.string(), available: z.boolean(), reason: z.string() });
export type EngineTrial = z.infer<typeof engineTrialSchema>;

/** Which engine trained, on what, and why not the ones before it. */
export const engineInfoSchema = z.object({ name: z.string(), version: z.string(), device: z.string(), reason: z.string(), tried: z.array(engineTrialSchema) });
export type EngineInfo = z.infer<typeof engineInfoSchema>;

export const runCostSchema = z.object({ wallSeconds: z.number(), cpuSeconds: z.number(), peakRssBytes: z.number() });
export type RunCost = z.infer<typeof runCostSchema>;

/** The model as one ONNX file, and its proof against the engine that trained it. */
export const exportCheckSchema = z.object({
  /** null: there is none, and `problem` says why */
  file: z.string().nullable(),
  bytes: z.number(),
  sha256: z.string().nullable(),
  /** real rows that both scored */
  rows: z.number(),
  largestDifference: z.number().nullable(),
  tolerance: z.number(),
  problem: z.string().nullable(),
});
export type ExportCheck = z.infer<typeof exportCheckSchema>;

export const runSummaryDataSchema = z.object({
  rows: z.object({ train: z.number(), valid: z.number(), test: z.number(), dropped: z.number() }),
  baseRate: z.object({ train: z.number(), valid: z.number(), test: z.number() }).nullable(),
  features: z.array(z.string()),
  /** permutation importance on held-out rows, most important first */
  importance: z.array(z.object({ feature: z.string(), value: z.number(), lo: z.number().nullable(), hi: z.number().nullable() })),
  bestEpoch: z.number().nullable(),
  parameterCount: z.number().nullable(),
  protocol: z.string(),
  /** absent in runs from before there was such a file */
  export: exportCheckSchema.optional(),
  /** metrics on the rows that choose, which no model trained on: what a search compares by; absent where the family has none */
  validation: z.record(z.string(), z.number().nullable()).optional(),
  /** median of one row scored in the training process @unit ms */
  rowLatencyMs: z.number().nullable().optional(),
});
export type RunSummaryData = z.infer<typeof runSummaryDataSchema>;

/** What is trained, on which rows, and where it is kept: the same for a launch and for a search. */
export const trainingShape = {
  experimentId: experimentIdSchema.optional(),
  /** makes the experiment when it does not exist */
  experimentName: z.string().trim().min(1).max(200).optional(),
  familyId: z.string().min(1).max(100),
  datasetVersionId: datasetVersionIdSchema,
  roles: z.record(z.string(), columnRoleSchema).optional(),
  name: z.string().trim().max(200).default(''),
  tags: z.array(z.string().trim().min(1).max(100)).max(100).default([]),
  notes: z.string().max(10_000).default(''),
};

/** One launch makes a group of runs. `params` are the family's own, checked by its schema. */
export const launchSpecSchema = z.object({
  ...trainingShape,
  params: z.record(z.string(), z.unknown()),
  seed: z.number().int().min(0).max(2 ** 31 - 1).default(1),
  expand: z
    .discriminatedUnion('kind', [
      z.object({ kind: z.literal('single') }),
      z.object({ kind: z.literal('seeds'), count: z.number().int().min(1).max(100) }),
      /** cartesian product: parameter path (dots) -> values */
      z.object({ kind: z.literal('grid'), values: z.record(z.string(), z.array(z.unknown()).min(1).max(50)) }),
      z.object({ kind: z.literal('variants'), variants: z.array(z.object({ name: z.string().max(100), params: z.record(z.string(), z.unknown()), seed: z.number().int().optional() })).min(1).max(200) }),
    ])
    .default({ kind: 'single' }),
  labels: z.record(z.string().max(100), z.string().max(500)).default({}),
  clonedFromId: runIdSchema.optional(),
});
export type LaunchSpec = z.infer<typeof launchSpecSchema>;
export type LaunchInput = z.input<typeof launchSpecSchema>;

/** A row of the runs table. */
export const runRowSchema = z.object({
  id: runIdSchema,
  number: z.number(),
  name: z.string(),
  experimentId: experimentIdSchema,
  experimentName: z.string(),
  groupId: runGroupIdSchema,
  groupName: z.string(),
  familyId: z.string(),
  datasetVersionId: datasetVersionIdSchema,
  datasetName: z.string(),
  datasetVersionNumber: z.number(),
  state: runStateSchema,
  params: z.record(z.string(), z.unknown()),
  seed: z.number(),
  metrics: metricRecordSchema,
  progress: runProgressSchema.nullable(),
  engine: engineInfoSchema.nullable(),
  cost: runCostSchema.nullable(),
  error: errorRecordSchema.nullable(),
  /** why the search that made it ended it; null: none did */
  ending: runEndingSchema.nullable(),
  tags: z.array(z.string()),
  labels: z.record(z.string(), z.string()),
  notes: z.string(),
  favourite: z.boolean(),
  archivedAt: z.date().nullable(),
  queuedAt: z.date(),
  startedAt: z.date().nullable(),
  finishedAt: z.date().nullable(),
  createdByName: z.string(),
  attempts: z.number(),
});
export type RunRow = z.infer<typeof runRowSchema>;

export const metricPointSchema = z.object({ key: z.string(), step: z.number(), value: z.number().nullable(), wallMs: z.number(), seq: z.number() });
export type MetricPoint = z.infer<typeof metricPointSchema>;
export type RunLogLine = { seq: number; at: Date; level: 'debug' | 'info' | 'warn' | 'error'; message: string };
export type RunSample = { at: Date; cpuPercent: number; rssBytes: number };
