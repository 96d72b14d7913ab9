import { z } from 'zod';

const isoInstant = z.iso.datetime({ offset: true, error: 'expected an instant such as 2026-01-31T00:00:00Z' });

/** Units of the log's currency for one unit of another, from the moment it was known. */
export const currencyRateSchema = z.object({ currency: z.string().length(3), rate: z.number().positive(), knownTime: isoInstant });
export type CurrencyRate = z.infer<typeof currencyRateSchema>;

/** How a log reads what does not simply fit; declared once a log, in force from the next version on, kept with each version. */
export const eventRulesSchema = z.object({
  /** an event that happened after it was known: up to the tolerance a clock is taken to be ahead: the event is kept and counted; beyond it is rejected, or kept as it is */
  future: z.object({ toleranceMinutes: z.number().min(0).max(24 * 60).default(10), beyond: z.enum(['reject', 'keep']).default('reject') }).prefault({}),
  /** events before are rejected: empty times come as 1970, and seconds read as milliseconds land there too */
  earliest: isoInstant.default('1995-01-01T00:00:00Z'),
  /** an event that became known later than this counts as late; it is kept, with the time it became known @unit hours */
  lateAfterHours: z.number().min(0).max(24 * 3650).default(24),
  /** two different rows of one event id that became known at the same moment: the one that came last is in force (a microsecond after the other), or it is rejected */
  conflict: z.enum(['last', 'reject']).default('last'),
  currency: z.object({
    /** other currencies than the log's: kept and shown, rejected, or brought to it by the rates */
    mode: z.enum(['keep', 'reject', 'convert']).default('keep'),
    rates: z.array(currencyRateSchema).max(5000).default([]),
  }).prefault({}),
  /** what an anonymous id did before it was known whose it is counts as the customer's, from the moment of that knowledge */
  stitch: z.object({ enabled: z.boolean().default(true), lookbackDays: z.number().int().min(0).max(3650).nullable().default(30) }).prefault({}),
});
export type EventRules = z.infer<typeof eventRulesSchema>;
