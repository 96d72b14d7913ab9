import { z } from 'zod';

/**
 * What a shop tells: one schema an entity, the same for files, HTTP, the browser collector and a pulled table.
 * Every row says when it happened (`eventTime`) and when it became known here (`knownTime`); nothing is joined on the first alone.
 * A correction is a row of the same `eventId` with a later `knownTime`: both are kept, and "as known at T" picks the newest known by T.
 * Money is in units of `currency` (not cents); times are instants (ISO 8601 with a zone, or epoch milliseconds); text keys are the shop's own.
 */
export const ENTITY_KINDS = ['customer', 'product', 'session_event', 'impression', 'order_line', 'return', 'review', 'stock_level', 'promotion', 'promotion_exposure', 'payment'] as const;
export const entityKindSchema = z.enum(ENTITY_KINDS);
export type EntityKind = z.infer<typeof entityKindSchema>;

const key = (what: string) => z.string().min(1).max(200).meta({ description: what });
const maybeKey = (what: string) => z.string().max(200).nullish().meta({ description: what });
const label = (what: string, max = 500) => z.string().max(max).nullish().meta({ description: what });
const money = (what: string) => z.number().nullish().meta({ description: what, unit: 'money' });
const currency = z.string().length(3).nullish().meta({ description: 'ISO 4217 code; the shop\'s own when left out' });
const instant = (what: string) => z.union([z.string(), z.number(), z.date()]).meta({ description: what, unit: 'instant', sql: 'TIMESTAMP' });
const attributes = z.record(z.string(), z.union([z.string(), z.number(), z.boolean(), z.null()])).nullish().meta({ description: 'anything else that is known, by name', sql: 'JSON' });

/** What every row carries. */
export const eventBaseSchema = z.object({
  eventId: z.string().min(1).max(200).nullish().meta({ description: 'stable id: the same id again is a duplicate, or a correction when its content differs; made from the row\'s own keys when left out' }),
  eventTime: instant('when it happened'),
  knownTime: instant('when it became known here; the moment of arrival when left out').nullish().meta({ unit: 'instant', sql: 'TIMESTAMP', description: 'when it became known here; the moment of arrival when left out' }),
});

const who = { customerId: maybeKey('the customer, where known'), anonymousId: maybeKey('the browser or device, before and beside the customer') };
const bool = (what: string) => z.boolean().nullish().meta({ description: what });

export const SESSION_EVENT_KINDS = ['view', 'search', 'add_to_cart', 'remove_from_cart', 'checkout_step', 'error', 'click'] as const;
export const PAYMENT_OUTCOMES = ['authorised', 'declined', 'chargeback', 'fraud', 'refunded'] as const;
export const ORDER_LINE_STATES = ['placed', 'cancelled'] as const;

/** A customer's facts; a row each time they change. */
export const customerEventSchema = eventBaseSchema.extend({ customerId: key('the customer'), anonymousId: maybeKey('a device known to be theirs'), country: label('ISO 3166 code', 2), region: label('state or city'), segment: label('the shop\'s own grouping'), emailDomain: label('what follows the @'), birthYear: z.number().int().nullish().meta({ description: 'year of birth', unit: 'year' }), consent: bool('may be tracked and addressed'), attributes });
/** A product of the catalogue; a row each time it changes. */
export const productEventSchema = eventBaseSchema.extend({ productId: key('the product (SKU)'), name: label('its name'), category: label('path from broad to narrow, joined by " > "'), brand: label('its brand'), price: money('list price of one unit'), cost: money('what one unit costs the shop'), currency, active: bool('may be sold'), attributes });
/** One thing done in a session. */
export const sessionEventSchema = eventBaseSchema.extend({ sessionId: key('the session'), ...who, kind: z.enum(SESSION_EVENT_KINDS).meta({ description: 'what was done' }), productId: maybeKey('the product it was done to'), query: label('what was searched'), step: label('the checkout step'), errorCode: label('what went wrong'), page: label('the page', 2000), listId: maybeKey('the impression list it came from'), value: z.number().nullish().meta({ description: 'a number that belongs to it, for example results found' }), durationMs: z.number().nullish().meta({ description: 'how long it took', unit: 'ms' }), device: label('desktop, phone or tablet'), source: label('where the session came from') });
/** One product shown at one place of a list: what was on offer, so that what was not chosen is known too. */
export const impressionSchema = eventBaseSchema.extend({ listId: key('the list'), placement: label('where the list stood'), sessionId: maybeKey('the session'), ...who, productId: key('the product shown'), position: z.number().int().min(1).meta({ description: 'place in the list, from 1' }), propensity: z.number().min(0).max(1).nullish().meta({ description: 'probability with which the policy showed it there', unit: 'probability' }) });
/** One line of an order. A cancellation is the same event id with the state cancelled, known later. */
export const orderLineSchema = eventBaseSchema.extend({ orderId: key('the order'), line: z.number().int().min(1).default(1).meta({ description: 'line of the order, from 1' }), ...who, productId: key('the product'), quantity: z.number().meta({ description: 'units; a negative one is a cancellation in some exports', unit: 'units' }), unitPrice: money('paid for one unit, before the discount of the line'), discount: money('taken off the whole line'), currency, state: z.enum(ORDER_LINE_STATES).default('placed').meta({ description: 'placed or cancelled' }), coupon: label('coupon used'), channel: label('web, app or a store') });
export const returnSchema = eventBaseSchema.extend({ orderId: key('the order it came from'), customerId: maybeKey('the customer'), productId: key('the product'), quantity: z.number().meta({ description: 'units that came back', unit: 'units' }), amount: money('money given back'), currency, reason: label('why') });
export const reviewSchema = eventBaseSchema.extend({ reviewId: key('the review'), customerId: maybeKey('the customer'), productId: key('the product'), rating: z.number().nullish().meta({ description: 'from 1 to 5', unit: 'stars' }), title: label('its title', 2000), text: label('what was written', 20_000), language: label('BCP 47 code, for example en or zh', 20) });
export const stockLevelSchema = eventBaseSchema.extend({ productId: key('the product'), locationId: maybeKey('where it lies'), quantity: z.number().meta({ description: 'units on hand', unit: 'units' }) });
/** A promotion as planned: known when it was announced, not when it ran. */
export const promotionSchema = eventBaseSchema.extend({ promotionId: key('the promotion'), name: label('its name'), promotionKind: label('discount, coupon, bundle or free shipping'), productId: maybeKey('the product it is for'), category: label('the category it is for'), discountShare: z.number().nullish().meta({ description: 'share of the price taken off, 0 to 1', unit: 'share' }), startTime: instant('when it begins').nullish(), endTime: instant('when it ends').nullish() });
/** That a customer was addressed, or deliberately not. */
export const promotionExposureSchema = eventBaseSchema.extend({ promotionId: key('the promotion'), customerId: key('the customer'), channel: label('e-mail, app, post'), treated: z.boolean().default(true).meta({ description: 'false: held out on purpose' }), cost: money('what addressing this customer cost'), currency });
export const paymentSchema = eventBaseSchema.extend({ orderId: key('the order'), customerId: maybeKey('the customer'), method: label('card, wallet, transfer'), outcome: z.enum(PAYMENT_OUTCOMES).meta({ description: 'what became of it' }), amount: money('the amount'), currency, cardHash: maybeKey('a keyed hash of the card, never the card'), deviceId: maybeKey('the device'), ipHash: maybeKey('a keyed hash of the address') });

export const EVENT_SCHEMAS = {
  customer: customerEventSchema, product: productEventSchema, session_event: sessionEventSchema, impression: impressionSchema, order_line: orderLineSchema, return: returnSchema,
  review: reviewSchema, stock_level: stockLevelSchema, promotion: promotionSchema, promotion_exposure: promotionExposureSchema, payment: paymentSchema,
} as const satisfies Record<EntityKind, z.ZodObject>;
export type ShopEvent<K extends EntityKind = EntityKind> = z.infer<(typeof EVENT_SCHEMAS)[K]>;

export type EventColumnType = 'VARCHAR' | 'DOUBLE' | 'BIGINT' | 'BOOLEAN' | 'TIMESTAMP' | 'JSON';
/** A field as it is stored: `column` is the field's name in snake case. */
export type EventColumn = {
  field: string; column: string; type: EventColumnType; required: boolean; unit: string | null; description: string;
  /** characters a text may have; null: no text, or no limit */
  maxLength: number | null;
  /** the only values there are; null: any */
  options: readonly string[] | null;
  /** bounds of a number, included */
  min: number | null; max: number | null;
};

const snake = (field: string): string => field.replace(/[A-Z]/g, (c) => `_${c.toLowerCase()}`);

function columnOf(field: string, schema: z.ZodType): EventColumn {
  let inner: z.ZodType = schema;
  let meta = inner.meta() ?? {};
  while (inner instanceof z.ZodOptional || inner instanceof z.ZodNullable || inner instanceof z.ZodDefault) {
    inner = inner.unwrap() as z.ZodType;
    meta = { ...(inner.meta() ?? {}), ...meta };
  }
  const plain: EventColumnType = inner instanceof z.ZodBoolean ? 'BOOLEAN' : inner instanceof z.ZodNumber ? (inner.isInt ? 'BIGINT' : 'DOUBLE') : 'VARCHAR';
  const bound = (value: number | null | undefined): number | null => (value === null || value === undefined || Math.abs(value) >= Number.MAX_SAFE_INTEGER ? null : value);
  return {
    field, column: snake(field), type: (meta.sql as EventColumnType | undefined) ?? plain, required: !schema.safeParse(undefined).success, unit: (meta.unit as string | undefined) ?? null, description: meta.description ?? '',
    maxLength: inner instanceof z.ZodString ? inner.maxLength : null, options: inner instanceof z.ZodEnum ? (inner.options as string[]) : null,
    min: inner instanceof z.ZodNumber ? bound(inner.minValue) : null, max: inner instanceof z.ZodNumber ? bound(inner.maxValue) : null,
  };
}

/** The stored columns of an entity, in the order of its schema. Every kind begins with event_id, event_time, known_time. */
export const EVENT_COLUMNS: Readonly<Record<EntityKind, readonly EventColumn[]>> = Object.fromEntries(
  ENTITY_KINDS.map((kind) => [kind, Object.entries(EVENT_SCHEMAS[kind].shape).map(([field, schema]) => columnOf(field, schema as z.ZodType))]),
) as Record<EntityKind, EventColumn[]>;

/** The keys that name a row when no event id was sent: the id is then `<kind>:` and these, joined by "/". */
export const NATURAL_KEYS: Readonly<Record<EntityKind, readonly string[]>> = {
  customer: ['customerId', 'eventTime'], product: ['productId', 'eventTime'], session_event: ['sessionId', 'kind', 'productId', 'eventTime'], impression: ['listId', 'position'], order_line: ['orderId', 'line'],
  return: ['orderId', 'productId', 'eventTime'], review: ['reviewId'], stock_level: ['productId', 'locationId', 'eventTime'], promotion: ['promotionId', 'productId', 'category'], promotion_exposure: ['promotionId', 'customerId', 'channel'], payment: ['orderId', 'outcome', 'eventTime'],
};

/** A file of a version, with what is known of it without opening it: caches and readers that want a part of time choose by this. Instants are ISO 8601. */
export type EventPartition = { kind: EntityKind; /** absolute */ path: string; /** sha256 of its bytes: the same name is the same rows */ hash: string; rows: number; bytes: number; eventFrom: string; eventTo: string; knownFrom: string; knownTo: string };
/** Money is brought to `base` by the newest rate that was known when the row became known; without rates nothing is converted. */
export type EventCurrency = { base: string; rates: { currency: string; /** units of base for one unit of currency */ rate: number; knownTime: string }[] };

/**
 * One immutable version of a shop's log, as files: what the compute engine reads. For every kind a view of the kind's name stands over its files with the
 * columns of EVENT_COLUMNS and `superseded_time` (TIMESTAMP, the known time of the next row of the same event id; null: never corrected), so that
 * `known_time <= T AND (superseded_time IS NULL OR superseded_time > T)` is what was known at T. All times are UTC without a zone.
 * `registerEventViews` (libs/features/src/event/event-views.ts) makes the views.
 */
export type EventTables = {
  /** Parquet files of each kind, absolute paths */
  files: Partial<Record<EntityKind, string[]>>;
  /** Parquet with (kind, event_id, known_time, superseded_time) of the corrected rows alone; null: no row was corrected */
  supersededFile: string | null;
  /** Parquet with (anonymous_id, customer_id, known_time): when each device became known as whose; null or left out: nothing is stitched */
  linkFile?: string | null;
  /** how long before its link an anonymous event still counts as the customer's; null: however long @unit days */
  stitchLookbackDays?: number | null;
  currency?: EventCurrency | null;
  /** one entry a file of `files`; left out where tables are made by hand */
  partitions?: EventPartition[];
};
