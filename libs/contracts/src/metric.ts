import { z } from 'zod';

/** Metric keys: letters, digits and `_ . / -` and space; no control characters, at most 250 long. */
export const METRIC_KEY_PATTERN = /^[A-Za-z0-9_./ -]{1,250}$/;
export const metricKeySchema = z.string().regex(METRIC_KEY_PATTERN, 'a metric name has 1 to 250 of: letters, digits, space and _ . / -');

/** A number with its bootstrap interval. `lo`/`hi` are null where no interval can be computed. */
export const metricEstimateSchema = z.object({
  value: z.number().nullable(),
  lo: z.number().nullable(),
  hi: z.number().nullable(),
  /** rows it was measured on */
  n: z.number().int(),
});
export type MetricEstimate = z.infer<typeof metricEstimateSchema>;
export const metricRecordSchema = z.record(z.string(), metricEstimateSchema);
export type MetricRecord = z.infer<typeof metricRecordSchema>;

/** What a metric is and needs: shared code sorts and formats by this, never by name. */
export type MetricSpec = {
  key: string;
  title: { en: string; zh: string };
  help: { en: string; zh: string };
  better: 'higher' | 'lower' | 'none';
  range: [number, number] | null;
  unit: string | null;
  /** shown first, used by default gates */
  primary?: boolean;
};

/** Paired-bootstrap difference `candidate - baseline` on the same rows. */
export const pairedDifferenceSchema = z.object({
  metric: z.string(),
  candidate: z.number().nullable(),
  baseline: z.number().nullable(),
  difference: z.number().nullable(),
  lo: z.number().nullable(),
  hi: z.number().nullable(),
  n: z.number().int(),
  replicates: z.number().int(),
  /** noise: the interval covers zero */
  verdict: z.enum(['better', 'worse', 'noise', 'not-comparable']),
  note: z.string().nullable(),
});
export type PairedDifference = z.infer<typeof pairedDifferenceSchema>;
