import type { Field } from './field';
import type { Span } from './query-error';
import type { SafeRegex } from './regex';

/** `2026-11-24`, `2026-11`, `2026-11-24T10:30`, `now`, `today`, `yesterday`, `-7d`; read with a clock and a zone by `dateRange`. */
export type DateValue =
  | { form: 'day'; year: number; month: number; day: number }
  | { form: 'month'; year: number; month: number }
  | { form: 'local'; year: number; month: number; day: number; hour: number; minute: number; second: number }
  | { form: 'instant'; ms: number }
  | { form: 'ago'; seconds: number }
  | { form: 'named'; name: 'now' | 'today' | 'yesterday' };

/** `raw` is what was written, without quotes. */
export type Value = (
  | { kind: 'text'; value: string }
  | { kind: 'number'; value: number }
  | { kind: 'boolean'; value: boolean }
  | { kind: 'null' }
  /** @unit seconds */
  | { kind: 'duration'; value: number }
  | { kind: 'bytes'; value: number }
  | { kind: 'date'; value: DateValue }
  | { kind: 'regex'; value: SafeRegex }
) & { raw: string; quoted: boolean; span: Span };

export const COMPARISON_OPERATORS = ['=', '!=', '>', '>=', '<', '<=', '~', '!~', 'contains', 'in', 'not in', 'exists'] as const;
export type ComparisonOperator = (typeof COMPARISON_OPERATORS)[number];

export type Comparison = { kind: 'compare'; field: Field; fieldRaw: string; operator: ComparisonOperator; values: Value[]; span: Span; fieldSpan: Span };

/**
 * A filter over runs. A comparison with something missing is false, and NOT, `!=`, `!~`, `not in` are the plain negation of theirs:
 * `params.units != 50` also finds the runs without `units`. On a list (`tags`, an array parameter) any element may match.
 * `contains` and `~` ignore case, `=` does not.
 */
export type RunQuery =
  | { kind: 'and'; items: RunQuery[]; span: Span }
  | { kind: 'or'; items: RunQuery[]; span: Span }
  | { kind: 'not'; item: RunQuery; span: Span }
  /** a quoted text by itself: in name, notes, tags, experiment or group */
  | { kind: 'search'; text: string; span: Span }
  | Comparison;
