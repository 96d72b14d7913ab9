import { z } from 'zod';
import { localizedSchema } from './figure';
import { runIdSchema } from './ids';

/**
 * The attacks on a training table, in the order in which a report lists them.
 * The first nine need nothing but the table and its split; the last two need the task that the table was compiled from.
 */
export const LEAK_CHECKS = [
  /** one column alone separates the target too well */
  'single-feature',
  /** values of one column between which the target never changes, over many rows */
  'pure-cell',
  /** a date of an input lies after the moment of its row, or a feature declares that it is known later */
  'future-feature',
  /** the same entity in training and test although the split should keep them apart */
  'entity-overlap',
  /** the same row, word for word, in training and test */
  'duplicate-rows',
  /** an id whose value, order or hash tells the target */
  'disguised-id',
  /** words of a text or category that tell the target */
  'disguised-text',
  /** trained on shuffled labels, a model must be at chance: better means that the protocol leaks */
  'shuffled-label',
  /** a split by chance over rows that have a time: the future teaches the past */
  'split-order',
  /** everything after the cutoff deleted: the features must not change */
  'shift-test',
  /** rows that arrive late must not change an old training set */
  'late-backfill',
] as const;
export const leakCheckSchema = z.enum(LEAK_CHECKS);
export type LeakCheck = z.infer<typeof leakCheckSchema>;

/** severe: promotion is refused until somebody accepts it with a reason; warning: shown; info: said for completeness. */
export const leakSeveritySchema = z.enum(['severe', 'warning', 'info']);
export type LeakSeverity = z.infer<typeof leakSeveritySchema>;

export const leakFindingSchema = z.object({
  /** check and column: the same finding has the same key in every run, so that an acceptance can name it */
  key: z.string().min(1).max(400),
  check: leakCheckSchema,
  severity: leakSeveritySchema,
  /** the column or feature it is about; null: the table or its split */
  column: z.string().nullable(),
  /** what was found, with its numbers */
  message: localizedSchema,
  /** why that is a leak, or may be one */
  why: localizedSchema,
  /** what to do about it */
  fix: localizedSchema,
  /** the numbers behind the message, by name */
  evidence: z.record(z.string(), z.union([z.number(), z.string(), z.null()])),
});
export type LeakFinding = z.infer<typeof leakFindingSchema>;

export const leakCheckResultSchema = z.object({
  check: leakCheckSchema,
  state: z.enum(['passed', 'found', 'skipped']),
  /** rows looked at; a sample where the table is larger */
  rows: z.number().int(),
  columns: z.number().int(),
  /** what was done, or why it was not */
  note: localizedSchema,
});
export type LeakCheckResult = z.infer<typeof leakCheckResultSchema>;

/** What the attacks on one training table found. Kept with the run; promotion reads it. */
export const leakReportSchema = z.object({
  version: z.literal(1),
  checks: z.array(leakCheckResultSchema),
  /** most severe first */
  findings: z.array(leakFindingSchema),
  rows: z.object({ train: z.number().int(), test: z.number().int(), /** rows of the sample that the dearer checks used */ sampled: z.number().int() }),
  seconds: z.number(),
});
export type LeakReport = z.infer<typeof leakReportSchema>;

/** That somebody looked at a finding of a run and answers for it. Append-only. */
export const leakAcceptanceSchema = z.object({ runId: runIdSchema, findingKey: z.string(), reason: z.string(), acceptedBy: z.string(), acceptedByName: z.string(), acceptedAt: z.date() });
export type LeakAcceptance = z.infer<typeof leakAcceptanceSchema>;

/** Severe findings that nobody has accepted: what the gate refuses on. */
export const openFindings = (report: LeakReport, acceptedKeys: Iterable<string>): LeakFinding[] => {
  const accepted = new Set(acceptedKeys);
  return report.findings.filter((f) => f.severity === 'severe' && !accepted.has(f.key));
};
