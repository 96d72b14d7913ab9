import type { EntityKind } from '@bellwether/contracts';
import { text, type DuckSession } from '../ingest/session';
import { columnsIn } from './settle-events';

/** Kinds whose rows may say that a device is a customer's. */
export const LINKING_KINDS = ['customer', 'session_event', 'impression', 'order_line'] as const satisfies readonly EntityKind[];

/**
 * When each device became known as whose: a row where the customer of an anonymous id is another than before. Made of the links that the log has and of the new rows.
 * @returns `before` when nothing new was said, null when nothing ever was
 */
export async function writeLinks(session: DuckSession, added: Partial<Record<EntityKind, string[]>>, before: string | null, file: string): Promise<string | null> {
  const parts: string[] = [];
  for (const kind of LINKING_KINDS) {
    const files = added[kind] ?? [];
    const stored = await columnsIn(session, files);
    if (!stored.has('anonymous_id') || !stored.has('customer_id')) continue;
    parts.push(`SELECT anonymous_id, customer_id, min(known_time) AS known_time FROM read_parquet([${files.map(text).join(', ')}], union_by_name=true) WHERE anonymous_id IS NOT NULL AND customer_id IS NOT NULL GROUP BY ALL`);
  }
  if (parts.length === 0) return before;
  const all = [...parts, ...(before ? [`SELECT * FROM read_parquet(${text(before)})`] : [])].join(' UNION ALL ');
  await session.run(`CREATE OR REPLACE TEMP TABLE link AS SELECT anonymous_id, customer_id, known_time FROM (${all})
    QUALIFY customer_id IS DISTINCT FROM lag(customer_id) OVER (PARTITION BY anonymous_id ORDER BY known_time, customer_id)`);
  const { n } = await session.one<{ n: number }>(`SELECT count(*) AS n FROM link${before ? ` ANTI JOIN read_parquet(${text(before)}) b USING (anonymous_id, customer_id, known_time)` : ''}`);
  if (n === 0) return before;
  await session.run(`COPY (SELECT * FROM link ORDER BY anonymous_id, known_time) TO ${text(file)} (FORMAT parquet, COMPRESSION zstd)`);
  return file;
}
