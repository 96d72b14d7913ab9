import type { Readable } from 'node:stream';
import { AppError, DATA_LIMITS, eventMappingSchema, type EntityKind, type EventLogId, type EventMapping, type EventPreviewId, type EventSourceId, type EventUploadId, type MappingPreview } from '@bellwether/contracts';
import { runTask, type EventProposal } from '@bellwether/features';
import { acceptEventMapping, addEventUpload, createEventSource, eventUploads, getEventLog, getEventPreview, getEventSource, registerEventBatch, saveEventPreview, type Deps, type EventBatchOrigin, type EventUploadRow, type RegisteredEventBatch, type Scope } from '@bellwether/lineage';

/** Somebody waits for these. @unit seconds, MiB */
const INTERACTIVE = { limits: { seconds: 120, memoryMb: 1024 } } as const;

/** Streams a file into the store; it belongs to no source yet. @throws AppError DATA_EMPTY, DATA_TOO_LARGE, DISK_FULL */
export async function uploadEventFile(deps: Deps, scope: Scope, source: Readable, fileName: string): Promise<EventUploadRow> {
  const { hash, bytes } = await deps.artifacts.putStream(source, { maxBytes: DATA_LIMITS.fileBytes });
  if (bytes === 0) throw new AppError({ code: 'DATA_EMPTY', message: `Expected a file with rows, ${fileName} has 0 bytes.`, fix: 'Check that the export finished and send the file again.' });
  return addEventUpload(deps.db, scope, { hash, fileName, bytes });
}

const toRead = (deps: Deps, uploads: EventUploadRow[]) => uploads.map((u) => ({ file: deps.artifacts.path(u.hash), fileName: u.fileName }));

/** A first guess from names, types and values of the file's columns. @param entity what the rows are, where it is known @throws AppError NOT_FOUND, DATA_* */
export async function proposeEventMapping(deps: Deps, scope: Scope, input: { logId: EventLogId; uploadId: EventUploadId; entity: EntityKind | null }): Promise<EventProposal> {
  const log = await getEventLog(deps.db, scope, input.logId);
  const uploads = await eventUploads(deps.db, scope, [input.uploadId]);
  return runTask({ kind: 'events-propose', files: toRead(deps, uploads), timeZone: log.timeZone, entity: input.entity }, INTERACTIVE);
}

export type PreviewInput = { logId: EventLogId; uploadIds: EventUploadId[]; /** unchecked: what a person or a program wrote */ mapping: unknown };

/**
 * What a mapping makes of the files: rows as events, and every row that would be lost with the reason. It is kept, and only what was kept can be accepted.
 * @throws AppError NOT_FOUND, INPUT_INVALID (the mapping), DATA_*, COLUMN_NOT_FOUND
 */
export async function previewEventFiles(deps: Deps, scope: Scope, input: PreviewInput): Promise<{ previewId: EventPreviewId; mapping: EventMapping; preview: MappingPreview }> {
  const log = await getEventLog(deps.db, scope, input.logId);
  const uploads = await eventUploads(deps.db, scope, input.uploadIds);
  const mapping = checkedMapping(input.mapping);
  const preview = await runTask({ kind: 'events-preview', files: toRead(deps, uploads), mapping, rules: log.rules, currency: log.currency, arrival: deps.now().toISOString() }, INTERACTIVE);
  const previewId = await saveEventPreview(deps.db, scope, { logId: input.logId, uploadIds: input.uploadIds, mapping, result: preview });
  return { previewId, mapping, preview };
}

function checkedMapping(mapping: unknown): EventMapping {
  const parsed = eventMappingSchema.safeParse(mapping);
  if (parsed.success) return parsed.data;
  const issues = parsed.error.issues.slice(0, 10);
  throw new AppError({ code: 'INPUT_INVALID', message: issues.map((i) => `${i.path.join('.')}: ${i.message}`).join('; '), fix: 'Correct these parts of the mapping.', context: { fields: issues.map((i) => ({ path: i.path.join('.'), message: i.message })) } });
}

export type AcceptInput = { logId: EventLogId; previewId: EventPreviewId; /** an existing source, or the name of a new one */ source: { id: EventSourceId } | { name: string }; origin: EventBatchOrigin };
export type AcceptedFiles = RegisteredEventBatch & { sourceId: EventSourceId };

/** The files become a batch of the source, read with the mapping that was shown. @throws AppError NOT_FOUND, NAME_TAKEN, CONFLICT */
export async function acceptEventFiles(deps: Deps, scope: Scope, input: AcceptInput): Promise<AcceptedFiles> {
  const shown = await getEventPreview(deps.db, scope, input.previewId, input.logId);
  const uploads = await eventUploads(deps.db, scope, shown.uploadIds);
  const source = 'id' in input.source ? await getEventSource(deps.db, scope, input.source.id) : await createEventSource(deps.db, scope, { logId: input.logId, name: input.source.name, config: { kind: 'file' } });
  if (source.logId !== input.logId) throw new AppError({ code: 'CONFLICT', message: `Expected a source of this log, ${source.name} belongs to another.`, fix: 'Choose a source of this log.' });
  if (source.kind !== 'file') throw new AppError({ code: 'CONFLICT', message: `Expected a source of files, ${source.name} is fed by ${source.kind}.`, fix: 'Choose another source, or name a new one.' });
  await acceptEventMapping(deps.db, scope, source.id, shown.mapping, shown.result);
  const batch = await registerEventBatch(deps.db, scope, { sourceId: source.id, files: uploads.map((u) => ({ hash: u.hash, fileName: u.fileName, bytes: u.bytes })), origin: input.origin });
  return { ...batch, sourceId: source.id };
}
