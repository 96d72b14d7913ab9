import { z } from 'zod';
import { datasetIdSchema, datasetVersionIdSchema } from './ids';

/** `id` names the row, or whom it is about (the customer, the series); `item`, `event`, `price` and `quantity` say what was done to what, in tables of events; `split` says which rows train, tune and test where a declaration fixed it; `observed` says of a waiting time whether its end was seen: false, it still lasted at the horizon. */
export const COLUMN_ROLES = ['id', 'time', 'target', 'item', 'event', 'price', 'quantity', 'numeric', 'category', 'text', 'split', 'observed', 'ignored', 'sensitive'] as const;
export const columnRoleSchema = z.enum(COLUMN_ROLES);
export type ColumnRole = z.infer<typeof columnRoleSchema>;
export const columnRolesSchema = z.record(z.string(), columnRoleSchema);
export type ColumnRoles = z.infer<typeof columnRolesSchema>;

export const COLUMN_TYPES = ['boolean', 'integer', 'number', 'string', 'date', 'timestamp'] as const;
export const columnTypeSchema = z.enum(COLUMN_TYPES);
export type ColumnType = z.infer<typeof columnTypeSchema>;

export const columnSchemaSchema = z.object({ name: z.string(), type: columnTypeSchema, /** as it stood in the file, where we had to rename it */ originalName: z.string().optional() });
export type ColumnSchema = z.infer<typeof columnSchemaSchema>;

export const dataWarningSchema = z.object({
  code: z.string(),
  severity: z.enum(['info', 'warning', 'bad']),
  column: z.string().nullable(),
  message: z.string(),
  fix: z.string(),
  /** numbers for the message in another language */
  context: z.record(z.string(), z.unknown()).optional(),
});
export type DataWarning = z.infer<typeof dataWarningSchema>;

export const columnProfileSchema = z.object({
  name: z.string(),
  type: columnTypeSchema,
  count: z.number(),
  missing: z.number(),
  distinct: z.number(),
  /** true when distinct was estimated (HyperLogLog) */
  distinctApproximate: z.boolean(),
  numeric: z.object({ min: z.number(), max: z.number(), mean: z.number(), sd: z.number().nullable(), quantiles: z.object({ p01: z.number(), p05: z.number(), p25: z.number(), p50: z.number(), p75: z.number(), p95: z.number(), p99: z.number() }), zeros: z.number(), negatives: z.number(), nonFinite: z.number() }).nullable(),
  histogram: z.object({ edges: z.array(z.number()), counts: z.array(z.number()), /** by target value, where the target is binary */ positives: z.array(z.number()).nullable() }).nullable(),
  top: z.array(z.object({ value: z.string(), count: z.number(), positives: z.number().nullable() })),
  time: z.object({ min: z.string(), max: z.string() }).nullable(),
  text: z.object({ minLength: z.number(), maxLength: z.number(), meanLength: z.number() }).nullable(),
  /** relation to the target: point-biserial/Pearson r for numbers, Cramér's V for categories, and the AUC of the column alone */
  target: z.object({ kind: z.enum(['pearson', 'cramers-v']), value: z.number().nullable(), auc: z.number().nullable() }).nullable(),
});
export type ColumnProfile = z.infer<typeof columnProfileSchema>;

export const datasetProfileSchema = z.object({
  rows: z.number(),
  duplicateRows: z.number(),
  target: z.object({ column: z.string(), kind: z.enum(['binary', 'categorical', 'numeric']), positiveValue: z.string().nullable(), baseRate: z.number().nullable() }).nullable(),
  columns: z.array(columnProfileSchema),
  seconds: z.number(),
});
export type DatasetProfile = z.infer<typeof datasetProfileSchema>;

export const rejectedRowSchema = z.object({ row: z.number(), reason: z.string(), raw: z.string() });
export type RejectedRow = z.infer<typeof rejectedRowSchema>;

export const FILE_FORMATS = ['csv', 'tsv', 'jsonl', 'parquet'] as const;
export const fileFormatSchema = z.enum(FILE_FORMATS);
export type FileFormat = z.infer<typeof fileFormatSchema>;

export const datasetVersionStateSchema = z.enum(['parsing', 'ready', 'failed']);
export const datasetVersionSummarySchema = z.object({
  id: datasetVersionIdSchema,
  datasetId: datasetIdSchema,
  number: z.number(),
  contentHash: z.string(),
  state: datasetVersionStateSchema,
  origin: z.string(),
  fileName: z.string(),
  format: fileFormatSchema,
  bytes: z.number(),
  rowCount: z.number().nullable(),
  columnCount: z.number().nullable(),
  rejectedCount: z.number().nullable(),
  progress: z.object({ phase: z.string(), fraction: z.number().nullable() }).nullable(),
  error: z.object({ code: z.string(), message: z.string(), fix: z.string() }).nullable(),
  createdAt: z.date(),
});
export type DatasetVersionSummary = z.infer<typeof datasetVersionSummarySchema>;

/** Schema and distribution changes of a version against another. */
export const datasetChangesSchema = z.object({
  baseVersionId: z.string(),
  rows: z.object({ before: z.number(), after: z.number() }),
  added: z.array(columnSchemaSchema),
  removed: z.array(columnSchemaSchema),
  retyped: z.array(z.object({ name: z.string(), before: columnTypeSchema, after: columnTypeSchema })),
  /** one entry a shared column, most changed first */
  drifted: z.array(z.object({ name: z.string(), psi: z.number().nullable(), missingBefore: z.number(), missingAfter: z.number(), meanBefore: z.number().nullable(), meanAfter: z.number().nullable(), newValues: z.array(z.string()), lostValues: z.array(z.string()) })),
});
export type DatasetChanges = z.infer<typeof datasetChangesSchema>;

/** Limits at the door (RELIABILITY B3). Bytes unless said. */
export const DATA_LIMITS = { fileBytes: 2 * 1024 ** 3, expandedBytes: 8 * 1024 ** 3, expansionRatio: 200, columns: 2000, cellBytes: 1024 ** 2, headerBytes: 1024 ** 2, rejectedKept: 10_000 } as const;
