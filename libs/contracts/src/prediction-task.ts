import { z } from 'zod';
import { conditionsSchema, rowFieldSchema } from './condition';
import { entityKindSchema } from './event';

/** What a prediction is made for. */
export const TASK_ENTITIES = ['customer', 'product', 'session'] as const;
export const taskEntitySchema = z.enum(TASK_ENTITIES);
export type TaskEntity = z.infer<typeof taskEntitySchema>;

const counted = { of: entityKindSchema, where: conditionsSchema };

/** What shall be foretold: whether, how many, how much, or when first. Rows of an order that was cancelled do not count unless `where` names their state. */
export const taskTargetSchema = z.discriminatedUnion('kind', [
  /** yes: at least `atLeast` rows within the horizon */
  z.object({ kind: z.literal('any'), ...counted, atLeast: z.number().int().min(1).max(1000).default(1) }),
  /** rows, or distinct values of a field */
  z.object({ kind: z.literal('count'), ...counted, distinct: rowFieldSchema.nullable().default(null) }),
  /** the sum of a number; with `above`, yes where it exceeds that */
  z.object({ kind: z.literal('sum'), ...counted, field: rowFieldSchema.default('amount'), above: z.number().nullable().default(null) }),
  /** days until the first row; the horizon where none came (the column `target_observed` is then false) */
  z.object({ kind: z.literal('time_to_event'), ...counted }),
]);
export type TaskTarget = z.infer<typeof taskTargetSchema>;

/** What a target's column holds: a yes or no that a model can be launched on, or a number. */
export type TaskOutput = 'binary' | 'number';
export const taskOutput = (target: Pick<TaskTarget, 'kind'> & { above?: number | null }): TaskOutput => (target.kind === 'any' || (target.kind === 'sum' && (target.above ?? null) !== null) ? 'binary' : 'number');

/** What is asked of each row: whether, how many, how much, or when first. */
export type TargetKind = 'yes_no' | 'count' | 'sum' | 'wait';
export function targetKind(target: Pick<TaskTarget, 'kind'> & { above?: number | null }): TargetKind {
  if (taskOutput(target) === 'binary' || target.kind === 'any') return 'yes_no';
  return target.kind === 'time_to_event' ? 'wait' : target.kind;
}

/** Who is asked about. All that is said here is judged by what was known at the cutoff. */
export const taskPopulationSchema = z.object({
  /** at least one row of one of these kinds within the last days; null: everybody ever seen */
  active: z.object({ kinds: z.array(entityKindSchema).min(1).max(5), days: z.number().positive().max(3650), where: conditionsSchema }).nullable().default(null),
  /** days since the entity was first seen */
  minAgeDays: z.number().min(0).max(3650).default(0),
  /** facts of the entity itself: a customer's country, a product's category */
  where: conditionsSchema,
});
export type TaskPopulation = z.infer<typeof taskPopulationSchema>;

const localDate = z.iso.date({ error: 'expected a date such as 2026-01-31' });

/** When it is asked. Days, weeks (from Monday) and months begin and end at midnight of the task's time zone. */
export const taskCadenceSchema = z.discriminatedUnion('every', [
  z.object({ every: z.enum(['day', 'week', 'month']), at: z.enum(['start', 'end']).default('end'), /** named days, both included; null: as far as the data reach */ from: localDate.nullable().default(null), to: localDate.nullable().default(null) }),
  /** once in each session: after so many events, or so many minutes after its first */
  z.object({ every: z.literal('session'), afterEvents: z.number().int().min(1).max(1000).nullable().default(3), afterMinutes: z.number().positive().max(24 * 60).nullable().default(null), from: localDate.nullable().default(null), to: localDate.nullable().default(null) }),
]);
export type TaskCadence = z.infer<typeof taskCadenceSchema>;

export const timeZoneSchema = z.string().max(60).refine((zone) => {
  try {
    return Boolean(new Intl.DateTimeFormat('en', { timeZone: zone }));
  } catch {
    return false;
  }
}, 'expected an IANA time zone such as Europe/Berlin');

/**
 * A prediction task: target x entity x horizon x population x cadence. Labels, population, snapshots, splits and leak rules are compiled from it.
 * Features see what was known at the cutoff T; the label counts (T, T + horizon], as known `labelDelayDays` after its end.
 */
export const predictionTaskSchema = z
  .object({
    entity: taskEntitySchema,
    target: taskTargetSchema,
    /** @unit days of 24 hours */
    horizonDays: z.number().positive().max(3650),
    population: taskPopulationSchema.prefault({}),
    cadence: taskCadenceSchema,
    timeZone: timeZoneSchema.default('UTC'),
    /** how long after the horizon until the truth is known: returns, cancellations, slow sources */
    labelDelayDays: z.number().min(0).max(3650).default(0),
    split: z.object({ tuneSnapshots: z.number().int().min(1).max(1000).default(1), testSnapshots: z.number().int().min(1).max(1000).default(1) }).prefault({}),
  })
  .superRefine((task, issue) => {
    const say = (path: string[], message: string) => issue.addIssue({ code: 'custom', path, message });
    if ((task.entity === 'session') !== (task.cadence.every === 'session')) say(['cadence', 'every'], 'expected the cadence "session" for sessions, and day, week or month for customers and products');
    if (task.cadence.every === 'session' && (task.cadence.afterEvents === null) === (task.cadence.afterMinutes === null)) say(['cadence'], 'expected a number of events or a number of minutes, and not both');
    if (task.cadence.from && task.cadence.to && task.cadence.from > task.cadence.to) say(['cadence', 'to'], `expected an end that is not before the beginning, received ${task.cadence.from} to ${task.cadence.to}`);
    if (task.entity === 'session' && task.population.active !== null) say(['population', 'active'], 'expected no activity rule for sessions: a session is asked about once, while it lasts');
  });
export type PredictionTask = z.infer<typeof predictionTaskSchema>;
export type PredictionTaskInput = z.input<typeof predictionTaskSchema>;

/** Where a snapshot's rows go. purged: its label window reaches into a later part; immature: its truth is not known yet. */
export const SNAPSHOT_PARTS = ['train', 'tune', 'test', 'purged', 'immature'] as const;
export const snapshotPartSchema = z.enum(SNAPSHOT_PARTS);
export type SnapshotPart = z.infer<typeof snapshotPartSchema>;

/** Instants are ISO 8601 in UTC. */
export const taskSnapshotSchema = z.object({
  /** the day it is named by, in the task's time zone */
  name: z.string(),
  cutoff: z.string(),
  labelEnd: z.string(),
  /** when the truth of the last row is known */
  matureAt: z.string(),
  part: snapshotPartSchema,
});
export type TaskSnapshot = z.infer<typeof taskSnapshotSchema>;

export const taskProblemSchema = z.object({ code: z.enum(['horizon-beyond-data', 'empty-population', 'one-class', 'too-few-snapshots', 'unknown-field', 'wrong-type', 'no-such-rows', 'no-data']), message: z.string(), fix: z.string(), /** numbers for the message in another language */ context: z.record(z.string(), z.union([z.string(), z.number(), z.null()])).default({}) });
export type TaskProblem = z.infer<typeof taskProblemSchema>;

const partTotals = z.object({ snapshots: z.number(), rows: z.number(), /** share of yes, or the mean of a number; null: no rows */ mean: z.number().nullable() });

/** What a declaration comes to on a version of the log, before anything is built. */
export const taskPreviewSchema = z.object({
  /** first and last event, and the moment up to which the log knows */
  data: z.object({ from: z.string().nullable(), to: z.string().nullable(), knownTo: z.string().nullable() }),
  output: z.enum(['binary', 'number']),
  snapshots: z.array(taskSnapshotSchema.extend({ rows: z.number(), mean: z.number().nullable() })),
  parts: z.object({ train: partTotals, tune: partTotals, test: partTotals }),
  /** why it cannot be built; empty: it can */
  problems: z.array(taskProblemSchema),
  seconds: z.number(),
});
export type TaskPreview = z.infer<typeof taskPreviewSchema>;
