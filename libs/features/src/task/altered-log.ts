import { ENTITY_KINDS, EVENT_COLUMNS, type EntityKind, type EventTables } from '@bellwether/contracts';
import { ident, text, type DuckSession } from '../ingest/session';
import { timestampSql } from '../feature/row-source';

type Change = { rows: (kind: EntityKind, source: string) => string; links: (source: string) => string };

/**
 * Lets `work` see another log than there is: the views are replaced for its duration, and so is what was computed from them before.
 * The files are untouched.
 */
async function withViews<T>(session: DuckSession, tables: EventTables, change: Change, work: () => Promise<T>): Promise<T> {
  const stored = new Map((await session.rows<{ name: string; sql: string }>(`SELECT view_name AS name, sql FROM duckdb_views() WHERE NOT internal AND view_name IN (${ENTITY_KINDS.flatMap((k) => [k, `${k}_of_customer`]).map(text).join(', ')})`)).map((v) => [v.name, v.sql]));
  const bodyOf = (name: string): string => stored.get(name)!.replace(/^CREATE (OR REPLACE )?VIEW .*? AS /is, '').replace(/;\s*$/, '');
  const forget = () => session.run('DROP TABLE IF EXISTS stock_series');
  try {
    await forget();
    for (const kind of ENTITY_KINDS) {
      await session.run(`CREATE OR REPLACE VIEW ${ident(kind)} AS ${change.rows(kind, `(${bodyOf(kind)})`)}`);
      const own = `${kind}_of_customer`;
      if (!stored.has(own)) continue;
      const link = tables.linkFile ? new RegExp(`read_parquet\\(${text(tables.linkFile).replace(/[.*+?^${}()|[\]\\]/g, '\\$&')}\\)`, 'g') : null;
      await session.run(`CREATE OR REPLACE VIEW ${ident(own)} AS ${link ? bodyOf(own).replace(link, (source) => `(${change.links(source)})`) : bodyOf(own)}`);
    }
    return await work();
  } finally {
    for (const [, sql] of stored) await session.run(sql.replace(/^CREATE (OR REPLACE )?VIEW/i, 'CREATE OR REPLACE VIEW'));
    await forget();
  }
}

/** A log in which nothing has happened or arrived after a moment, and no correction either. @unit ms */
export function withoutFuture<T>(session: DuckSession, tables: EventTables, ms: number, work: () => Promise<T>): Promise<T> {
  const at = timestampSql(ms);
  return withViews(session, tables, {
    rows: (_, source) => `SELECT * REPLACE (CASE WHEN superseded_time > ${at} THEN NULL ELSE superseded_time END AS superseded_time) FROM ${source} WHERE known_time <= ${at} AND event_time <= ${at}`,
    links: (source) => `SELECT * FROM ${source} WHERE known_time <= ${at}`,
  }, work);
}

/** One in so many rows is told again, and one in so many is corrected. */
const TOLD_AGAIN = 7;
const CORRECTED = 11;

/**
 * A log to which, at a moment after everything, much of the past was told anew: further events that happened long ago, with other numbers, and corrections of old ones.
 * @param ms when the backfill arrived
 */
export function withBackfill<T>(session: DuckSession, tables: EventTables, ms: number, work: () => Promise<T>): Promise<T> {
  const at = timestampSql(ms);
  return withViews(session, tables, {
    rows: (kind, source) => {
      const altered = EVENT_COLUMNS[kind].filter((c) => c.type === 'DOUBLE').map((c) => `${ident(c.column)} * 3 + 1 AS ${ident(c.column)}`);
      return `SELECT * REPLACE (CASE WHEN superseded_time IS NULL AND hash(event_id) % ${CORRECTED} = 0 THEN ${at} ELSE superseded_time END AS superseded_time) FROM ${source}
        UNION ALL BY NAME SELECT * REPLACE (${["event_id || '/backfill' AS event_id", `${at} AS known_time`, 'NULL::TIMESTAMP AS superseded_time', ...altered].join(', ')}) FROM ${source} WHERE hash(event_id) % ${TOLD_AGAIN} = 0 OR hash(event_id) % ${CORRECTED} = 0`;
    },
    links: (source) => `SELECT * FROM ${source} UNION ALL SELECT anonymous_id, customer_id || '/backfill', ${at} FROM ${source}`,
  }, work);
}
