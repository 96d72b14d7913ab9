import { mkdir, stat } from 'node:fs/promises';
import path from 'node:path';
import { EVENT_COLUMNS, type MappingPreview } from '@bellwether/contracts';
import { text, type DuckSession } from '../ingest/session';
import { openEventSource, type EventSourceFile } from './event-source';
import { ingestSources, type EventIngest } from './ingest-events';
import { columnsIn } from './settle-events';

/** Files of more than this are judged by their first rows. @unit bytes */
const WHOLE_BYTES = 128 * 1024 ** 2;
const FIRST_ROWS = 300_000;
const SHOWN = 20;

/** What a mapping would make of these files: every rule applied, nothing kept. @throws AppError DATA_*, COLUMN_NOT_FOUND */
export async function previewMapping(session: DuckSession, task: Omit<EventIngest, 'existing' | 'sourceId'>): Promise<MappingPreview> {
  await mkdir(task.outDir, { recursive: true });
  const sources: EventSourceFile[] = [];
  let whole = true;
  for (const [i, f] of task.files.entries()) {
    const folder = path.join(task.workDir, `file-${i}`);
    await mkdir(folder, { recursive: true });
    const source = await openEventSource(session, f.file, f.fileName, folder, task.mapping);
    const large = (await stat(source.path)).size > WHOLE_BYTES;
    whole &&= !large;
    sources.push(large ? { ...source, scan: (types) => `(SELECT * FROM ${source.scan(types)} LIMIT ${FIRST_ROWS})` } : source);
  }
  const made = await ingestSources(session, sources, { ...task, existing: null, sourceId: 'preview' }, () => undefined);
  const rows: MappingPreview['rows'] = [];
  for (const p of made.partitions) {
    const stored = await columnsIn(session, [p.path]);
    const columns = EVENT_COLUMNS[p.kind].filter((c) => stored.has(c.column));
    const sample = await session.rows<Record<string, string | number | boolean | null>>(`SELECT ${columns.map((c, i) => `${c.type === 'TIMESTAMP' || c.type === 'JSON' ? `"${c.column}"::VARCHAR` : c.type === 'VARCHAR' ? `left("${c.column}", 200)` : `"${c.column}"`} AS c${i}`).join(', ')} FROM read_parquet(${text(p.path)}) LIMIT ${SHOWN}`);
    rows.push({ kind: p.kind, accepted: made.counts.accepted[p.kind] ?? 0, columns: columns.map((c) => c.field), sample: sample.map((r) => columns.map((_, i) => r[`c${i}`] ?? null)) });
  }
  const first = new Map<string, (typeof made.rejects)[number]>();
  for (const r of made.rejects) if (!first.has(r.reason)) first.set(r.reason, r);
  return {
    columns: describeColumns(sources[0]!), whole, counts: made.counts, rows,
    rejects: Object.entries(made.counts.reasons).map(([reason, n]) => ({ reason, rows: n, row: first.get(reason)?.row ?? 0, raw: (first.get(reason)?.raw ?? '').slice(0, 300) })),
    eventFrom: made.partitions.map((p) => p.eventFrom).sort()[0] ?? null, eventTo: made.partitions.map((p) => p.eventTo).sort().at(-1) ?? null,
  };
}

/** Names and first values, to choose from. */
export const describeColumns = (source: EventSourceFile): MappingPreview['columns'] =>
  source.columns.map((c) => ({ name: c.name, type: c.native, samples: [...new Set(source.sample.map((r) => r[c.name]).filter((v): v is string => v !== null && v !== undefined))].slice(0, 5).map((v) => v.slice(0, 80)) }));
