import type { EntityKind, TaskEntity } from '@bellwether/contracts';
import { ident, type DuckSession } from '../ingest/session';
import type { MeasureCache } from './measure-cache';
import type { CellSet } from './event-cells';
import { passKey, passSql, type Pass } from './measure-sql';
import type { FlatMeasure, GroupedMeasure, Measure } from './plan';
import { type SourceContext, type SqlMoment, cutoffUsSql } from './row-source';
import { scalarSql, type Scalar } from './scalar';

/** Measures by a name of the caller's. */
export type MeasureSet = ReadonlyMap<string, Measure>;
export type ComputeContext = SourceContext & { cache: { store: MeasureCache; /** what the measures are computed from, at this moment: same key, same values; null: not to be kept */ keyOf: (measure: Measure) => string | null } | null; /** rows that were added up for many moments; left out: rows are read */ cells?: CellSet | null };

export type ComputedTables = {
  /** temporary tables, `read_parquet(...)` or queries in brackets, each with entity_id */
  tables: string[];
  /** LEFT JOINs of all tables on an entity */
  joins: (entitySql: string) => string;
  /** arithmetic over the measures, as SQL */
  scalar: (scalar: Scalar, nameOf: (name: string) => string, literals?: ReadonlyMap<string, string>) => string;
  cached: number;
  computed: number;
};

/** An entity without such rows has none of them, and a sum of nothing. */
const startsAtZero = (m: FlatMeasure | GroupedMeasure): boolean => (m.type === 'flat' ? m.agg === 'count' || m.agg === 'sum' : m.outer === 'count' || m.outer === 'sum');

type Column = { table: string; column: string; measure: FlatMeasure | GroupedMeasure };

/**
 * Computes measures, one pass over the rows for every kind and grouping, and leaves them in temporary tables (or takes them from the cache).
 * @param prefix of the tables' names; null: passes that are not to be kept become part of the query that joins them. It runs them at once, and nothing is written between
 */
export async function computeTables(session: DuckSession, entity: TaskEntity, measures: MeasureSet, moment: SqlMoment, context: ComputeContext, prefix: string | null): Promise<ComputedTables> {
  // equal measures of several features are one
  const byContent = new Map<string, { measure: FlatMeasure | GroupedMeasure; names: string[] }>();
  for (const [name, measure] of measures) {
    if (measure.type !== 'flat' && measure.type !== 'grouped') continue;
    const content = JSON.stringify(measure);
    const entry = byContent.get(content);
    if (entry) entry.names.push(name);
    else byContent.set(content, { measure, names: [name] });
  }
  const columns = new Map<string, Column>();
  const tables: string[] = [];
  const found = fromCache(byContent, context, columns, tables);
  const passes = new Map<string, { measure: FlatMeasure | GroupedMeasure; names: string[]; key: string | null }[]>();
  for (const [content, entry] of byContent) {
    if (found.has(content)) continue;
    const key = passKey(entry.measure);
    passes.set(key, [...(passes.get(key) ?? []), { ...entry, key: context.cache?.keyOf(entry.measure) ?? null }]);
  }
  let at = 0;
  for (const entries of passes.values()) {
    const pass: Pass = { entity, kind: entries[0]!.measure.over as EntityKind, by: entries[0]!.measure.type === 'grouped' ? entries[0]!.measure.by : null, columns: entries.map((e, k) => ({ column: `m${k}`, measure: e.measure })) };
    const table = await runPass(session, pass, moment, context, prefix === null ? null : `${prefix}${at++}`, entries.map((e) => e.key));
    tables.push(table);
    entries.forEach((e, k) => e.names.forEach((name) => columns.set(name, { table: alias(tables.length - 1), column: `m${k}`, measure: e.measure })));
  }
  return result(tables, columns, moment, found.size, byContent.size - found.size);
}

const alias = (k: number): string => `t${k}`;

function fromCache(wanted: ReadonlyMap<string, { measure: FlatMeasure | GroupedMeasure; names: string[] }>, context: ComputeContext, columns: Map<string, Column>, tables: string[]): Set<string> {
  const found = new Set<string>();
  if (!context.cache) return found;
  const files = new Map<string, number>();
  for (const [content, { measure, names }] of wanted) {
    const key = context.cache.keyOf(measure);
    const hit = key === null ? null : context.cache.store.find(key);
    if (!hit) continue;
    if (!files.has(hit.file)) files.set(hit.file, tables.push(context.cache.store.source(hit.file)) - 1);
    for (const name of names) columns.set(name, { table: alias(files.get(hit.file)!), column: hit.column, measure });
    found.add(content);
  }
  return found;
}

async function runPass(session: DuckSession, pass: Pass, moment: SqlMoment, context: ComputeContext, table: string | null, keys: (string | null)[]): Promise<string> {
  const cells = context.cells?.entity === pass.entity ? context.cells.of.get(passKey(pass.columns[0]!.measure)) : undefined;
  const sql = passSql(pass, moment, context, moment.kind === 'fixed' && cells?.covers(moment.ms) ? cells : null);
  if (!context.cache || keys.includes(null)) {
    if (table === null) return `(${sql})`;
    await session.run(`CREATE OR REPLACE TEMP TABLE ${table} AS ${sql}`);
    return table;
  }
  const { store } = context.cache;
  const file = await store.write(keys as string[], pass.columns.map((c) => c.column), (target) => session.run(`COPY (${sql}) TO '${target.replace(/'/g, "''")}' (FORMAT parquet, COMPRESSION snappy)`));
  return store.source(file);
}

function result(tables: string[], columns: ReadonlyMap<string, Column>, moment: SqlMoment, cached: number, computed: number): ComputedTables {
  return {
    tables, cached, computed,
    joins: (entitySql) => tables.map((t, k) => ` LEFT JOIN ${t} ${alias(k)} ON ${alias(k)}.entity_id = ${entitySql}`).join(''),
    scalar: (scalar, nameOf, literals) =>
      scalarSql(scalar, (name) => {
        const full = nameOf(name);
        const literal = literals?.get(full);
        if (literal !== undefined) return literal;
        const { table, column, measure } = columns.get(full)!;
        const sql = `${table}.${ident(column)}`;
        return startsAtZero(measure) ? `coalesce(${sql}, 0)::DOUBLE` : sql;
      }, cutoffUsSql(moment)),
  };
}
