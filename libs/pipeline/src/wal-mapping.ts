import { eventMappingSchema, type EntityKind, type EventMapping } from '@bellwether/contracts';
import { walColumns } from '@bellwether/features';

/** How the server's own files are read, each kind from a file of its own: what was sent is judged by the rules of the log here, like the rows of any file. */
export const walMapping = (kinds: readonly EntityKind[]): EventMapping =>
  eventMappingSchema.parse({
    rows: kinds.map((kind) => ({ kind, knownTime: { from: 'column', column: 'knownTime' }, fields: Object.fromEntries(walColumns(kind).filter((f) => f !== 'knownTime').map((f) => [f, { column: f }])) })),
    missing: [''], delimiter: ',',
  });
