import { AppError } from '@bellwether/contracts';
import type { SqlValues } from './run-sql';

export type RunSort = { field: string; descending: boolean };

const COLUMNS: Record<string, string> = {
  number: 'r.number', name: 'lower(r.name)', state: 'r.state', seed: 'r.seed', created: 'r.created_at', queued: 'r.queued_at', started: 'r.started_at', finished: 'r.finished_at',
  duration: 'coalesce(r.finished_at, now()) - r.started_at', family: 'r.family_id', experiment: 'lower(e.name)', group: 'lower(g.name)', dataset: 'lower(d.name)', author: 'lower(r.created_by_name)',
  attempts: 'r.fence', favourite: '(f.run_id IS NOT NULL)', 'cost.wall': `(r.cost->>'wallSeconds')::float8`, 'cost.cpu': `(r.cost->>'cpuSeconds')::float8`, 'cost.memory': `(r.cost->>'peakRssBytes')::float8`,
};

export const RUN_SORT_FIELDS = Object.keys(COLUMNS);

/** ORDER BY of a run list. Missing values come last either way; the newest run first among equals. @throws AppError QUERY_INVALID */
export function orderBy(sort: readonly RunSort[], p: SqlValues): string {
  const keys = sort.flatMap((s) => expressions(s.field, p).map((sql) => `${sql} ${s.descending ? 'DESC' : 'ASC'} NULLS LAST`));
  return [...keys, 'r.number DESC'].join(', ');
}

function expressions(field: string, p: SqlValues): string[] {
  const column = Object.hasOwn(COLUMNS, field) ? COLUMNS[field] : undefined;
  if (column) return [column];
  const dot = field.indexOf('.');
  const [prefix, rest] = [field.slice(0, dot), field.slice(dot + 1)];
  if (prefix === 'metrics' && rest) return [`(r.metrics #>> ARRAY[${p.add(rest)}, 'value'])::float8`];
  if ((prefix === 'tags' || prefix === 'labels') && rest) return [`r.labels->>${p.add(rest)}`];
  if (prefix === 'params' && rest) {
    const path = `${p.add(rest.split('.'))}::text[]`;
    // numbers as numbers, then everything else as text
    return [`CASE WHEN jsonb_typeof(r.params #> ${path}) = 'number' THEN (r.params #>> ${path})::float8 END`, `r.params #>> ${path}`];
  }
  throw new AppError({ code: 'QUERY_INVALID', message: `Expected a column to sort by, received ${JSON.stringify(field.slice(0, 80))}.`, fix: `Use one of ${RUN_SORT_FIELDS.join(', ')}, metrics.<name>, params.<name>, tags.<name>.` });
}
