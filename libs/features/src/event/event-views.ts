import { ENTITY_KINDS, EVENT_COLUMNS, NATURAL_KEYS, type EntityKind, type EventColumn, type EventTables } from '@bellwether/contracts';
import { ident, text, type DuckSession } from '../ingest/session';

/** Kinds whose rows may carry an anonymous id in place of a customer's. */
export const STITCHED_KINDS = ['session_event', 'impression', 'order_line'] as const satisfies readonly EntityKind[];
const isStitched = (kind: EntityKind): boolean => (STITCHED_KINDS as readonly EntityKind[]).includes(kind);

/** Every file that the views read: what a session must be allowed to open (`DuckSession.open({ files })`). */
export const eventFiles = (tables: EventTables): string[] => [...ENTITY_KINDS.flatMap((kind) => tables.files[kind] ?? []), ...[tables.supersededFile, tables.linkFile ?? null].filter((f) => f !== null)];

/**
 * The canonical views over one version of an event log. For each kind:
 * - `<kind>`: the columns of EVENT_COLUMNS and superseded_time, as sent;
 * - `<kind>_of_customer`, where rows have a customer: the same with customer_id filled from the link that was in force when the row became known, else from
 *   the first one after it. Such a row has the later of both known times, so `known_time <= T` alone keeps what is learnt later out of the past.
 * Money is in one currency where the version has rates (`currency` then names the base, and amounts without a known rate are null). Kinds without files are empty views.
 */
export async function registerEventViews(session: DuckSession, tables: EventTables): Promise<void> {
  if (tables.currency?.rates.length) await registerRates(session, tables.currency.rates);
  const corrected = await correctedKinds(session, tables.supersededFile);
  for (const kind of ENTITY_KINDS) {
    const stored = await storedColumns(session, tables.files[kind] ?? []);
    await session.run(`CREATE OR REPLACE VIEW ${ident(kind)} AS ${kindSql(kind, tables, stored, corrected.has(kind))}`);
    if (EVENT_COLUMNS[kind].some((c) => c.column === 'customer_id')) await session.run(`CREATE OR REPLACE VIEW ${ident(`${kind}_of_customer`)} AS ${ofCustomerSql(kind, tables)}`);
  }
}

const source = (files: readonly string[]): string => `read_parquet([${files.map(text).join(',')}], union_by_name=true)`;

/** Of the other kinds no row needs to be looked up, nor its id to be read. */
async function correctedKinds(session: DuckSession, supersededFile: string | null): Promise<Set<string>> {
  return new Set(supersededFile === null ? [] : (await session.rows<{ kind: string }>(`SELECT DISTINCT kind FROM read_parquet(${text(supersededFile)})`)).map((r) => r.kind));
}

/** A field that joined the contract later is absent from older files. */
async function storedColumns(session: DuckSession, files: readonly string[]): Promise<Set<string>> {
  if (files.length === 0) return new Set();
  return new Set((await session.rows<{ column_name: string }>(`DESCRIBE SELECT * FROM ${source(files)}`)).map((c) => c.column_name));
}

/** The id that a row has without one of its own: `order_line:o1/2`. @param columnSql how a column of this name is written */
export function naturalIdSql(kind: EntityKind, columnSql: (column: string) => string = (c) => ident(c)): string {
  const byField = new Map(EVENT_COLUMNS[kind].map((c) => [c.field, c]));
  const parts = NATURAL_KEYS[kind].map((field) => {
    const column = byField.get(field)!;
    const sql = columnSql(column.column);
    return `coalesce(${column.type === 'TIMESTAMP' ? `strftime(${sql}, '%Y-%m-%dT%H:%M:%S.%fZ')` : column.type === 'VARCHAR' ? sql : `${sql}::VARCHAR`}, '')`;
  });
  return `${text(`${kind}:`)} || ${parts.join(" || '/' || ")}`;
}

function kindSql(kind: EntityKind, tables: EventTables, stored: Set<string>, corrected: boolean): string {
  const columns = EVENT_COLUMNS[kind];
  const files = tables.files[kind] ?? [];
  const typedNull = (c: EventColumn): string => `NULL::${c.type} AS ${ident(c.column)}`;
  if (files.length === 0) return `SELECT ${columns.map(typedNull).join(', ')}, NULL::TIMESTAMP AS superseded_time WHERE false`;
  const plain = columns.map((c) => {
    const read = (name: string): string => storedSql(kind, name, stored);
    return `${c.column === 'event_id' ? `coalesce(${read('event_id')}, ${naturalIdSql(kind, read)})` : read(c.column)} AS ${ident(c.column)}`;
  });
  const rows = `SELECT ${plain.join(', ')} FROM ${source(files)}`;
  const priced = tables.currency?.rates.length && columns.some((c) => c.column === 'currency') ? convertedSql(columns, rows, tables.currency.base) : rows;
  if (!corrected) return `SELECT *, NULL::TIMESTAMP AS superseded_time FROM (${priced})`;
  return `SELECT e.*, s.superseded_time FROM (${priced}) e LEFT JOIN (SELECT event_id, known_time, superseded_time FROM read_parquet(${text(tables.supersededFile!)}) WHERE kind = ${text(kind)}) s ON s.event_id = e.event_id AND s.known_time = e.known_time`;
}

const DEFAULTS: Record<string, string> = { line: '1', state: `'placed'`, treated: 'true' };

/** A column that no row of a file holds is not in the file; the contract's defaults are. @param stored columns of the files */
export function storedSql(kind: EntityKind, column: string, stored: ReadonlySet<string>): string {
  const { type } = EVENT_COLUMNS[kind].find((c) => c.column === column)!;
  const fallback = DEFAULTS[column];
  if (!stored.has(column)) return `${fallback ?? 'NULL'}::${type}`;
  return fallback ? `coalesce(${ident(column)}::${type}, ${fallback})` : `${ident(column)}::${type}`;
}

async function registerRates(session: DuckSession, rates: NonNullable<EventTables['currency']>['rates']): Promise<void> {
  const values = rates.map((r) => `(${text(r.currency)}, ${r.rate}::DOUBLE, ${text(r.knownTime)}::TIMESTAMPTZ::TIMESTAMP)`).join(', ');
  await session.run(`CREATE OR REPLACE TABLE event_rate AS SELECT * FROM (VALUES ${values}) t(currency, rate, known_time)`);
}

function convertedSql(columns: readonly EventColumn[], rows: string, base: string): string {
  const rate = `CASE WHEN e.currency IS NULL OR e.currency = ${text(base)} THEN 1.0 ELSE r.rate END`;
  const replaced = columns.filter((c) => c.unit === 'money').map((c) => `e.${ident(c.column)} * ${rate} AS ${ident(c.column)}`);
  return `SELECT e.* REPLACE (${[...replaced, `${text(base)} AS currency`].join(', ')}) FROM (${rows}) e ASOF LEFT JOIN event_rate r ON r.currency = e.currency AND e.known_time >= r.known_time`;
}

function ofCustomerSql(kind: EntityKind, tables: EventTables): string {
  if (!isStitched(kind) || !tables.linkFile) return `SELECT * FROM ${ident(kind)} WHERE customer_id IS NOT NULL`;
  const links = `read_parquet(${text(tables.linkFile)})`;
  const lookback = tables.stitchLookbackDays ?? null;
  const near = lookback === null ? 'true' : `after.known_time <= e.known_time + INTERVAL ${Math.ceil(lookback)} DAY`;
  const customer = `coalesce(e.customer_id, before.customer_id, CASE WHEN ${near} THEN after.customer_id END)`;
  const known = `CASE WHEN e.customer_id IS NOT NULL OR before.customer_id IS NOT NULL THEN e.known_time ELSE after.known_time END`;
  return `SELECT e.* REPLACE (${customer} AS customer_id, ${known} AS known_time) FROM ${ident(kind)} e
    ASOF LEFT JOIN ${links} before ON before.anonymous_id = e.anonymous_id AND e.known_time >= before.known_time
    ASOF LEFT JOIN ${links} after ON after.anonymous_id = e.anonymous_id AND e.known_time < after.known_time
    WHERE ${customer} IS NOT NULL`;
}
