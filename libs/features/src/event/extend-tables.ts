import { ENTITY_KINDS, type EventTables } from '@bellwether/contracts';
import type { EventIngestResult } from './ingest-events';

/** The tables of a log after a batch: what it had and what the batch made, where the files lie now. For work without a database; the store does the same with its facts. */
export function extendTables(before: EventTables | null, made: EventIngestResult): EventTables {
  const partitions = [...(before?.partitions ?? []), ...made.partitions.map((p) => ({ kind: p.kind, path: p.path, hash: '', rows: p.rows, bytes: 0, eventFrom: p.eventFrom, eventTo: p.eventTo, knownFrom: p.knownFrom, knownTo: p.knownTo }))];
  return {
    ...before,
    files: Object.fromEntries(ENTITY_KINDS.map((kind) => [kind, [...(before?.files[kind] ?? []), ...made.partitions.filter((p) => p.kind === kind).map((p) => p.path)]]).filter(([, files]) => files!.length > 0)) as EventTables['files'],
    supersededFile: made.supersededFile,
    linkFile: made.linkFile,
    partitions,
  };
}
