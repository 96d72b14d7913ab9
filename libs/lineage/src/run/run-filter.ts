import { AppError } from '@bellwether/contracts';
import { parseRunQuery, type Comparison, type DateValue, type Field, type QueryError, type RunQuery, type Value } from '@bellwether/run-query';
import type { SqlValues } from './run-sql';

/**
 * WHERE of a filter over the aliases of `runsFrom`. Every name and value of the filter travels as a parameter; the text holds only words of this file.
 * The meaning is that of `matchesRun` in run-query: each comparison is true or false, never null, so that NOT is plain negation.
 * Dates without a zone are the shop's.
 * @throws AppError QUERY_INVALID; context has from, to, code, params and expected of the mistake
 */
export function runFilterSql(filter: string, p: SqlValues): string {
  const parsed = parseRunQuery(filter);
  if (!parsed.ok) throw invalid(filter, parsed.error);
  return parsed.query === null ? 'true' : compile(parsed.query, p);
}

function invalid(filter: string, error: QueryError): AppError {
  const near = filter.slice(error.from, Math.min(filter.length, error.from + 20));
  return new AppError({
    code: 'QUERY_INVALID',
    message: error.message,
    fix: near ? `Correct the filter at character ${error.from + 1}, near ${JSON.stringify(near)}.` : 'Complete the filter at its end.',
    context: { from: error.from, to: error.to, code: error.code, params: error.params, expected: error.expected },
  });
}

function compile(query: RunQuery, p: SqlValues): string {
  switch (query.kind) {
    case 'and':
    case 'or':
      return `(${query.items.map((item) => compile(item, p)).join(query.kind === 'and' ? ' AND ' : ' OR ')})`;
    case 'not':
      return `(NOT ${compile(query.item, p)})`;
    case 'search': {
      const text = p.add(query.text);
      return `(${['r.name', 'r.notes', 'e.name', 'g.name'].map((column) => contains(column, text)).join(' OR ')} OR ${anyOf('unnest(r.tags)', (x) => contains(x, text))})`;
    }
    case 'compare':
      return comparison(query, p);
  }
}

/** A field as SQL: `test` says that some value of it passes, `present` that it has one. */
type Operand = { any: (test: (value: string) => string) => string; present: string };

const scalar = (sql: string): Operand => ({ any: (test) => `coalesce(${test(sql)}, false)`, present: `(${sql} IS NOT NULL)` });
const anyOf = (set: string, test: (value: string) => string): string => `EXISTS (SELECT 1 FROM ${set} AS x(v) WHERE coalesce(${test('x.v')}, false))`;
const contains = (sql: string, placeholder: string): string => `position(lower(${placeholder}::text) in lower(${sql})) > 0`;

function comparison(query: Comparison, p: SqlValues): string {
  const { field, operator, values } = query;
  const operand = operandOf(field, p);
  const [first] = values;
  switch (operator) {
    case 'exists':
      return operand.present;
    case '=':
    case 'in':
      return equals(field, operand, values, p);
    case '!=':
    case 'not in':
      return `(NOT ${equals(field, operand, values, p)})`;
    case 'contains':
    case '~':
    case '!~': {
      const text = p.add(first!.kind === 'regex' ? first!.value.postgres : first!.kind === 'text' ? first!.value : '');
      const found = operand.any((v) => (operator === 'contains' ? contains(textOf(field, v), text) : `${textOf(field, v)} ~* ${text}::text`));
      return operator === '!~' ? `(NOT ${found})` : found;
    }
    default:
      return operand.any((v) => ordered(field, v, operator, first!, p));
  }
}

function equals(field: Field, operand: Operand, values: Value[], p: SqlValues): string {
  const tests = values.map((value) => (value.kind === 'null' ? `(NOT ${operand.present})` : operand.any((v) => same(field, v, value, p))));
  return tests.length === 1 ? tests[0]! : `(${tests.join(' OR ')})`;
}

function same(field: Field, sql: string, value: Value, p: SqlValues): string {
  if (value.kind === 'date') {
    const range = dateBounds(value.value, p);
    return `${sql} >= ${range.from} AND ${sql} < ${range.to}`;
  }
  if (value.kind === 'null' || value.kind === 'regex') return 'false';
  if (field.kind === 'param') return `${sql} = ${p.add(JSON.stringify(value.value))}::jsonb`;
  const type = typeof value.value === 'number' ? 'float8' : typeof value.value === 'boolean' ? 'boolean' : 'text';
  return `${sql} = ${p.add(value.value)}::${type}`;
}

function ordered(field: Field, sql: string, operator: '>' | '>=' | '<' | '<=', value: Value, p: SqlValues): string {
  if (value.kind === 'date') {
    const range = dateBounds(value.value, p);
    // later than a day means from the next day on
    return { '>': `${sql} >= ${range.to}`, '>=': `${sql} >= ${range.from}`, '<': `${sql} < ${range.from}`, '<=': `${sql} < ${range.to}` }[operator];
  }
  if (value.kind === 'null' || value.kind === 'regex') return 'false';
  const number = field.kind === 'param' ? jsonNumber(sql) : sql;
  return `${number} ${operator} ${p.add(Number(value.value))}::float8`;
}

const jsonNumber = (sql: string): string => `(CASE WHEN jsonb_typeof(${sql}) = 'number' THEN (${sql} #>> '{}')::float8 END)`;
const textOf = (field: Field, sql: string): string => (field.kind === 'param' ? `(CASE WHEN jsonb_typeof(${sql}) = 'string' THEN ${sql} #>> '{}' END)` : sql);

function operandOf(field: Field, p: SqlValues): Operand {
  switch (field.kind) {
    case 'column':
      return field.name === 'tags' ? { any: (test) => anyOf('unnest(r.tags)', test), present: `(coalesce(cardinality(r.tags), 0) > 0)` } : scalar(COLUMNS[field.name]);
    case 'cost':
      return scalar(`(r.cost->>'${{ wall: 'wallSeconds', cpu: 'cpuSeconds', memory: 'peakRssBytes' }[field.part]}')::float8`);
    case 'label':
      return scalar(`(r.labels->>${p.add(field.key)}::text)`);
    case 'metric':
      return scalar(jsonNumber(`(r.metrics #> ARRAY[${p.add(field.key)}::text, '${field.part}'])`));
    case 'param': {
      const value = `(r.params #> ${p.add(field.path)}::text[])`;
      const set = `jsonb_array_elements(CASE WHEN jsonb_typeof(${value}) = 'array' THEN ${value} ELSE jsonb_build_array(${value}) END)`;
      return { any: (test) => anyOf(set, test), present: anyOf(set, (v) => `jsonb_typeof(${v}) IN ('string', 'number', 'boolean')`) };
    }
  }
}

const COLUMNS: Record<Exclude<(Field & { kind: 'column' })['name'], 'tags'>, string> = {
  state: 'r.state',
  name: 'r.name',
  number: 'r.number',
  seed: 'r.seed',
  created: 'r.queued_at',
  started: 'r.started_at',
  finished: 'r.finished_at',
  duration: 'extract(epoch FROM coalesce(r.finished_at, now()) - r.started_at)::float8',
  family: 'r.family_id',
  dataset: 'd.name',
  datasetVersion: 'v.number',
  experiment: 'e.name',
  group: 'g.name',
  favourite: '(f.run_id IS NOT NULL)',
  archived: '(r.archived_at IS NOT NULL)',
  author: 'r.created_by_name',
  notes: 'r.notes',
  error: `(CASE WHEN r.state = 'failed' THEN r.error->>'code' END)`,
  engine: `(r.engine->>'name')`,
  attempts: 'r.fence',
  id: 'r.id::text',
};

/** The zone of the shop that a run belongs to. */
const ZONE = '(SELECT z.time_zone FROM project z WHERE z.id = r.project_id)';

function dateBounds(value: DateValue, p: SqlValues): { from: string; to: string } {
  const wall = (timestamp: string) => `(${timestamp} AT TIME ZONE ${ZONE})`;
  const stretch = (start: string, length: string) => ({ from: wall(start), to: wall(`(${start} + interval '${length}')`) });
  const pad = (n: number) => String(n).padStart(2, '0');
  switch (value.form) {
    case 'instant': {
      const at = `${p.add(new Date(value.ms).toISOString())}::timestamptz`;
      return { from: at, to: `(${at} + interval '1 millisecond')` };
    }
    case 'ago': {
      const at = `(now() - make_interval(secs => ${p.add(value.seconds)}::float8))`;
      return { from: at, to: `(${at} + interval '1 millisecond')` };
    }
    case 'named':
      if (value.name === 'now') return { from: 'now()', to: `(now() + interval '1 millisecond')` };
      return stretch(`(date_trunc('day', now() AT TIME ZONE ${ZONE}) - interval '${value.name === 'yesterday' ? 1 : 0} days')`, '1 day');
    case 'month':
      return stretch(`${p.add(`${value.year}-${pad(value.month)}-01`)}::timestamp`, '1 month');
    case 'day':
      return stretch(`${p.add(`${value.year}-${pad(value.month)}-${pad(value.day)}`)}::timestamp`, '1 day');
    case 'local':
      return stretch(`${p.add(`${value.year}-${pad(value.month)}-${pad(value.day)} ${pad(value.hour)}:${pad(value.minute)}:${pad(value.second)}`)}::timestamp`, '1 second');
  }
}
