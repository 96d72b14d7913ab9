import { z } from 'zod';
import { searchIdSchema } from './ids';

/** Why a search ended a run of its own; the run counts as cancelled, not as failed. */
export const runEndingSchema = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('pruned'), rung: z.number(), /** of the curve: an epoch where the family counts epochs, else a step */ at: z.number(), unit: z.enum(['epoch', 'step']), curve: z.string(), value: z.number(), rank: z.number(), of: z.number() }),
  z.object({ kind: z.literal('search-stopped') }),
  z.object({ kind: z.literal('budget'), budget: z.enum(['minutes', 'core-minutes']) }),
]);
export type RunEnding = z.infer<typeof runEndingSchema>;

/** Where a run stands among the trials of a search. */
export const trialOfSchema = z.object({ searchId: searchIdSchema, searchName: z.string(), number: z.number() });
export type TrialOf = z.infer<typeof trialOfSchema>;
