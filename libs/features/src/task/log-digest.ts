import type { EntityKind, EventTables } from '@bellwether/contracts';
import { text, type DuckSession } from '../ingest/session';
import { STITCHED_KINDS } from '../event/event-views';

/** What of a log was known at a moment, as one text per kind: two logs that agree here give the same rows. null: the files have no facts to judge by. */
export type LogDigest = (kinds: Iterable<EntityKind>) => string | null;

/**
 * Partitions that hold nothing known (or happened) by then do not count: what arrives later leaves old snapshots in the cache.
 * @param ms the moment
 */
export async function logDigest(session: DuckSession, tables: EventTables, ms: number): Promise<LogDigest> {
  const { partitions } = tables;
  if (!partitions) return () => null;
  const at = `make_timestamp(${ms * 1000}::BIGINT)`;
  const corrected = new Map(
    tables.supersededFile
      ? (await session.rows<{ kind: string; digest: string }>(`SELECT kind, md5(string_agg(event_id || '|' || known_time::VARCHAR || '|' || superseded_time::VARCHAR, ',' ORDER BY event_id, known_time)) AS digest FROM read_parquet(${text(tables.supersededFile)}) WHERE superseded_time <= ${at} GROUP BY 1`)).map((r) => [r.kind, r.digest])
      : [],
  );
  const links = tables.linkFile
    ? (await session.one<{ digest: string | null }>(`SELECT md5(string_agg(anonymous_id || '|' || customer_id || '|' || known_time::VARCHAR, ',' ORDER BY anonymous_id, known_time)) AS digest FROM read_parquet(${text(tables.linkFile)}) WHERE known_time <= ${at}`)).digest
    : null;
  const rates = tables.currency?.rates.filter((r) => Date.parse(r.knownTime) <= ms) ?? [];
  return (kinds) =>
    JSON.stringify(
      [...new Set(kinds)].sort().map((kind) => [
        kind,
        partitions.filter((p) => p.kind === kind && Date.parse(p.knownFrom) <= ms && Date.parse(p.eventFrom) <= ms).map((p) => p.hash).sort(),
        corrected.get(kind) ?? null,
        (STITCHED_KINDS as readonly EntityKind[]).includes(kind) ? [links, tables.stitchLookbackDays ?? null] : null,
        [tables.currency?.base ?? null, rates],
      ]),
    );
}
