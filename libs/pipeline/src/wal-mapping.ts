import { EVENT_COLUMNS, eventMappingSchema, type EntityKind, type EventMapping } from '@bellwether/contracts';

/** The columns of a write-ahead file: the fields of the contract, under their own names. */
export const walColumns = (kind: EntityKind): string[] => EVENT_COLUMNS[kind].map((c) => c.field);

/** How the server's own files are read: what was sent is judged here, like the rows of any file. */
export const walMapping = (kind: EntityKind): EventMapping =>
  eventMappingSchema.parse({ rows: [{ kind, knownTime: { from: 'column', column: 'knownTime' }, fields: Object.fromEntries(walColumns(kind).filter((f) => f !== 'knownTime').map((f) => [f, { column: f }])) }], missing: [''] });

/** The name carries the kind: `session_event-<id>.csv`. */
export const walKind = (fileName: string): EntityKind => fileName.split('-')[0] as EntityKind;
