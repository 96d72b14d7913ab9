import { createHash } from 'node:crypto';
import type { Condition, EntityKind, TaskEntity } from '@bellwether/contracts';
import { ident } from '../ingest/session';
import { conditionSql, withDefaults } from './condition';
import type { FlatMeasure, GroupedMeasure, InnerMeasure, Rows } from './plan';
import { requireField, type FieldContext, type FieldNeed } from './row-field';
import { beforeSql, cutoffUsSql, rowSource, type SourceContext, type SqlMoment } from './row-source';
import { scalarSql } from './scalar';
import type { EventCells } from './event-cells';

/** A sum in whole millionths: exact, so that threads, partitions and order cannot change it. Beyond a thousand million a value counts as that. */
export const microSql = (value: string): string => `CAST(round((CASE WHEN abs(${value}) > 1e9 THEN sign(${value}) * 1e9 ELSE ${value} END) * 1e6) AS BIGINT)`;
const inUnits = (micros: string): string => `(${micros}::DOUBLE / 1e6)`;
const microSum = (value: string, filter: string): string => inUnits(`sum(${microSql(value)})${filter}`);

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

/** Whether a measure stands on its rows alone. */
export const standsAlone = (measure: FlatMeasure | GroupedMeasure): boolean => needsOf(measure.over, fieldsOf(measure)).size === 0;

/** Measures of one key share a pass over the rows: of one kind and grouping, and with or without what is joined. */
export const passKey = (m: FlatMeasure | GroupedMeasure): string => `${m.over}|${m.type === 'grouped' ? m.by : ''}|${standsAlone(m) ? '' : 'joined'}`;

type Writer = { pass: Pass; moment: SqlMoment; context: SourceContext; cutoffUs: string; /** nothing older comes; null: everything does */ sinceDays: number | null; /** in place of the rows */ cells: EventCells | null };

/**
 * One query over a kind's rows: entity_id and a column for each measure.
 * Every row is read once whatever the number of windows; entities without a row do not come.
 * @param cells of this pass, made for this moment: they are read in place of the rows
 */
export function passSql(pass: Pass, moment: SqlMoment, at: SourceContext, cells: EventCells | null = null): string {
  const measures = pass.columns.map((c) => c.measure);
  // cells read clocks as of their last moment: the same for everything that happened before
  const context = cells ? { ...at, field: cells.field } : at;
  const since = sinceDays(measures);
  const source = cells && moment.kind === 'fixed' ? { from: cells.from(moment.ms, since), id: 'e.entity_id' } : rowSource(pass.entity, pass.kind, moment, needsOf(pass.kind, measures.flatMap(fieldsOf)), since, context);
  const writer: Writer = { pass, moment, context, cutoffUs: cutoffUsSql(moment), sinceDays: since, cells };
  if (pass.by === null) return `SELECT ${source.id} AS entity_id, ${pass.columns.map((c) => `${flatSql(writer, c.measure as FlatMeasure)} AS ${ident(c.column)}`).join(', ')} ${source.from} GROUP BY 1`;
  return groupedPassSql(writer, source.from, source.id);
}

/** Those that have a row which a count counts, once or more, from cells that were made for it. */
export function presentSql(measure: FlatMeasure, ms: number, cells: EventCells): string {
  return `SELECT e.entity_id ${cells.from(ms, sinceDays([measure]))} AND ${cells.partial(countSql(measure.over, measure.where, cells.field))} > 0`;
}

const filterSql = (conditions: string[]): string => (conditions.length === 0 ? '' : ` FILTER (WHERE ${conditions.join(' AND ')})`);

/** What tells a window's rows from the others of the pass. */
function windowSql({ moment, cells, sinceDays: all }: Writer, { days, offsetDays }: Rows): string[] {
  const rows = { offsetDays, days: days !== null && days + offsetDays === all ? null : days };
  if (cells && moment.kind === 'fixed') return cells.window(moment.ms, rows);
  return [
    ...(rows.days === null ? [] : [`e.event_time > ${beforeSql(moment, rows.days + rows.offsetDays)}`]),
    ...(rows.offsetDays === 0 ? [] : [`e.event_time <= ${beforeSql(moment, rows.offsetDays)}`]),
  ];
}

/** An aggregate of the rows that a measure counts, or of the cells that they were added up to. @param of what is aggregated, over rows */
function over(writer: Writer, agg: 'count' | 'sum' | 'min' | 'max', of: string, rows: Rows, more: readonly Condition[] = [], extra: string[] = []): string {
  const { pass, context, cells } = writer;
  const where = [...withDefaults(pass.kind, [...rows.where, ...more]).map((c) => conditionSql(pass.kind, c, context.field)), ...extra];
  const window = windowSql(writer, rows);
  if (!cells) return `${agg}(${of})${filterSql([...where, ...window])}`;
  const column = cells.partial(`${agg}(${of})${filterSql(where)}`);
  return agg === 'count' ? `coalesce(sum(${column})${filterSql(window)}, 0)::BIGINT` : `${agg}(${column})${filterSql(window)}`;
}

const countSql = (kind: EntityKind, where: readonly Condition[], field: FieldContext): string => `count(*)${filterSql(withDefaults(kind, where).map((c) => conditionSql(kind, c, field)))}`;

function flatSql(writer: Writer, measure: FlatMeasure): string {
  const value = measure.field === null ? null : requireField(measure.over, measure.field).sql(writer.context.field);
  const known = value === null ? [] : [`${value} IS NOT NULL`];
  const dated = `struct_pack(t := e.event_time, v := ${value})`;
  switch (measure.agg) {
    case 'count': return over(writer, 'count', value ?? '*', measure);
    case 'sum': return inUnits(over(writer, 'sum', microSql(value!), measure));
    case 'min':
    case 'max': return `${over(writer, measure.agg, value!, measure)}::DOUBLE`;
    case 'last': return `struct_extract(${over(writer, 'max', dated, measure, [], known)}, 'v')`;
    case 'first': return `struct_extract(${over(writer, 'min', dated, measure, [], known)}, 'v')`;
    case 'lastTime': return `epoch_us(${over(writer, 'max', 'e.event_time', measure, [], known)})::DOUBLE`;
    case 'firstTime': return `epoch_us(${over(writer, 'min', 'e.event_time', measure, [], known)})::DOUBLE`;
  }
}

function innerSql(writer: Writer, measure: GroupedMeasure, inner: InnerMeasure): string {
  const value = inner.field === null ? null : requireField(measure.over, inner.field).sql(writer.context.field);
  switch (inner.agg) {
    case 'count': return `${over(writer, 'count', value ?? '*', measure, inner.where)}::DOUBLE`;
    // a group without such a row has a sum of nothing, as in memory
    case 'sum': return `coalesce(${inUnits(over(writer, 'sum', microSql(value!), measure, inner.where))}, 0.0)`;
    case 'min':
    case 'max': return `${over(writer, inner.agg, value!, measure, inner.where)}::DOUBLE`;
    case 'lastTime': return `epoch_us(${over(writer, 'max', 'e.event_time', measure, inner.where)})::DOUBLE`;
    case 'firstTime': return `epoch_us(${over(writer, 'min', 'e.event_time', measure, inner.where)})::DOUBLE`;
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
  const field = requireField(pass.kind, pass.by!).sql(writer.context.field);
  const [key, present] = writer.cells ? ['e.key', ' AND e.key IS NOT NULL'] : [`CAST(${field} AS VARCHAR)`, ` AND ${field} IS NOT NULL`];
  const own = writer.moment.kind === 'spine' ? 'max(epoch_us(s.cutoff)) AS cutoff_us, ' : '';
  const first = `SELECT ${id} AS entity_id, ${key} AS key, ${own}${[...partials].map(([sql, name]) => `${sql} AS ${name}`).join(', ')} ${from}${present} GROUP BY 1, 2`;
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
  const { moment, cells } = writer;
  const count = (rows: Rows): string => over(writer, 'count', '*', rows);
  // the cutoff of a spine is not at hand after the grouping: the comparison moves inside
  if (measure.offsetDays !== 0 || measure.days === null || moment.kind === 'spine') return `g.${partial(count(measure))} > 0`;
  const ever: Rows = { ...measure, days: null };
  if (!cells) return `g.${partial(over(writer, 'max', 'e.event_time', ever))} > ${beforeSql(moment, measure.days)}`;
  const counted = countSql(measure.over, measure.where, writer.context.field);
  // a cell has a row: only where some of its rows may not count need it be asked
  const some = counted === 'count(*)' ? '' : ` FILTER (WHERE ${cells.partial(counted)} > 0)`;
  return `g.${partial(`max(e.happened)${some}`)} > ${cells.since(moment.ms, measure.days)}`;
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
  return `SELECT ${flatSql({ pass, moment, context, cutoffUs: cutoffUsSql(moment), sinceDays: sinceDays([measure]), cells: null }, measure)} AS value ${source.from}`;
}

