import { AppError, ENTITY_KINDS, EVENT_COLUMNS, type EntityKind, type TaskEntity } from '@bellwether/contracts';
import { ident, text, type DuckSession } from '../ingest/session';
import { entityKey } from './entity-key';
import { knownSql, timestampSql } from './row-source';

/** A query that may be run: what it reads, and itself with every table replaced by the view of what was known. */
export type CheckedSql = { sql: string; /** `order_line.quantity` */ lineage: string[]; kinds: EntityKind[] };

type Node = Record<string, unknown>;
const refuse = (message: string, fix: string, context: Record<string, unknown> = {}): never => {
  throw new AppError({ code: 'PARAMS_INVALID', message, fix, context });
};

/** Consistent by their own account, yet they tell of the machine, of the session, or depend on the order of rows. */
const DENIED = new Set(['current_setting', 'getvariable', 'getenv', 'version', 'stats', 'error', 'write_log', 'first', 'last', 'any_value', 'arbitrary', 'reservoir_quantile', 'sleep_ms', 'parse_path', 'which_secret', 'add_parquet_key', 'approx_count_distinct', 'approx_quantile', 'approx_top_k', 'json_serialize_sql', 'json_serialize_plan', 'json_execute_serialized_sql', 'json_deserialize_sql', 'getbit', 'set_bit']);
/** The order of their input shows: they need an ORDER BY of their own. */
const ORDERED = new Set(['list', 'array_agg', 'string_agg', 'group_concat', 'listagg']);
const MACROS = new Set(['ifnull', 'list_sum', 'list_avg', 'list_min', 'list_max', 'list_count', 'list_stddev_samp', 'list_median', 'list_mode', 'array_append', 'array_prepend', 'round_even', 'date_add', 'fdiv', 'fmod', 'geomean', 'wavg', 'weighted_avg', 'split_part', 'list_reverse', 'list_append', 'list_prepend', 'nullif']);
const TABLE_FUNCTIONS = new Set(['unnest', 'range', 'generate_series']);
const TABLES = new Set(['BASE_TABLE', 'JOIN', 'SUBQUERY', 'EMPTY', 'EXPRESSION_LIST', 'TABLE_FUNCTION', 'EMPTY_FROM']);
const NODES = new Set(['SELECT_NODE', 'SET_OPERATION_NODE', 'CTE_NODE']);
const ASOF = 'asof_';

/**
 * Reads a query by the engine's own parser and lets it pass only if it is one SELECT over the views of the events, made of functions that always answer alike.
 * @throws AppError PARAMS_INVALID saying what was not allowed
 */
export async function checkSql(session: DuckSession, sql: string): Promise<CheckedSql> {
  const { json } = await session.one<{ json: string }>(`SELECT json_serialize_sql(${text(sql)}) AS json`).catch(() => refuse('The query could not be read.', 'Correct its syntax.'));
  const parsed = JSON.parse(json) as { error: boolean; error_message?: string; statements?: { node: Node }[] };
  if (parsed.error) refuse(`Expected one SELECT statement: ${parsed.error_message ?? 'the query could not be read'}.`, 'Write a single SELECT; nothing else is allowed here.');
  if (parsed.statements?.length !== 1) refuse(`Expected one SELECT statement, received ${parsed.statements?.length ?? 0}.`, 'Send one statement without a second after the semicolon.');
  const walk: Walk = { functions: await allowedFunctions(session), ctes: new Set(), tables: [], columns: [] };
  visit(parsed.statements![0]!.node, walk);
  const kinds = tablesOf(walk);
  return { sql: await rewritten(session, json), lineage: lineageOf(walk, kinds), kinds: [...new Set(kinds.values())].sort() };
}

type Walk = { functions: ReadonlySet<string>; ctes: Set<string>; tables: { name: string; alias: string }[]; columns: string[][] };

const catalogues = new WeakMap<DuckSession, Set<string>>();
async function allowedFunctions(session: DuckSession): Promise<Set<string>> {
  const cached = catalogues.get(session);
  if (cached) return cached;
  const rows = await session.rows<{ name: string }>(`SELECT function_name AS name FROM duckdb_functions() WHERE function_type IN ('scalar', 'aggregate') GROUP BY 1 HAVING bool_and(stability = 'CONSISTENT')`);
  const allowed = new Set([...rows.map((r) => r.name.toLowerCase()).filter((name) => !DENIED.has(name) && !/^(pg_|current_|session_|duckdb_|read_|icu_|json_execute)/.test(name)), ...MACROS, 'cutoff', 'count_star', 'unnest']);
  catalogues.set(session, allowed);
  return allowed;
}

function visit(value: unknown, walk: Walk): void {
  if (Array.isArray(value)) return value.forEach((v) => visit(v, walk));
  if (value === null || typeof value !== 'object') return;
  const node = value as Node;
  checkNode(node, walk);
  for (const [key, child] of Object.entries(node)) if (key !== 'cte_map') visit(child, walk);
}

function checkNode(node: Node, walk: Walk): void {
  const type = String(node.type ?? '');
  if (type.endsWith('_NODE') && !NODES.has(type)) refuse(`Not allowed in a feature: ${type.toLowerCase().replaceAll('_', ' ')}.`, 'Use plain SELECTs, unions and common table expressions.');
  if (node.sample) refuse('Not allowed in a feature: a sample of rows, which is another one each time.', 'Count all rows.');
  for (const entry of (node.cte_map as { map?: { key: string; value: Node }[] } | undefined)?.map ?? []) {
    if ((ENTITY_KINDS as readonly string[]).includes(entry.key.toLowerCase())) refuse(`Expected another name for the common table expression ${entry.key}: it is a view of the events.`, 'Rename it.');
    visit(entry.value, walk);
    walk.ctes.add(entry.key.toLowerCase());
  }
  if ('ref_type' in node || 'column_name_alias' in node || (type === 'BASE_TABLE' || type === 'SHOW_REF')) checkTable(node, type, walk);
  if (node.class === 'FUNCTION') checkFunction(node, walk);
  if (node.class === 'WINDOW' && typeof node.function_name === 'string') checkWindow(node, walk);
  if (node.class === 'COLUMN_REF') checkColumn(node.column_names as string[], walk);
}

function checkTable(node: Node, type: string, walk: Walk): void {
  if (!TABLES.has(type)) refuse(`Not allowed in a feature: ${type.toLowerCase().replaceAll('_', ' ')}.`, 'Read from the views of the events.');
  if (type === 'TABLE_FUNCTION') {
    const name = String((node.function as Node).function_name).toLowerCase();
    if (!TABLE_FUNCTIONS.has(name)) refuse(`Not allowed in a feature: the table function ${name}, which may read files, the network or the machine.`, 'Read from the views of the events.', { function: name });
  }
  if (type !== 'BASE_TABLE') return;
  const name = String(node.table_name);
  if (node.schema_name || node.catalog_name) refuse(`Expected a view by its bare name, received ${[node.catalog_name, node.schema_name, name].filter(Boolean).join('.')}.`, 'Leave out catalog and schema.');
  if (walk.ctes.has(name.toLowerCase())) return;
  if (!(ENTITY_KINDS as readonly string[]).includes(name)) refuse(`Expected a view of the events, received ${JSON.stringify(name)}.`, `Choose from: ${ENTITY_KINDS.join(', ')}.`, { table: name });
  walk.tables.push({ name, alias: String(node.alias || name).toLowerCase() });
}

function checkFunction(node: Node, walk: Walk): void {
  const name = String(node.function_name).toLowerCase();
  if (node.catalog || (node.schema && node.schema !== 'main')) refuse(`Expected a function by its bare name, received ${String(node.schema)}.${name}.`, 'Leave out catalog and schema.');
  if (ORDERED.has(name) && ((node.order_bys as { orders?: unknown[] } | null)?.orders?.length ?? 0) === 0) refuse(`${name} depends on the order of rows, which is not fixed.`, `Write ${name}(x ORDER BY …).`, { function: name });
  if (!walk.functions.has(name)) refuse(`Not allowed in a feature: the function ${name}. It is unknown, or does not always answer alike.`, 'Use functions of values alone; the moment is cutoff().', { function: name });
}

/** Names that are no columns: the engine reads them as functions of the moment or of the session. */
const CLOCKS = new Set(['current_date', 'current_time', 'current_timestamp', 'localtime', 'localtimestamp', 'current_user', 'current_role', 'current_schema', 'current_catalog', 'session_user', 'user']);

function checkColumn(names: string[], walk: Walk): void {
  const bare = names.length === 1 ? names[0]!.toLowerCase() : '';
  if (CLOCKS.has(bare)) refuse(`Not allowed in a feature: ${bare}, which does not always answer alike.`, 'The moment is cutoff().', { function: bare });
  walk.columns.push(names);
}

function checkWindow(node: Node, walk: Walk): void {
  const name = String(node.function_name).toLowerCase();
  if (['row_number', 'rank', 'dense_rank', 'percent_rank', 'cume_dist', 'ntile', 'lag', 'lead', 'first_value', 'last_value', 'nth_value'].includes(name)) return;
  if (!walk.functions.has(name)) refuse(`Not allowed in a feature: the function ${name}.`, 'Use functions of values alone.', { function: name });
}

const tablesOf = (walk: Walk): Map<string, EntityKind> => new Map(walk.tables.map((t) => [t.alias, t.name as EntityKind]));

/** By alias where one stands before the column, else every table read that has such a column. */
function lineageOf(walk: Walk, kinds: Map<string, EntityKind>): string[] {
  const found = new Set<string>();
  for (const names of walk.columns) {
    const column = names.at(-1)!.toLowerCase();
    const qualified = names.length > 1 ? kinds.get(names[0]!.toLowerCase()) : undefined;
    for (const kind of qualified ? [qualified] : kinds.values()) {
      const field = EVENT_COLUMNS[kind].find((c) => c.column === column);
      if (field) found.add(`${kind}.${field.field}`);
    }
  }
  return [...found].sort();
}

/** Names in the parsed form stand outside of all text constants, whose quotes are escaped there. */
async function rewritten(session: DuckSession, json: string): Promise<string> {
  const names = ENTITY_KINDS.join('|');
  const renamed = json.replace(new RegExp(`("type":"BASE_TABLE","alias":)"([^"\\\\]*)"(,"sample":[^}]*?"table_name":)"(${names})"`, 'g'), (_, head: string, alias: string, middle: string, name: string) => `${head}"${alias || name}"${middle}"${ASOF}${name}"`);
  return (await session.one<{ sql: string }>(`SELECT json_deserialize_sql(${text(renamed)}) AS sql`)).sql;
}

/**
 * The views that a checked query reads: of every kind the rows that were known at the moment, with the customer filled in where events are stitched.
 * @param only of kinds that belong to the entity, the rows of this one alone
 */
export async function makeAsOfViews(session: DuckSession, entity: TaskEntity, kinds: readonly EntityKind[], cutoffMs: number, corrected: boolean, only: string | null = null): Promise<void> {
  const at = timestampSql(cutoffMs);
  for (const kind of kinds) {
    const view = entity === 'customer' ? (entityKey('customer', kind)?.view ?? ident(kind)) : ident(kind);
    const key = entityKey(entity, kind);
    const own = only !== null && key ? ` AND e.${key.column} = ${text(only)}` : '';
    await session.run(`CREATE OR REPLACE TEMP VIEW ${ASOF}${kind} AS SELECT ${EVENT_COLUMNS[kind].map((c) => `e.${ident(c.column)}`).join(', ')} FROM ${view} e WHERE e.event_time <= ${at} AND ${knownSql(at, corrected)}${own}`);
  }
  await session.run(`CREATE OR REPLACE TEMP MACRO cutoff() AS ${at}`);
}

const OUTPUT: Record<string, string> = { number: 'round(CAST(value AS DOUBLE), 6)', integer: 'CAST(value AS BIGINT)', string: 'CAST(value AS VARCHAR)', boolean: 'CAST(value AS BOOLEAN)' };

/** A row an entity; more than one is refused, for there would be no telling which. Numbers are rounded to millionths, so that the order of addition does not show. */
export function sqlFeatureSql(checked: CheckedSql, type: string): string {
  return `SELECT CAST(entity_id AS VARCHAR) AS entity_id, CASE WHEN count(*) > 1 THEN error('the query gives several rows for one entity_id') ELSE any_value(${OUTPUT[type] ?? OUTPUT.number}) END AS m0 FROM (${checked.sql}) WHERE entity_id IS NOT NULL GROUP BY 1`;
}

/** Turns what the engine says of a query of somebody's own into words about it. */
export function sqlError(e: unknown): AppError {
  if (e instanceof AppError) return e;
  const message = (e as Error).message.split('\n')[0]!.replace(new RegExp(`\\b${ASOF}`, 'g'), '').slice(0, 400);
  return new AppError({ code: 'PARAMS_INVALID', message: `The query failed: ${message}`, fix: /entity_id|value/.test(message) ? 'Give one row an entity, with the columns entity_id and value.' : 'Correct the query.' });
}
