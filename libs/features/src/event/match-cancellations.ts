import path from 'node:path';
import { ident, text, type DuckSession } from '../ingest/session';
import { columnsIn, idSql } from './settle-events';
import { storedSql } from './event-views';
import { PARQUET_OPTIONS, returnColumns, type Stage } from './stage-events';
import { EVENT_COLUMNS } from '@bellwether/contracts';

export type Cancellations = { stages: Stage[]; cancelled: number; unmatched: number };

/**
 * Negative order lines as cancellations: each finds the newest line of the same customer, product and quantity before it, and becomes that line's row with the
 * state cancelled, known when the negative line was. What finds none becomes a return.
 * @param lines stages and log files of order lines
 */
export async function matchCancellations(session: DuckSession, cancel: Stage, lines: { stage: Stage | null; existing: readonly string[] }, workDir: string): Promise<Cancellations> {
  const negative = `read_parquet(${text(cancel.file)}, file_row_number=true)`;
  const parts: string[] = [];
  for (const [files, accepted] of [[lines.stage ? [lines.stage.file] : [], '__reason IS NULL'], [lines.existing, 'true']] as const) {
    if (files.length === 0) continue;
    const stored = await columnsIn(session, files);
    const columns = EVENT_COLUMNS.order_line.map((c) => `${c.column === 'event_id' ? idSql('order_line', stored) : storedSql('order_line', c.column, stored)} AS ${ident(c.column)}`);
    parts.push(`SELECT ${columns.join(', ')} FROM read_parquet([${files.map(text).join(', ')}], union_by_name=true) WHERE ${accepted}`);
  }
  if (parts.length === 0) parts.push(`SELECT ${EVENT_COLUMNS.order_line.map((c) => `NULL::${c.type} AS ${ident(c.column)}`).join(', ')} WHERE false`);
  // one line is cancelled by one row: the first that names it
  await session.run(`CREATE OR REPLACE TEMP TABLE cancelling AS SELECT * FROM (SELECT n.file_row_number AS nth, n.known_time AS cancelled_at, l.* FROM (SELECT * FROM ${negative} WHERE __reason IS NULL) n
    ASOF JOIN (SELECT * FROM (${parts.join(' UNION ALL ')}) WHERE state = 'placed') l ON l.customer_id = n.customer_id AND l.product_id = n.product_id AND l.quantity = n.quantity AND n.event_time >= l.event_time)
    QUALIFY row_number() OVER (PARTITION BY event_id ORDER BY cancelled_at, nth) = 1`);
  const [rows, returns] = [path.join(workDir, 'stage-order_line-cancelled.parquet'), path.join(workDir, 'stage-return-unmatched.parquet')];
  await session.run(`COPY (SELECT * EXCLUDE (nth, cancelled_at) REPLACE ('cancelled' AS state, greatest(cancelled_at, known_time + INTERVAL 1 MICROSECOND) AS known_time), NULL::VARCHAR AS __reason, 0::UTINYINT AS __flags FROM cancelling ORDER BY nth) TO ${text(rows)} (${PARQUET_OPTIONS})`);
  await session.run(`COPY (SELECT ${returnColumns().join(', ').replace(/-quantity/g, 'quantity')}, NULL::VARCHAR AS __reason, __flags FROM ${negative} n WHERE __reason IS NULL AND NOT EXISTS (SELECT 1 FROM cancelling c WHERE c.nth = n.file_row_number)) TO ${text(returns)} (${PARQUET_OPTIONS})`);
  const count = async (file: string) => (await session.one<{ n: number }>(`SELECT count(*) AS n FROM read_parquet(${text(file)})`)).n;
  const [cancelled, unmatched] = [await count(rows), await count(returns)];
  const stages: Stage[] = [];
  if (cancelled) stages.push({ kind: 'order_line', role: 'rows', file: rows, pieces: [] });
  if (unmatched) stages.push({ kind: 'return', role: 'rows', file: returns, pieces: [] });
  return { stages, cancelled, unmatched };
}
