import type { RunRow } from '@bellwether/contracts';
import type { Comparison, RunQuery, Value } from './ast';
import type { Field } from './field';
import { toRegExp } from './regex';
import { dateRange, type QueryClock } from './value';

type Scalar = string | number | boolean;

/** Whether a run passes a filter: the meaning of the language, which the SQL is tested against. */
export function matchesRun(query: RunQuery | null, run: RunRow, clock: QueryClock): boolean {
  if (query === null) return true;
  switch (query.kind) {
    case 'and':
      return query.items.every((item) => matchesRun(item, run, clock));
    case 'or':
      return query.items.some((item) => matchesRun(item, run, clock));
    case 'not':
      return !matchesRun(query.item, run, clock);
    case 'search':
      return [run.name, run.notes, run.experimentName, run.groupName, ...run.tags].some((text) => contains(text, query.text));
    case 'compare':
      return compare(query, run, clock);
  }
}

function compare(query: Comparison, run: RunRow, clock: QueryClock): boolean {
  const values = fieldValues(query.field, run, clock);
  const [first] = query.values;
  const any = (value: Value) => values.some((v) => same(v, value, clock));
  switch (query.operator) {
    case 'exists':
      return values.length > 0;
    case '=':
      return first!.kind === 'null' ? values.length === 0 : any(first!);
    case '!=':
      return first!.kind === 'null' ? values.length > 0 : !any(first!);
    case 'in':
      return query.values.some(any);
    case 'not in':
      return !query.values.some(any);
    case 'contains':
      return values.some((v) => typeof v === 'string' && first!.kind === 'text' && contains(v, first!.value));
    case '~':
    case '!~': {
      const regex = first!.kind === 'regex' ? toRegExp(first!.value) : /(?!)/;
      return values.some((v) => typeof v === 'string' && regex.test(v)) === (query.operator === '~');
    }
    default:
      return values.some((v) => typeof v === 'number' && ordered(v, query.operator as '>', first!, clock));
  }
}

const contains = (text: string, part: string): boolean => text.toLowerCase().includes(part.toLowerCase());

function same(actual: Scalar, value: Value, clock: QueryClock): boolean {
  if (value.kind === 'date') {
    const range = dateRange(value.value, clock);
    return typeof actual === 'number' && actual >= range.from && actual < range.to;
  }
  return value.kind !== 'null' && value.kind !== 'regex' && actual === value.value;
}

function ordered(actual: number, operator: '>' | '>=' | '<' | '<=', value: Value, clock: QueryClock): boolean {
  const range = value.kind === 'date' ? dateRange(value.value, clock) : { from: value.kind === 'null' ? Number.NaN : Number(value.value), to: Number.NaN };
  // later than a day means from the next day on
  if (value.kind === 'date') return operator === '>' ? actual >= range.to : operator === '>=' ? actual >= range.from : operator === '<' ? actual < range.from : actual < range.to;
  return operator === '>' ? actual > range.from : operator === '>=' ? actual >= range.from : operator === '<' ? actual < range.from : actual <= range.from;
}

/** The values a field has in a run: none where it is missing, several for a list. Dates in ms, durations in seconds. */
export function fieldValues(field: Field, run: RunRow, clock: QueryClock): Scalar[] {
  switch (field.kind) {
    case 'column':
      return present(columnValue(field.name, run, clock));
    case 'cost':
      return present(run.cost && { wall: run.cost.wallSeconds, cpu: run.cost.cpuSeconds, memory: run.cost.peakRssBytes }[field.part]);
    case 'label':
      return Object.hasOwn(run.labels, field.key) ? [run.labels[field.key]!] : [];
    case 'metric':
      return Object.hasOwn(run.metrics, field.key) ? present(run.metrics[field.key]![field.part]) : [];
    case 'param':
      return present(paramValue(run.params, field.path));
  }
}

function columnValue(name: (Field & { kind: 'column' })['name'], run: RunRow, clock: QueryClock): unknown {
  switch (name) {
    case 'created':
      return run.queuedAt.getTime();
    case 'started':
      return run.startedAt?.getTime();
    case 'finished':
      return run.finishedAt?.getTime();
    case 'duration':
      return run.startedAt && ((run.finishedAt ?? clock.now).getTime() - run.startedAt.getTime()) / 1000;
    case 'family':
      return run.familyId;
    case 'dataset':
      return run.datasetName;
    case 'datasetVersion':
      return run.datasetVersionNumber;
    case 'experiment':
      return run.experimentName;
    case 'group':
      return run.groupName;
    case 'archived':
      return run.archivedAt !== null;
    case 'author':
      return run.createdByName;
    case 'error':
      return run.error?.code;
    case 'engine':
      return run.engine?.name;
    default:
      return run[name];
  }
}

function paramValue(params: unknown, path: string[]): unknown {
  let value = params;
  for (const key of path) {
    if (typeof value !== 'object' || value === null || !Object.hasOwn(value, key) || (Array.isArray(value) && !/^\d+$/.test(key))) return undefined;
    value = (value as Record<string, unknown>)[key];
  }
  return value;
}

const present = (value: unknown): Scalar[] => (Array.isArray(value) ? value : [value]).filter((v): v is Scalar => typeof v === 'string' || typeof v === 'number' || typeof v === 'boolean');
