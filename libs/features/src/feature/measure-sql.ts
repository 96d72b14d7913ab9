import { createHash } from 'node:crypto';
import type { Condition, EntityKind, TaskEntity } from '@bellwether/contracts';
import { ident } from '../ingest/session';
import { conditionSql, withDefaults } from './condition';
import type { FlatMeasure, GroupedMeasure, InnerMeasure, Rows } from './plan';
import { requireField, type FieldNeed } from './row-field';
import { beforeSql, cutoffUsSql, rowSource, type SourceContext, type SqlMoment } from './row-source';
import { scalarSql } from './scalar';

/** A sum in whole millionths: exact, so that threads, partitions and order cannot change it. Beyond a thousand million a value counts as that. */
export const microSql = (value: string): string => `CAST(round((CASE WHEN abs(${value}) > 1e9 THEN sign(${value}) * 1e9 ELSE ${value} END) * 1e6) AS BIGINT)`;
const microSum = (value: string, filter: string): string => `(sum(${microSql(value)})${filter}::DOUBLE / 1e6)`;

/** Measures of one pass over a kind, by the name of their column. */
export type Pass = { entity: TaskEntity; kind: EntityKind; /** null: rows as they are */ by: string | null; columns: { column: string; measure: FlatMeasure | GroupedMeasure }[] };

/** How far back a pass must look. @returns days, null: to the beginning */
export function sinceDays(measures: readonly Rows[]): number | null {
  const reach = measures.map((m) => (m.days === null ? null : m.days + m.offsetDays));
  return reach.includes(null) ? null : Math.max(...(reach as number[]));
}

function needsOf(kind: EntityKind, fields: Iterable<string>): Set<FieldNeed> {
  return new Set([...fields].map((f) => requireField(kind, f).need).filter((n): n is FieldNeed => n !== null));
}

function fieldsOf(measure: FlatMeasure | GroupedMeasure): string[] {
  const where = withDefaults(measure.over, measure.where).map((c) => c.field);
  if (measure.type === 'flat') return [...where, ...(measure.field === null ? [] : [measure.field])];
  return [...where, measure.by, ...Object.values(measure.inner).flatMap((i) => [...(i.field === null ? [] : [i.field]), ...i.where.map((c) => c.field)])];
}

type Writer = { pass: Pass; moment: SqlMoment; context: SourceContext; cutoffUs: string };

/**
 * One query over a kind's rows: entity_id and a column for each measure.
 * Every row is read once whatever the number of windows; entities without a row do not come.
 */
export function passSql(pass: Pass, moment: SqlMoment, context: SourceContext): string {
  const measures = pass.columns.map((c) => c.measure);
  const needs = needsOf(pass.kind, measures.flatMap(fieldsOf));
  const source = rowSource(pass.entity, pass.kind, moment, needs, sinceDays(measures), context);
  const writer: Writer = { pass, moment, context, cutoffUs: cutoffUsSql(moment) };
  if (pass.by === null) return `SELECT ${source.id} AS entity_id, ${pass.columns.map((c) => `${flatSql(writer, c.measure as FlatMeasure)} AS ${ident(c.column)}`).join(', ')} ${source.from} GROUP BY 1`;
  return groupedPassSql(writer, source.from, source.id);
}

/** The rows that a measure counts, of those that the pass reads. Empty: all. */
function filterOf({ pass, moment, context }: Writer, rows: Rows, more: readonly Condition[] = [], extra: string[] = []): string[] {
  const where = withDefaults(pass.kind, [...rows.where, ...more]).map((c) => conditionSql(pass.kind, c, context.field));
  const window = [
    ...(rows.days === null ? [] : [`e.event_time > ${beforeSql(moment, rows.days + rows.offsetDays)}`]),
    ...(rows.offsetDays === 0 ? [] : [`e.event_time <= ${beforeSql(moment, rows.offsetDays)}`]),
  ];
  return [...where, ...window, ...extra];
}

const filterSql = (conditions: string[]): string => (conditions.length === 0 ? '' : ` FILTER (WHERE ${conditions.join(' AND ')})`);

function flatSql(writer: Writer, measure: FlatMeasure): string {
  const value = measure.field === null ? null : requireField(measure.over, measure.field).sql(writer.context.field);
  const known = value === null ? [] : [`${value} IS NOT NULL`];
  const filter = filterSql(filterOf(writer, measure));
  switch (measure.agg) {
    case 'count': return `count(${value ?? '*'})${filter}`;
    case 'sum': return microSum(value!, filter);
    case 'min': return `min(${value})${filter}::DOUBLE`;
    case 'max': return `max(${value})${filter}::DOUBLE`;
    case 'last': return `struct_extract(max(struct_pack(t := e.event_time, v := ${value}))${filterSql(filterOf(writer, measure, [], known))}, 'v')`;
    case 'first': return `struct_extract(min(struct_pack(t := e.event_time, v := ${value}))${filterSql(filterOf(writer, measure, [], known))}, 'v')`;
    case 'lastTime': return `epoch_us(max(e.event_time)${filterSql(filterOf(writer, measure, [], known))})::DOUBLE`;
    case 'firstTime': return `epoch_us(min(e.event_time)${filterSql(filterOf(writer, measure, [], known))})::DOUBLE`;
  }
}

function innerSql(writer: Writer, measure: GroupedMeasure, inner: InnerMeasure): string {
  const value = inner.field === null ? null : requireField(measure.over, inner.field).sql(writer.context.field);
  const filter = filterSql(filterOf(writer, measure, inner.where));
  switch (inner.agg) {
    case 'count': return `count(${value ?? '*'})${filter}::DOUBLE`;
    // a group without such a row has a sum of nothing, as in memory
    case 'sum': return `coalesce(${microSum(value!, filter)}, 0.0)`;
    case 'min': return `min(${value})${filter}::DOUBLE`;
    case 'max': return `max(${value})${filter}::DOUBLE`;
    case 'lastTime': return `epoch_us(max(e.event_time)${filter})::DOUBLE`;
    case 'firstTime': return `epoch_us(min(e.event_time)${filter})::DOUBLE`;
  }
}

/** Gathers by the field first; equal partial results are computed once, whichever measures want them. */
function groupedPassSql(writer: Writer, from: string, id: string): string {
  const { pass } = writer;
  const partials = new Map<string, string>();
  const partial = (sql: string): string => {
    if (!partials.has(sql)) partials.set(sql, `g${partials.size}`);
    return partials.get(sql)!;
  };
  const items = new Map<string, string>();
  const outer = pass.columns.map(({ column, measure }) => outerSql(writer, measure as GroupedMeasure, partial, items, column));
  const key = requireField(pass.kind, pass.by!).sql(writer.context.field);
  const own = writer.moment.kind === 'spine' ? 'max(epoch_us(s.cutoff)) AS cutoff_us, ' : '';
  const first = `SELECT ${id} AS entity_id, CAST(${key} AS VARCHAR) AS key, ${own}${[...partials].map(([sql, name]) => `${sql} AS ${name}`).join(', ')} ${from} AND ${key} IS NOT NULL GROUP BY 1, 2`;
  const joins = [...items.values()].map((table, k) => ` LEFT JOIN ${table} i${k} ON i${k}.product_id = g.key`).join('');
  const lists = outer.filter((o) => o.list !== null);
  const second = `SELECT g.entity_id, ${outer.map((o) => (o.list === null ? `${o.sql} AS ${ident(o.column)}` : `list_sort(${o.list}) AS ${ident(o.column)}`)).join(', ')} FROM (${first}) g${joins} GROUP BY 1`;
  if (lists.length === 0) return second;
  return `SELECT entity_id, ${outer.map((o) => (o.list === null ? ident(o.column) : `${o.sql} AS ${ident(o.column)}`)).join(', ')} FROM (${second})`;
}

type Outer = { column: string; sql: string; /** gaps are taken from a sorted list of moments */ list: string | null };

function outerSql(writer: Writer, measure: GroupedMeasure, partial: (sql: string) => string, items: Map<string, string>, column: string): Outer {
  const itemColumn = (name: string): string => {
    const key = itemKey(measure, name);
    if (!items.has(key)) items.set(key, itemTable(key));
    return `i${[...items.keys()].indexOf(key)}.value`;
  };
  const named = (name: string): string => (name in measure.items ? itemColumn(name) : name === 'key' ? 'g.key' : partial(innerSql(writer, measure, measure.inner[name]!)));
  const scalar = (s: GroupedMeasure['value']): string => scalarSql(s!, named, writer.moment.kind === 'spine' ? 'g.cutoff_us' : writer.cutoffUs);
  const present = presence(writer, measure, partial);
  const having = measure.having.map((h) => `${named(h.name)} >= ${h.atLeast}`);
  const value = measure.value === null ? null : scalar(measure.value);
  const filter = filterSql([present, ...having]);
  const known = filterSql([present, ...having, ...(value === null ? [] : [`${value} IS NOT NULL`])]);
  const plain = (sql: string): Outer => ({ column, sql, list: null });
  switch (measure.outer) {
    case 'count': return plain(`count(*)${filter}`);
    case 'sum': return plain(microSum(value!, filter));
    case 'mean': return plain(measure.weight === null ? `(${microSum(value!, known)} / count(*)${known})` : weightedMean(value!, scalar(measure.weight), known));
    case 'min': return plain(`min(${value})${filter}::DOUBLE`);
    case 'max': return plain(`max(${value})${filter}::DOUBLE`);
    case 'last': return plain(`struct_extract(max(struct_pack(t := ${scalar(measure.order)}, v := ${value}))${filterSql([present, ...having, `${value} IS NOT NULL`, `${scalar(measure.order)} IS NOT NULL`])}, 'v')`);
    case 'top': return plain(`struct_extract(max(struct_pack(v := ${value}, k := g.key))${known}, 'k')`);
    default: return { column, sql: gapSql(measure.outer, ident(column)), list: `list(${value})${known}` };
  }
}

const weightedMean = (value: string, weight: string, filter: string): string => `(${microSum(`${value} * ${weight}`, filter)} / nullif(${microSum(weight, filter)}, 0.0))`;

/** A group counts when one of its rows does. Of a window that ends now the newest row tells, which all such windows share. */
function presence(writer: Writer, measure: GroupedMeasure, partial: (sql: string) => string): string {
  if (measure.offsetDays === 0 && measure.days !== null) {
    const newest = partial(`max(e.event_time)${filterSql(filterOf(writer, { ...measure, days: null }))}`);
    // the cutoff of a spine is not at hand after the grouping: the comparison moves inside
    if (writer.moment.kind === 'fixed') return `g.${newest} > ${beforeSql(writer.moment, measure.days)}`;
  }
  return `g.${partial(`count(*)${filterSql(filterOf(writer, measure))}`)} > 0`;
}

const DAY = '86400000000.0';
function gapSql(agg: GroupedMeasure['outer'], list: string): string {
  const gaps = `list_transform(range(2, len(${list}) + 1), lambda k: (${list}[k] - ${list}[k - 1]) / ${DAY})`;
  switch (agg) {
    case 'gapSquares': return `(CASE WHEN len(${list}) > 1 THEN list_sum(list_transform(${gaps}, lambda d: ${microSql('d * d')}))::DOUBLE / 1e6 END)`;
    case 'gapMin': return `(CASE WHEN len(${list}) > 1 THEN list_min(${gaps}) END)`;
    case 'gapMax': return `(CASE WHEN len(${list}) > 1 THEN list_max(${gaps}) END)`;
    default: return `(CASE WHEN len(${list}) > 1 THEN (${list}[len(${list})] - ${list}[len(${list}) - 1]) / ${DAY} END)`;
  }
}

/** Features of products by what they are: equal ones share a table. */
export const itemKey = (measure: GroupedMeasure, name: string): string => JSON.stringify(measure.items[name]);
/** The temporary table of a product feature (product_id, value); moment-tables.ts fills it. */
export const itemTable = (key: string): string => `item_${createHash('sha256').update(key).digest('hex').slice(0, 16)}`;

/** A shop's own total: one number over everybody. */
export function shopSql(entity: TaskEntity, measure: FlatMeasure, moment: SqlMoment, context: SourceContext): string {
  const pass: Pass = { entity, kind: measure.over, by: null, columns: [{ column: 'value', measure }] };
  const source = rowSource(entity, measure.over, moment, needsOf(measure.over, fieldsOf(measure)), sinceDays([measure]), context);
  return `SELECT ${flatSql({ pass, moment, context, cutoffUs: cutoffUsSql(moment) }, measure)} AS value ${source.from}`;
}

