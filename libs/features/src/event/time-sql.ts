import type { EventMapping, FieldSource } from '@bellwether/contracts';
import { text } from '../ingest/session';
import { FLAGS } from './event-flags';

/** `sql` is UTC without a zone; `flags` says whether the local time came twice or never was; `rejected` is true where a rule refuses that. */
export type TimeSql = { sql: string; flags: string; rejected: string };

const UTC = /^(UTC|Etc\/UTC|GMT|Etc\/GMT|Z)$/i;
/** An offset, or Z, at the end of a time of day. */
const OFFSET = `'\\d{2}:\\d{2}.*(Z|[+-]\\d{2}(:?\\d{2})?)$'`;

/** A local time of the mapping's zone as UTC. On the days that clocks change, its rules decide. */
export function zonedSql(local: string, mapping: Pick<EventMapping, 'timeZone' | 'doubledHour' | 'missingHour'>): TimeSql {
  if (UTC.test(mapping.timeZone)) return { sql: local, flags: '0', rejected: 'false' };
  const zone = text(mapping.timeZone);
  const back = (utc: string): string => `timezone(${zone}, (${utc})::TIMESTAMPTZ)`;
  const utc = `timezone(${zone}, ${local})::TIMESTAMP`;
  // the database takes the later of two; most zones shift by an hour, Lord Howe by half of one
  const shifted = [60, 30].map((minutes) => ({ minutes, same: `${back(`${utc} - INTERVAL ${minutes} MINUTE`)} = ${local}` }));
  const doubled = `(${shifted.map((s) => s.same).join(' OR ')})`;
  const missing = `(${back(utc)} <> ${local})`;
  const sql = mapping.doubledHour === 'earlier' ? `CASE ${shifted.map((s) => `WHEN ${s.same} THEN ${utc} - INTERVAL ${s.minutes} MINUTE`).join(' ')} ELSE ${utc} END` : utc;
  const refused = [...(mapping.doubledHour === 'reject' ? [doubled] : []), ...(mapping.missingHour === 'reject' ? [missing] : [])];
  return { sql, flags: `(coalesce(${doubled}, false)::INT * ${FLAGS.doubledHour} + coalesce(${missing}, false)::INT * ${FLAGS.missingHour})`, rejected: refused.length ? `coalesce(${refused.join(' OR ')}, false)` : 'false' };
}

/** A text as an instant. @param raw SQL of a text, null where nothing is there */
export function timeSql(raw: string, s: Pick<FieldSource, 'format' | 'origin'>, mapping: Pick<EventMapping, 'timeZone' | 'doubledHour' | 'missingHour'>): TimeSql {
  const format = s.format ?? 'iso';
  if (format === 'epoch-s' || format === 'epoch-ms') {
    const seconds = `try_cast(${raw} AS DOUBLE)${format === 'epoch-ms' ? ' / 1e3' : ''}`;
    return plain(`CASE WHEN abs(${seconds}) < 1e11 THEN make_timestamp((${seconds} * 1e6)::BIGINT) END`);
  }
  if (format === 'days') return zonedSql(`(DATE ${text(s.origin ?? '1970-01-01')} + floor(try_cast(${raw} AS DOUBLE))::INT)::TIMESTAMP`, mapping);
  if (format !== 'iso') return /%z/.test(format) ? plain(`try_strptime(${raw}, ${text(format)})::TIMESTAMP`) : zonedSql(`try_strptime(${raw}, ${text(format)})::TIMESTAMP`, mapping);
  const local = zonedSql(`try_cast(${raw} AS TIMESTAMP)`, mapping);
  const offset = `regexp_matches(${raw}, ${OFFSET})`;
  return { sql: `CASE WHEN ${offset} THEN try_cast(${raw} AS TIMESTAMPTZ)::TIMESTAMP ELSE ${local.sql} END`, flags: local.flags === '0' ? '0' : `CASE WHEN ${offset} THEN 0 ELSE ${local.flags} END`, rejected: local.rejected === 'false' ? 'false' : `(NOT ${offset} AND ${local.rejected})` };
}

const plain = (sql: string): TimeSql => ({ sql, flags: '0', rejected: 'false' });
