import { z } from 'zod';
import { columnTypeSchema } from './dataset';
import { pairedDifferenceSchema } from './metric';
import { modelIdSchema, modelVersionIdSchema, predictionIdSchema } from './ids';

/** What a row must look like. Out of range is a warning, unknown and missing are named, a wrong type is refused. */
export const signatureFieldSchema = z.object({
  name: z.string(),
  type: columnTypeSchema,
  role: z.enum(['numeric', 'category', 'text', 'time', 'id']),
  required: z.boolean(),
  /** range seen in training, for numbers */
  min: z.number().nullable(),
  max: z.number().nullable(),
  /** levels seen in training, for categories (at most 200 are listed) */
  levels: z.array(z.string()).nullable(),
  example: z.union([z.string(), z.number(), z.boolean(), z.null()]),
});
export type SignatureField = z.infer<typeof signatureFieldSchema>;

export const modelSignatureSchema = z.object({
  inputs: z.array(signatureFieldSchema),
  output: z.object({ kind: z.enum(['probability', 'value', 'ranking', 'quantiles']), name: z.string(), positiveValue: z.string().nullable(), threshold: z.number().nullable() }),
});
export type ModelSignature = z.infer<typeof modelSignatureSchema>;

export const ALIAS_PATTERN = /^[a-z][a-z0-9-]{0,49}$/;
export const CHAMPION = 'champion';

/** The gates of a model, edited in the console. */
export const promotionPolicySchema = z.object({
  metric: z.string().default('auc'),
  /** refuse when the paired difference's interval lies below -margin (non-inferiority); 'superior' asks the whole interval above 0 */
  against: z.enum(['non-inferior', 'superior', 'none']).default('non-inferior'),
  margin: z.number().min(0).max(1).default(0.002),
  minimum: z.record(z.string(), z.number()).default({}),
  /** the largest calibration error (ECE) allowed; null: no gate */
  maxCalibrationError: z.number().min(0).max(1).nullable().default(0.05),
  minTestRows: z.number().int().min(0).default(200),
  /** proposer and approver must differ */
  fourEyes: z.boolean().default(false),
});
export type PromotionPolicy = z.infer<typeof promotionPolicySchema>;

export const gateResultSchema = z.object({
  gate: z.enum(['paired-difference', 'minimum-metric', 'calibration', 'test-rows', 'four-eyes', 'artifact', 'run-complete', 'leaks']),
  passed: z.boolean(),
  expected: z.string(),
  received: z.string(),
  fix: z.string(),
});
export type GateResult = z.infer<typeof gateResultSchema>;

export const promotionEvidenceSchema = z.object({
  championVersionId: modelVersionIdSchema.nullable(),
  candidateVersionId: modelVersionIdSchema,
  datasetVersionId: z.string(),
  /** sha256 of the frozen rows' indices: the same rows for both */
  rowsHash: z.string(),
  rows: z.number(),
  differences: z.array(pairedDifferenceSchema),
  /** said when the champion trained on some of these rows, or saw another version */
  caveats: z.array(z.string()),
  sentence: z.string(),
});
export type PromotionEvidence = z.infer<typeof promotionEvidenceSchema>;

export const promotionResultSchema = z.object({
  decision: z.enum(['promoted', 'refused', 'overridden', 'rolled-back']),
  promotionId: z.string(),
  gates: z.array(gateResultSchema),
  evidence: promotionEvidenceSchema.nullable(),
});
export type PromotionResult = z.infer<typeof promotionResultSchema>;

// ---- prediction and outcome

export const rowSchema = z.record(z.string(), z.union([z.string(), z.number(), z.boolean(), z.null()]));
export type InputRow = z.infer<typeof rowSchema>;

export const predictInputSchema = z.object({
  model: z.string().min(1).max(200).describe('Name of a registered model'),
  alias: z.string().regex(ALIAS_PATTERN).default(CHAMPION).describe('Alias, champion by default'),
  version: z.number().int().positive().optional().describe('A version number in place of the alias'),
  rows: z.array(z.object({ key: z.string().max(200).optional().describe('Your id of the entity, to report the outcome by'), features: rowSchema })).min(1).max(1000),
});
export type PredictInput = z.infer<typeof predictInputSchema>;

export const predictionWarningSchema = z.object({ code: z.enum(['unknown-field', 'missing-field', 'out-of-range', 'new-category']), field: z.string(), message: z.string() });
export type PredictionWarning = z.infer<typeof predictionWarningSchema>;

/** Ends that should hold this share of outcomes. */
export const predictionIntervalSchema = z.object({ low: z.number(), high: z.number(), level: z.number() });
export type PredictionInterval = z.infer<typeof predictionIntervalSchema>;

/** Of a waiting time: when half have stopped waiting (null: beyond the horizon), and the chance that the wait has ended by a time, in the unit of the target. */
export const predictionWaitSchema = z.object({ median: z.number().nullable(), chances: z.array(z.object({ by: z.number(), chance: z.number() })) });
export type PredictionWait = z.infer<typeof predictionWaitSchema>;

export const predictionResultSchema = z.object({
  predictionId: predictionIdSchema,
  key: z.string().nullable(),
  score: z.number(),
  label: z.string().nullable(),
  /** of a predicted value, where its model says one */
  interval: predictionIntervalSchema.optional(),
  wait: predictionWaitSchema.optional(),
  warnings: z.array(predictionWarningSchema),
});
export const predictOutputSchema = z.object({
  model: z.string(), modelId: modelIdSchema, version: z.number(), modelVersionId: modelVersionIdSchema, alias: z.string().nullable(),
  latencyMs: z.number(), predictions: z.array(predictionResultSchema),
});
export type PredictOutput = z.infer<typeof predictOutputSchema>;

export const reportedOutcomeSchema = z
  .object({
    predictionId: predictionIdSchema.optional(),
    /** the newest prediction of this key before occurredAt is meant */
    key: z.string().max(200).optional(),
    value: z.union([z.boolean(), z.number()]),
    occurredAt: z.coerce.date().optional(),
  })
  .refine((o) => o.predictionId !== undefined || o.key !== undefined, 'expected predictionId or key');
export type ReportedOutcome = z.infer<typeof reportedOutcomeSchema>;

export const outcomeResultSchema = z.object({ accepted: z.number(), duplicates: z.number(), rejected: z.array(z.object({ index: z.number(), reason: z.string() })) });
export type OutcomeResult = z.infer<typeof outcomeResultSchema>;

// ---- lineage

export const LINEAGE_KINDS = ['event-partition', 'event-log-version', 'task-version', 'feature-version', 'training-table', 'bytes', 'dataset', 'dataset-version', 'role-set', 'view', 'run', 'model', 'model-version', 'alias-event', 'promotion', 'batch-scoring', 'prediction', 'outcome'] as const;
export const lineageKindSchema = z.enum(LINEAGE_KINDS);
export type LineageKind = z.infer<typeof lineageKindSchema>;
export const lineageNodeSchema = z.object({ id: z.string(), kind: lineageKindSchema, title: z.string(), subtitle: z.string().nullable(), at: z.date().nullable(), facts: z.record(z.string(), z.union([z.string(), z.number(), z.null()])), /** how many like it are folded into this node */ count: z.number().optional() });
export const lineageEdgeSchema = z.object({ from: z.string(), to: z.string(), label: z.string() });
export const lineageGraphSchema = z.object({ centre: z.string(), nodes: z.array(lineageNodeSchema), edges: z.array(lineageEdgeSchema) });
export type LineageGraph = z.infer<typeof lineageGraphSchema>;
