import { z } from 'zod';
import { entityKindSchema, EVENT_COLUMNS } from './event';

const columnName = z.string().min(1).max(300);

/** How a text becomes an instant. Patterns are those of strptime (`%d/%m/%Y %H:%M`). */
export const TIME_FORMATS = ['iso', 'epoch-s', 'epoch-ms', 'days'] as const;
const timeFormat = z.union([z.enum(TIME_FORMATS), z.string().max(60).regex(/%/, 'expected iso, epoch-s, epoch-ms, days or a pattern such as %d/%m/%Y %H:%M')]);

/** Where the value of a field comes from. Exactly one of column, columns, sum, constant, numberedWithin, row. */
export const fieldSourceSchema = z.strictObject({
  column: columnName.optional(),
  /** several columns as one text, joined by `separator` */
  columns: z.array(columnName).min(2).max(6).optional(),
  separator: z.string().max(5).optional(),
  /** numbers added up; an empty one counts as nothing */
  sum: z.array(columnName).min(1).max(6).optional(),
  /** the same in every row */
  constant: z.union([z.string().max(2000), z.number(), z.boolean()]).optional(),
  /** 1, 2, 3, … within the same value of these columns, in the order of the file: the lines of an order */
  numberedWithin: z.array(columnName).min(1).max(4).optional(),
  /** name of the file and row in it: an id for rows that have none */
  row: z.literal(true).optional(),
  /** of a JSON text: `$.item.price` */
  path: z.string().max(200).regex(/^\$/, 'expected a JSON path that begins with $').optional(),
  format: timeFormat.optional(),
  /** with the format days: the day that is 0 */
  origin: z.iso.date().optional(),
  /** a number is multiplied by this: 0.01 for cents, -1 to turn its sign */
  factor: z.number().optional(),
  /** a number is divided by this column: a line total by its quantity */
  per: columnName.optional(),
  /** comma: 1.234,50 */
  decimal: z.enum(['point', 'comma']).optional(),
  /** texts of the file and what they mean; compared in small letters */
  values: z.record(z.string().max(200), z.union([z.string().max(500), z.number(), z.boolean()])).optional(),
  /** what becomes of a text that `values` does not name: kept as it is unless told */
  otherwise: z.enum(['keep', 'empty', 'reject']).optional(),
}).refine((s) => [s.column, s.columns, s.sum, s.constant, s.numberedWithin, s.row].filter((v) => v !== undefined).length === 1, 'expected exactly one of column, columns, sum, constant, numberedWithin, row');
export type FieldSource = z.infer<typeof fieldSourceSchema>;

/** A row takes part when the column holds this. */
export const rowConditionSchema = z.strictObject({
  column: columnName,
  is: z.enum(['one-of', 'not-one-of', 'filled', 'empty', 'positive', 'not-positive', 'negative', 'starts-with']),
  values: z.array(z.string().max(300)).max(200).optional(),
});
export type RowCondition = z.infer<typeof rowConditionSchema>;

/** When a row became known here. `delay` counts after the event @unit minutes */
export const knownTimeRuleSchema = z.discriminatedUnion('from', [
  z.strictObject({ from: z.literal('arrival') }),
  z.strictObject({ from: z.literal('event'), delayMinutes: z.number().min(0).max(60 * 24 * 366).default(0) }),
  z.strictObject({ from: z.literal('column'), column: columnName, format: timeFormat.optional() }),
]);
export type KnownTimeRule = z.infer<typeof knownTimeRuleSchema>;

export const NEGATIVE_RULES = ['keep', 'reject', 'return', 'cancel'] as const;

/** What one row of the source becomes. */
export const rowMappingSchema = z.strictObject({
  kind: entityKindSchema,
  when: z.array(rowConditionSchema).max(10).default([]),
  fields: z.record(z.string(), fieldSourceSchema),
  knownTime: knownTimeRuleSchema,
  /**
   * A negative quantity of an order line: kept as it stands; rejected; a return of as many; or the cancellation of the newest line of the same customer,
   * product and quantity, known when the negative row was (a return where there is no such line).
   */
  negative: z.enum(NEGATIVE_RULES).default('keep'),
}).superRefine((row, ctx) => {
  const known = new Set(EVENT_COLUMNS[row.kind].map((c) => c.field));
  for (const field of Object.keys(row.fields)) if (!known.has(field) || field === 'knownTime') ctx.addIssue({ code: 'custom', path: ['fields', field], message: `a ${row.kind} has no field ${field}` });
  for (const column of EVENT_COLUMNS[row.kind]) if (column.required && !(column.field in row.fields)) ctx.addIssue({ code: 'custom', path: ['fields', column.field], message: `${column.field} of a ${row.kind} needs a source: ${column.description}` });
});
export type RowMapping = z.infer<typeof rowMappingSchema>;

/** From the columns of a file or table to rows of the event contract. */
export const eventMappingSchema = z.strictObject({
  rows: z.array(rowMappingSchema).min(1).max(12),
  /** zone of times that name none: an IANA name */
  timeZone: z.string().min(1).max(60).default('UTC').refine(isTimeZone, 'expected a time zone such as Europe/Berlin'),
  /** local times that come twice (autumn): the earlier or the later of the two, or rejected. Those that never were (spring) move on by the hour, or are rejected. */
  doubledHour: z.enum(['earlier', 'later', 'reject']).default('later'),
  missingHour: z.enum(['shift', 'reject']).default('shift'),
  /** texts that mean "nothing here" */
  missing: z.array(z.string().max(20)).max(20).default(['', 'NA', 'N/A', 'NULL', 'null', 'None', 'NaN', 'nan']),
  /** blanks around texts are taken off */
  trim: z.boolean().default(false),
  /** a value that is not of its type: the row is rejected, or an optional field is left empty */
  badCell: z.enum(['reject', 'empty']).default('reject'),
  /** the first row names the columns; false: they are called column_1, column_2, … */
  header: z.boolean().default(true),
  delimiter: z.string().max(1).nullable().default(null),
});
export type EventMapping = z.infer<typeof eventMappingSchema>;
export type EventMappingInput = z.input<typeof eventMappingSchema>;

function isTimeZone(zone: string): boolean {
  try {
    new Intl.DateTimeFormat('en', { timeZone: zone });
    return true;
  } catch {
    return false;
  }
}

const counted = z.record(z.string(), z.number());

/** What became of the rows of a batch. Every row read is exactly one of accepted (by kind), duplicate, rejected or unmapped; a row of several kinds counts in each. */
export const ingestCountsSchema = z.object({
  /** rows of the source, those that could not be read included */
  read: z.number(),
  accepted: counted,
  duplicates: counted,
  /** accepted rows that correct an earlier one of the same event id */
  corrections: counted,
  /** different rows of one event id that became known at the same moment */
  conflicts: counted,
  rejected: z.number(),
  /** reason -> rows */
  reasons: counted,
  /** matched no row of the mapping */
  unmapped: z.number(),
  late: z.number(),
  /** events older than the newest that the log had of their kind */
  outOfOrder: z.number(),
  /** clocks ahead by no more than the tolerance: kept */
  skewed: z.number(),
  doubledHour: z.number(),
  missingHour: z.number(),
  /** rows by currency */
  currencies: counted,
  /** negative rows that found the order line they cancel, and those that did not */
  cancelled: z.number(),
  cancelUnmatched: z.number(),
});
export type IngestCounts = z.infer<typeof ingestCountsSchema>;

/** A mapping held against the rows of a file, before anything is accepted. */
export const mappingPreviewSchema = z.object({
  columns: z.array(z.object({ name: z.string(), type: z.string(), samples: z.array(z.string()) })),
  /** false: the first rows of a file too large to read while a person waits */
  whole: z.boolean(),
  counts: ingestCountsSchema,
  /** by row of the mapping */
  rows: z.array(z.object({ kind: entityKindSchema, accepted: z.number(), columns: z.array(z.string()), sample: z.array(z.array(z.union([z.string(), z.number(), z.boolean(), z.null()]))) })),
  /** the first of each reason */
  rejects: z.array(z.object({ reason: z.string(), rows: z.number(), row: z.number(), raw: z.string() })),
  eventFrom: z.string().nullable(),
  eventTo: z.string().nullable(),
});
export type MappingPreview = z.infer<typeof mappingPreviewSchema>;

/** Facts of a stored partition that a quality page adds up. */
export const partitionStatsSchema = z.object({
  /** source id -> day (of event time, UTC) -> rows */
  days: z.record(z.string(), z.record(z.string(), z.number())),
  /** column -> rows without a value */
  empty: counted,
  /** columns that hold one value in every row, and which; absent in partitions from before this was kept */
  constant: z.record(z.string(), z.string()).optional(),
  /** currency -> rows */
  currencies: counted,
  late: z.number(),
});
export type PartitionStats = z.infer<typeof partitionStatsSchema>;

