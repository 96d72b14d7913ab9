// For tests only: event tables out of plain objects.
import { mkdir, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { ENTITY_KINDS, EVENT_COLUMNS, type EntityKind, type EventTables } from '@bellwether/contracts';
import { DuckSession, ident, text } from './ingest/session';
import { naturalIdSql } from './event/event-views';

export type PlainEvents = Partial<Record<EntityKind, Record<string, unknown>[]>>;

/**
 * Event tables with these rows, each given by field name (`orderId`); times as ISO text, known time = event time unless told. A later row of the same id supersedes the
 * earlier. No validation: what the product makes of bad rows is the ingest's affair.
 * @param folder made when missing; the files lie there
 */
export async function plainEventTables(folder: string, events: PlainEvents, links: { anonymousId: string; customerId: string; knownTime: string }[] = []): Promise<EventTables> {
  await mkdir(folder, { recursive: true });
  const session = await DuckSession.open({ folders: [folder], memoryMb: 512, threads: 1, spill: path.join(folder, 'spill') });
  const files: EventTables['files'] = {};
  const superseded: string[] = [];
  try {
    for (const kind of ENTITY_KINDS) {
      const rows = events[kind];
      if (!rows?.length) continue;
      const columns = EVENT_COLUMNS[kind];
      const json = path.join(folder, `${kind}.jsonl`);
      await writeFile(json, rows.map((r) => JSON.stringify(Object.fromEntries(columns.map((c) => [c.column, (c.field === 'knownTime' ? (r.knownTime ?? r.eventTime) : r[c.field]) ?? defaultOf(c.field)])))).join('\n'));
      const spec = columns.map((c) => `${text(c.column)}: ${text(c.type === 'TIMESTAMP' ? 'TIMESTAMPTZ' : c.type)}`).join(', ');
      const file = path.join(folder, `${kind}.parquet`);
      await session.run(`CREATE OR REPLACE TABLE rows AS SELECT * REPLACE (${columns.filter((c) => c.type === 'TIMESTAMP').map((c) => `${ident(c.column)}::TIMESTAMP AS ${ident(c.column)}`).join(', ')}) FROM read_json(${text(json)}, format='newline_delimited', columns={${spec}})`);
      await session.run(`UPDATE rows SET event_id = ${naturalIdSql(kind)} WHERE event_id IS NULL`);
      await session.run(`COPY rows TO ${text(file)} (FORMAT parquet)`);
      superseded.push(`SELECT ${text(kind)} AS kind, event_id, known_time, lead(known_time) OVER (PARTITION BY event_id ORDER BY known_time) AS superseded_time FROM read_parquet(${text(file)}) QUALIFY superseded_time IS NOT NULL`);
      files[kind] = [file];
    }
    const supersededFile = path.join(folder, 'superseded.parquet');
    if (superseded.length) await session.run(`COPY (${superseded.join(' UNION ALL ')}) TO ${text(supersededFile)} (FORMAT parquet)`);
    const linkFile = path.join(folder, 'links.parquet');
    if (links.length) await session.run(`COPY (SELECT * FROM (VALUES ${links.map((l) => `(${text(l.anonymousId)}, ${text(l.customerId)}, ${text(l.knownTime)}::TIMESTAMPTZ::TIMESTAMP)`).join(', ')}) t(anonymous_id, customer_id, known_time)) TO ${text(linkFile)} (FORMAT parquet)`);
    return { files, supersededFile: superseded.length ? supersededFile : null, linkFile: links.length ? linkFile : null };
  } finally {
    session.close();
  }
}

const defaultOf = (field: string): unknown => ({ line: 1, state: 'placed', treated: true })[field] ?? null;
