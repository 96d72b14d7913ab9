import { AppError, reportedOutcomeSchema, type OutcomeResult, type ReportedOutcome } from '@bellwether/contracts';
import { recordOutcomes, type Deps, type Scope } from '@bellwether/lineage';
import { parseCsv } from './record-outcome-csv';

/** Outcomes of one call. */
export const MOST_OUTCOMES = 5000;

/** What happened, by prediction id or by key. Duplicates change nothing; what belongs to nobody here is named. */
export const recordOutcome = (deps: Deps, scope: Scope, outcomes: readonly ReportedOutcome[], source: 'api' | 'console' = 'api'): Promise<OutcomeResult> => recordOutcomes(deps.db, scope, outcomes, source);

/** Headers that are understood, in small letters without separators. */
const COLUMNS: Record<string, 'predictionId' | 'key' | 'value' | 'occurredAt'> = {
  predictionid: 'predictionId', prediction: 'predictionId', key: 'key', entitykey: 'key', customer: 'key', customerid: 'key', value: 'value', outcome: 'value', actual: 'value', target: 'value', occurredat: 'occurredAt', time: 'occurredAt', date: 'occurredAt',
};
const TRUE = new Set(['true', 't', 'yes', 'y', '1']);
const FALSE = new Set(['false', 'f', 'no', 'n', '0']);

/**
 * Outcomes of a CSV text with a header: prediction_id or key, value, and occurred_at if it is known. Row numbers in the answer count the header as row 1.
 * @throws AppError INPUT_INVALID when the header lacks what is needed, or there are too many rows
 */
export async function recordOutcomeCsv(deps: Deps, scope: Scope, csv: string): Promise<OutcomeResult> {
  const [header, ...lines] = parseCsv(csv);
  const names = (header ?? []).map((h) => COLUMNS[h.trim().toLowerCase().replace(/[^a-z]/g, '')]);
  if (!names.includes('value') || !(names.includes('predictionId') || names.includes('key')))
    throw new AppError({ code: 'INPUT_INVALID', message: `Expected a header with prediction_id or key, and value; received ${JSON.stringify((header ?? []).slice(0, 10).join(', '))}.`, fix: 'Name the columns prediction_id (or key), value, and occurred_at if you know it.' });
  if (lines.length > MOST_OUTCOMES) throw new AppError({ code: 'INPUT_INVALID', message: `Expected at most ${MOST_OUTCOMES} rows in a call, received ${lines.length}.`, fix: 'Send the file in parts, each with the header.' });
  const valid: { row: number; outcome: ReportedOutcome }[] = [];
  const rejected: OutcomeResult['rejected'] = [];
  lines.forEach((cells, i) => {
    const read = readLine(names, cells);
    if (typeof read === 'string') rejected.push({ index: i + 2, reason: read });
    else valid.push({ row: i + 2, outcome: read });
  });
  const result = valid.length === 0 ? { accepted: 0, duplicates: 0, rejected: [] } : await recordOutcomes(deps.db, scope, valid.map((v) => v.outcome), 'csv');
  return { ...result, rejected: [...rejected, ...result.rejected.map((r) => ({ ...r, index: valid[r.index]!.row }))].sort((a, b) => a.index - b.index) };
}

/** @returns the outcome, or why the line is none */
function readLine(names: (string | undefined)[], cells: string[]): ReportedOutcome | string {
  const field = (name: string) => cells[names.indexOf(name)]?.trim() || undefined;
  const text = field('value')?.toLowerCase();
  if (text === undefined) return 'The value is missing.';
  const value = TRUE.has(text) ? 1 : FALSE.has(text) ? 0 : Number(text);
  if (!Number.isFinite(value)) return `Expected a number, true or false, received ${JSON.stringify(text.slice(0, 40))}.`;
  const time = field('occurredAt');
  if (time !== undefined && Number.isNaN(Date.parse(time))) return `Expected a time such as 2026-01-31T12:00:00Z, received ${JSON.stringify(time.slice(0, 40))}.`;
  const predictionId = field('predictionId');
  const key = field('key');
  const parsed = reportedOutcomeSchema.safeParse({ ...(predictionId === undefined ? {} : { predictionId }), ...(key === undefined ? {} : { key }), value, ...(time === undefined ? {} : { occurredAt: time }) });
  return parsed.success ? parsed.data : (parsed.error.issues[0]?.message ?? 'The line does not fit.');
}
