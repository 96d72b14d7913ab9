import { createReadStream } from 'node:fs';
import path from 'node:path';
import { eventMappingSchema, type EventLogId } from '@bellwether/contracts';
import { acceptEventMapping, addFirstExpectations, createEventLog, createEventSource, listEventLogs, listEventSources, registerEventBatch, type Deps, type Scope } from '@bellwether/lineage';
import { completeJourneyFiles } from './complete-journey';

const FOLDER = path.resolve(import.meta.dirname, '../../../samples/complete-journey');
export const SAMPLE_LOG = 'The Complete Journey';

/** The bundled shop as a log: its raw files through the ready mappings. A second call goes on where the first stopped. */
export async function addSampleLog(deps: Deps, scope: Scope): Promise<{ logId: EventLogId }> {
  const before = (await listEventLogs(deps.db, scope)).find((l) => l.name === SAMPLE_LOG);
  const log = before ?? (await createEventLog(deps.db, scope, { name: SAMPLE_LOG, description: '75,000 purchases of 2,377 households in one year at a grocer: tills, catalogue, households, campaigns (84.51°, CC0).', currency: 'USD', timeZone: 'America/New_York' }));
  if (!before) await addFirstExpectations(deps.db, scope, log.id);
  const sources = await listEventSources(deps.db, scope, log.id);
  for (const f of completeJourneyFiles(FOLDER)) {
    const source = sources.find((s) => s.name === f.source) ?? (await createEventSource(deps.db, scope, { logId: log.id, name: f.source, config: { kind: 'file' } }));
    await acceptEventMapping(deps.db, scope, source.id, eventMappingSchema.parse(f.mapping), null);
    const stored = await deps.artifacts.putStream(createReadStream(f.file));
    await registerEventBatch(deps.db, scope, { sourceId: source.id, files: [{ hash: stored.hash, fileName: path.basename(f.file), bytes: stored.bytes }], origin: 'sample' });
  }
  return { logId: log.id };
}
