import { AppError, type PostgresSourceConfig } from '@bellwether/contracts';
import pg from 'pg';

/** A table of somebody else's database, and how to reach it. */
export type ForeignTable = { config: PostgresSourceConfig; password: string | null };
export type ForeignColumn = { name: string; type: string };
/** Rows as texts, in the order of the columns; where the next page goes on. */
export type ForeignPage = { columns: string[]; rows: (string | null)[][]; last: ForeignCursor | null; /** no more rows lie behind it now */ end: boolean };
export type ForeignCursor = { value: string; tie: string | null };

/** Nobody waits longer for somebody else's server. @unit ms */
const CONNECT_MS = 10_000;
const STATEMENT_MS = 5 * 60_000;
const WRITERS_MS = 20_000;
/** Types that grow, in the order in which they compare. */
const CURSOR_TYPES = /^(smallint|integer|bigint|numeric(\(.*\))?|date|timestamp(\(\d\))? with(out)? time zone)$/;
const TIME_TYPES = /^(date|timestamp)/;

const ident = (name: string): string => `"${name.replaceAll('"', '""')}"`;
/** `sales.orders`: schema and table. */
const quoted = (name: string): string => name.split('.').map(ident).join('.');

/** What failed on our side while rows were kept: no fault of the foreign server. */
export class OwnFailure extends Error {
  constructor(override readonly cause: unknown) {
    super('keeping the rows failed', { cause });
  }
}

/** A connection that reads and cannot write. @throws AppError SOURCE_UNREACHABLE, SOURCE_REFUSED, SOURCE_CHANGED */
export async function withForeign<T>({ config, password }: ForeignTable, work: (client: pg.Client) => Promise<T>): Promise<T> {
  const client = new pg.Client({
    host: config.host, port: config.port, database: config.database, user: config.user, password: password ?? '', ssl: config.tls === 'off' ? false : { rejectUnauthorized: config.tls === 'verify' },
    connectionTimeoutMillis: CONNECT_MS, statement_timeout: STATEMENT_MS, query_timeout: STATEMENT_MS + 5_000, application_name: 'bellwether-pull', options: '-c default_transaction_read_only=on -c timezone=UTC -c datestyle=ISO -c lock_timeout=10000',
  });
  // a connection that is cut while nothing is asked must not end the process; the next question fails with it
  client.on('error', () => undefined);
  try {
    await client.connect();
    return await work(client);
  } catch (e) {
    throw foreignError(e, config);
  } finally {
    await client.end().catch(() => undefined);
  }
}

/** The columns of the table, in its order. @throws AppError SOURCE_CHANGED where there is none */
export async function foreignColumns(client: pg.Client, config: PostgresSourceConfig): Promise<ForeignColumn[]> {
  const { rows } = await client.query<{ name: string; type: string }>(
    `SELECT a.attname AS name, format_type(a.atttypid, a.atttypmod) AS type FROM pg_attribute a WHERE a.attrelid = to_regclass($1) AND a.attnum > 0 AND NOT a.attisdropped ORDER BY a.attnum`, [quoted(config.table)],
  );
  if (rows.length === 0) throw new AppError({ code: 'SOURCE_CHANGED', message: `Expected a table ${config.table} in ${config.database}; there is none that ${config.user} can see.`, fix: 'Check the name with its schema (sales.orders), and the rights of the account.' });
  return rows;
}

/** @throws AppError SOURCE_CHANGED where cursor or tie are missing, or of a type that does not grow */
export function checkCursor(columns: readonly ForeignColumn[], config: PostgresSourceConfig): { cursor: ForeignColumn; tie: ForeignColumn | null; byTime: boolean } {
  const find = (name: string) => columns.find((c) => c.name === name);
  const cursor = find(config.cursorColumn);
  if (!cursor) throw missing(config, config.cursorColumn, columns);
  if (!CURSOR_TYPES.test(cursor.type)) throw new AppError({ code: 'SOURCE_CHANGED', message: `Expected a whole number or a time to go on from, ${config.cursorColumn} is ${cursor.type}.`, fix: 'Choose a serial id, or the time of the last change.' });
  const tie = config.tieColumn ? find(config.tieColumn) : null;
  if (tie === undefined) throw missing(config, config.tieColumn!, columns);
  return { cursor, tie, byTime: TIME_TYPES.test(cursor.type) };
}

const missing = (config: PostgresSourceConfig, column: string, columns: readonly ForeignColumn[]) =>
  new AppError({ code: 'SOURCE_CHANGED', message: `Expected a column ${column} in ${config.table}, which has ${columns.slice(0, 30).map((c) => c.name).join(', ')}.`, fix: 'Correct the settings of the source.', context: { missing: [column] } });

/**
 * Up to where rows are final: every transaction that could still bring a row at or below it has ended. A writer holds a lock on the table from before it
 * takes a number or a time until its commit; those seen after the highest value was read are waited for.
 * @returns null: the table is empty, or writers took longer than the wait
 */
export async function settledBound(client: pg.Client, config: PostgresSourceConfig, byTime: boolean, waitMs = WRITERS_MS): Promise<string | null> {
  const cursor = ident(config.cursorColumn);
  const old = byTime && config.settleSeconds > 0 ? ` WHERE ${cursor} <= now() - make_interval(secs => ${config.settleSeconds})` : '';
  const { rows } = await client.query<{ bound: string | null }>(`SELECT max(${cursor})::text AS bound FROM ${quoted(config.table)}${old}`);
  const bound = rows[0]?.bound ?? null;
  if (bound === null) return null;
  const writers = async () => (await client.query<{ v: string }>(`SELECT DISTINCT virtualtransaction AS v FROM pg_locks WHERE locktype = 'relation' AND relation = to_regclass($1) AND mode = 'RowExclusiveLock' AND granted AND database = (SELECT oid FROM pg_database WHERE datname = current_database())`, [quoted(config.table)])).rows.map((r) => r.v);
  const before = await writers();
  for (const began = Date.now(); before.length > 0; await new Promise((resolve) => setTimeout(resolve, 200))) {
    const now = new Set(await writers());
    if (!before.some((v) => now.has(v))) break;
    if (Date.now() - began > waitMs) return null;
  }
  return bound;
}

/**
 * Rows behind `after` up to `bound`, oldest first, in one read-only snapshot. With a tie column the order is total; without, rows of the last value come
 * again with the next page, and are known by their event id.
 * @throws AppError SOURCE_CHANGED: more rows share one value of the cursor than a page has, and nothing tells them apart
 */
export async function foreignPage(client: pg.Client, config: PostgresSourceConfig, columns: readonly ForeignColumn[], after: ForeignCursor | null, bound: string | null, limit: number): Promise<ForeignPage> {
  const { cursor, tie } = checkCursor(columns, config);
  // by the table's name: a bare name after ORDER BY means the text that is selected, which sorts 10 before 9
  const [c, t] = [`src.${ident(cursor.name)}`, tie ? `src.${ident(tie.name)}` : null];
  const values: string[] = [];
  const value = (v: string, type: string) => `$${values.push(v)}::${type}`;
  const conditions = [`${c} IS NOT NULL`];
  if (after && t && after.tie !== null) conditions.push(`(${c}, ${t}) > (${value(after.value, cursor.type)}, ${value(after.tie, tie!.type)})`);
  else if (after) conditions.push(`${c} >= ${value(after.value, cursor.type)}`);
  if (bound !== null) conditions.push(`${c} <= ${value(bound, cursor.type)}`);
  await client.query('BEGIN TRANSACTION ISOLATION LEVEL REPEATABLE READ READ ONLY');
  try {
    const { rows } = await client.query<(string | null)[]>({ rowMode: 'array', text: `SELECT ${columns.map((x) => `src.${ident(x.name)}::text`).join(', ')} FROM ${quoted(config.table)} src WHERE ${conditions.join(' AND ')} ORDER BY ${c}${t ? `, ${t}` : ''} LIMIT ${limit}`, values });
    const at = (name: string) => columns.findIndex((x) => x.name === name);
    const last = rows.at(-1);
    const next = last ? { value: last[at(cursor.name)]!, tie: tie ? (last[at(tie.name)] ?? null) : null } : null;
    if (rows.length === limit && !tie && rows[0]![at(cursor.name)] === next!.value) throw new AppError({ code: 'SOURCE_CHANGED', message: `Expected fewer than ${limit} rows of one ${config.cursorColumn}, ${next!.value} has as many or more.`, fix: 'Name a column that tells them apart (the primary key) in the settings of the source.' });
    return { columns: columns.map((x) => x.name), rows, last: next, end: rows.length < limit };
  } finally {
    await client.query('ROLLBACK').catch(() => undefined);
  }
}

const NETWORK = new Set(['ECONNREFUSED', 'ENOTFOUND', 'ETIMEDOUT', 'EHOSTUNREACH', 'ENETUNREACH', 'ECONNRESET', 'EAI_AGAIN', 'EPIPE']);

/** In words, and without what was typed as a password. */
function foreignError(e: unknown, { host, port, database, user, table }: PostgresSourceConfig): unknown {
  if (e instanceof OwnFailure) return e.cause;
  if (e instanceof AppError) return e;
  const { code = '', message = '' } = e as { code?: string; message?: string };
  const refused = (text: string, fix: string, kind: 'SOURCE_REFUSED' | 'SOURCE_CHANGED' = 'SOURCE_REFUSED') => new AppError({ code: kind, message: text, fix, cause: e });
  if (code === '28P01' || code === '28000') return refused(`${host} does not let ${user} in: ${message.slice(0, 200)}.`, 'Check account and password, and the rules of pg_hba.conf for the address of this server.');
  if (code === '3D000') return refused(`There is no database ${database} on ${host}.`, 'Check the name of the database.');
  if (code === '42501') return refused(`${user} may not read ${table}.`, `Let an owner run: GRANT SELECT ON ${table} TO ${user}; (and USAGE on its schema).`);
  if (code === '42P01' || code === '42703' || code === '42883') return refused(`The table ${table} is no longer what it was: ${message.slice(0, 200)}.`, 'Correct the settings of the source, or bring the table back.', 'SOURCE_CHANGED');
  if (code === '25006') return refused('The account tried to write.', 'Nothing was changed; report this message.');
  if (code === '57014' || code === '55P03') return unreachable(`${host} took longer than the time allowed for a question.`, 'Add an index on the cursor column, or choose smaller pages.', e);
  if (/does not support SSL/i.test(message)) return refused(`${host} does not speak TLS.`, 'Switch TLS on at the server, or choose "off" for a network that nobody else reads.');
  if (/certificate|self.signed|altnames/i.test(message)) return refused(`The certificate of ${host} cannot be trusted: ${message.slice(0, 200)}.`, 'Use a certificate that this server trusts, or choose "require": encrypted, but whoever answers is believed.');
  if (NETWORK.has(code) || /timeout|terminated|ended|closed/i.test(message)) return unreachable(`${host}:${port} does not answer${code ? ` (${code})` : ''}.`, 'Check host, port and firewall, and that the server runs.', e);
  return unreachable(`${host}: ${message.slice(0, 300)}`, 'Look at the log of that server.', e);
}

const unreachable = (message: string, fix: string, cause: unknown) => new AppError({ code: 'SOURCE_UNREACHABLE', message, fix, retry: true, cause });
