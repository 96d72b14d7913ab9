import { z } from 'zod';
import { columnTypeSchema } from './dataset';
import { leakCheckResultSchema, leakFindingSchema } from './leak-report';
import { snapshotPartSchema, TASK_ENTITIES, taskEntitySchema, timeZoneSchema, type TaskEntity } from './prediction-task';

export const FEATURE_NAME_PATTERN = /^[a-z][a-z0-9_]{0,79}$/;
/** `orders_30d@v2` */
export const featureRefSchema = z.string().regex(/^[a-z][a-z0-9_]{0,79}@v[1-9][0-9]{0,5}$/, 'expected a feature and its version, such as orders_30d@v2');

/**
 * A feature, declared once: training, batches and single predictions compute it from this.
 * `kind` and `params` are checked by the kind itself (libs/features/src/feature/kinds): a new kind is a new file there, and nothing here.
 */
export const featureDefinitionSchema = z.object({
  /** also the name of its column */
  name: z.string().regex(FEATURE_NAME_PATTERN, 'expected lower-case letters, digits and underscores, a letter first'),
  version: z.number().int().min(1).default(1),
  kind: z.string().min(1).max(60),
  params: z.record(z.string(), z.unknown()).default({}),
  /** the value is missing when the newest row behind it is older than this; null: however old @unit days */
  ttlDays: z.number().positive().max(36500).nullable().default(null),
  description: z.string().max(2000).default(''),
});
export type FeatureDefinition = z.infer<typeof featureDefinitionSchema>;
export type FeatureDefinitionInput = z.input<typeof featureDefinitionSchema>;

export const featureRef = (feature: Pick<FeatureDefinition, 'name' | 'version'>): string => `${feature.name}@v${feature.version}`;

/** The columns of a training table beside its features; the first is the entity's. */
export const TABLE_COLUMNS = { cutoff: 'cutoff', target: 'target', observed: 'target_observed', split: 'split' } as const;
export const entityColumn = (entity: TaskEntity): string => `${entity}_id`;
const RESERVED = new Set<string>([...TASK_ENTITIES.map(entityColumn), ...Object.values(TABLE_COLUMNS)]);

export const MOST_FEATURES = 1000;
/** A list of features for one kind of entity. Days, weeks and hours are those of `timeZone`. */
export const featureSetSchema = z
  .object({ entity: taskEntitySchema, timeZone: timeZoneSchema.default('UTC'), features: z.array(featureDefinitionSchema).min(1).max(MOST_FEATURES) })
  .superRefine((set, issue) => {
    const seen = new Set<string>();
    set.features.forEach((f, i) => {
      if (seen.has(f.name)) issue.addIssue({ code: 'custom', path: ['features', i, 'name'], message: `expected every name once, received ${f.name} twice` });
      if (RESERVED.has(f.name)) issue.addIssue({ code: 'custom', path: ['features', i, 'name'], message: `expected another name: ${f.name} is a column of every training table` });
      seen.add(f.name);
    });
  });
export type FeatureSet = z.infer<typeof featureSetSchema>;
export type FeatureSetInput = z.input<typeof featureSetSchema>;

/** A feature's column over time, as the table was built: what its card shows. */
export const featureColumnSchema = z.object({
  name: z.string(),
  ref: featureRefSchema,
  type: columnTypeSchema,
  /** `order_line.quantity`: what it is computed from */
  lineage: z.array(z.string()),
  /** one entry a snapshot, oldest first */
  snapshots: z.array(z.object({ name: z.string(), missing: z.number(), mean: z.number().nullable(), p10: z.number().nullable(), p50: z.number().nullable(), p90: z.number().nullable(), top: z.array(z.object({ value: z.string(), share: z.number() })), /** population stability index against the first snapshot */ psi: z.number().nullable() })),
});
export type FeatureColumn = z.infer<typeof featureColumnSchema>;

/** What was built, kept with it. */
export const trainingTableReportSchema = z.object({
  version: z.literal(1),
  rows: z.number(),
  columns: z.array(featureColumnSchema),
  snapshots: z.array(z.object({ name: z.string(), cutoff: z.string(), labelEnd: z.string(), part: snapshotPartSchema, rows: z.number(), mean: z.number().nullable(), /** of the rows' content, whatever their order */ digest: z.string(), /** of who is in it and the features alone */ featureDigest: z.string(), /** measures taken from the cache, of all */ cached: z.number(), computed: z.number(), seconds: z.number() })),
  /** of the snapshots' digests */
  digest: z.string(),
  leakChecks: z.array(leakCheckResultSchema),
  leakFindings: z.array(leakFindingSchema),
  warnings: z.array(z.object({ code: z.string(), message: z.string(), context: z.record(z.string(), z.union([z.string(), z.number(), z.null()])).default({}) })),
  seconds: z.number(),
  peakRssBytes: z.number().nullable(),
});
export type TrainingTableReport = z.infer<typeof trainingTableReportSchema>;
