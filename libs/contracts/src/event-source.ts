import { z } from 'zod';
import { entityKindSchema } from './event';

export const EVENT_SOURCE_KINDS = ['file', 'http', 'browser', 'postgres'] as const;
export const eventSourceKindSchema = z.enum(EVENT_SOURCE_KINDS);
export type EventSourceKind = z.infer<typeof eventSourceKindSchema>;

const sqlName = z.string().regex(/^[A-Za-z_][A-Za-z0-9_$]{0,62}(\.[A-Za-z_][A-Za-z0-9_$]{0,62})?$/, 'expected a name such as orders or sales.orders');
const webOrigin = z.string().max(200).regex(/^https?:\/\/[a-z0-9.-]+(:\d{1,5})?$/i, 'expected an origin such as https://shop.example.com');

/** A table of the shop's own database, pulled again and again. */
export const postgresSourceConfigSchema = z.strictObject({
  kind: z.literal('postgres'),
  host: z.string().min(1).max(253).regex(/^[A-Za-z0-9.:-]+$/, 'expected a host name or an address'),
  port: z.number().int().min(1).max(65535).default(5432),
  database: z.string().min(1).max(63),
  user: z.string().min(1).max(63),
  tls: z.enum(['verify', 'require', 'off']).default('verify'),
  /** name of an environment variable of the server that holds the password; left out: the password kept with the source */
  passwordEnv: z.string().regex(/^BELLWETHER_SOURCE_[A-Z0-9_]{1,80}$/, 'expected a name that begins with BELLWETHER_SOURCE_').optional(),
  table: sqlName,
  /** grows with every new or changed row: a serial id or a time of change */
  cursorColumn: sqlName,
  /** tells rows of the same cursor apart; left out where the cursor is unique */
  tieColumn: sqlName.optional(),
  everyMinutes: z.number().int().min(1).max(7 * 24 * 60).default(15),
  /** rows that are younger than this may still be joined by others of a lower cursor: they wait @unit s */
  settleSeconds: z.number().int().min(0).max(86_400).default(60),
  batchRows: z.number().int().min(100).max(1_000_000).default(100_000),
});

/** What a source needs to know. Secrets stand beside it, encrypted, or in the server's environment. */
export const eventSourceConfigSchema = z.discriminatedUnion('kind', [
  z.strictObject({ kind: z.literal('file') }),
  z.strictObject({
    kind: z.literal('http'),
    /** rows may say when they became known; false: always the moment of arrival */
    trustKnownTime: z.boolean().default(false),
  }),
  z.strictObject({
    kind: z.literal('browser'),
    /** pages that may send; a request from another is refused */
    origins: z.array(webOrigin).min(1).max(50),
  }),
  postgresSourceConfigSchema,
]);
export type EventSourceConfig = z.infer<typeof eventSourceConfigSchema>;
export type EventSourceConfigInput = z.input<typeof eventSourceConfigSchema>;
export type PostgresSourceConfig = Extract<EventSourceConfig, { kind: 'postgres' }>;

/** Part of a batch that the server wrote itself: rows of one kind in the shape of the contract, or what was refused at the door (file, row, reason, raw). */
const walPartSchema = z.object({ part: z.union([entityKindSchema, z.literal('refused')]), rows: z.number().int().min(0), reasons: z.record(z.string(), z.number()).optional() });
/** A file of a batch, by its content. */
export const eventFileSchema = z.object({ hash: z.string().regex(/^[0-9a-f]{64}$/), fileName: z.string().min(1).max(300), bytes: z.number().int().min(0), wal: walPartSchema.optional() });
export type EventFile = z.infer<typeof eventFileSchema>;

export const EVENT_BATCH_STATES = ['queued', 'running', 'done', 'failed'] as const;
export const eventBatchStateSchema = z.enum(EVENT_BATCH_STATES);

/** A cell that a column must have, or a relation that must hold, in every version. */
const common = { kind: entityKindSchema };
export const expectationRuleSchema = z.discriminatedUnion('rule', [
  z.strictObject({ rule: z.literal('filled'), ...common, column: z.string().max(60), /** share of rows that may be empty */ atMost: z.number().min(0).max(1).default(0) }),
  z.strictObject({ rule: z.literal('range'), ...common, column: z.string().max(60), min: z.number().nullable().default(null), max: z.number().nullable().default(null), atMost: z.number().min(0).max(1).default(0) }),
  z.strictObject({ rule: z.literal('unique'), ...common, columns: z.array(z.string().max(60)).min(1).max(5) }),
  z.strictObject({ rule: z.literal('known'), ...common, column: z.string().max(60), /** where the value must stand */ in: entityKindSchema, inColumn: z.string().max(60), /** and may not have happened before it did there */ notBefore: z.boolean().default(false), atMost: z.number().min(0).max(1).default(0) }),
  z.strictObject({ rule: z.literal('fresh'), ...common, withinHours: z.number().min(0.1).max(24 * 366) }),
  z.strictObject({ rule: z.literal('volume'), ...common, /** rows of the newest whole day against the median of the same weekday before */ changeAtMost: z.number().min(0.01).max(10).default(0.5) }),
  z.strictObject({ rule: z.literal('no-gap'), ...common, /** days without a row, in a row */ days: z.number().int().min(1).max(366).default(1) }),
  z.strictObject({ rule: z.literal('one-currency'), ...common }),
]);
export type ExpectationRule = z.infer<typeof expectationRuleSchema>;
export type ExpectationRuleInput = z.input<typeof expectationRuleSchema>;

/** What a rule found: the numbers that its sentence is made of. */
export const expectationOutcomeSchema = z.object({ passed: z.boolean(), /** nothing to look at: no row of the kind */ empty: z.boolean(), observed: z.record(z.string(), z.union([z.string(), z.number(), z.null()])), examples: z.array(z.string()).max(10) });
export type ExpectationOutcome = z.infer<typeof expectationOutcomeSchema>;

/** Limits at the door of `events.ingest`. @unit bytes */
export const EVENT_LIMITS = { eventsPerCall: 5000, callBytes: 8 * 1024 ** 2, collectEvents: 100, collectBytes: 64 * 1024 } as const;

/** What became of the events of a call: those accepted are on disk, those refused are counted and kept with their reason. Accepted says nothing of duplicates: they are found when the batch is read. */
export const ingestReceiptSchema = z.object({
  accepted: z.number().int(),
  refused: z.number().int(),
  /** the first hundred; `index` counts from 0 in the call */
  refusals: z.array(z.object({ index: z.number().int(), reason: z.string() })),
  /** fields that the contract does not have, and in how many events: they were left out */
  ignored: z.record(z.string(), z.number()),
});
export type IngestReceipt = z.infer<typeof ingestReceiptSchema>;
