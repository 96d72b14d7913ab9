import { AppError, eventMappingSchema, mappingPreviewSchema, type EventLogId, type EventMapping, type EventPreviewId, type EventUploadId, type MappingPreview } from '@bellwether/contracts';
import type { Prisma } from '@bellwether/prisma/client';
import type { Db } from '../db/create-db';
import { found, type Scope } from '../scope/scope';

/** A stored file that no source has taken yet. */
export type EventUploadRow = { id: EventUploadId; hash: string; fileName: string; bytes: number };

export async function addEventUpload(db: Db, scope: Scope, file: Omit<EventUploadRow, 'id'>): Promise<EventUploadRow> {
  const row = await db.prisma.eventUpload.create({ data: { projectId: scope.projectId, contentHash: file.hash, fileName: file.fileName, bytes: BigInt(file.bytes), createdBy: scope.actor.id } });
  return { ...file, id: row.id as EventUploadId };
}

/** In the order asked for. @throws AppError NOT_FOUND for any that this project was not sent */
export async function eventUploads(db: Db, scope: Scope, ids: readonly EventUploadId[]): Promise<EventUploadRow[]> {
  const rows = new Map((await db.prisma.eventUpload.findMany({ where: { id: { in: [...ids] }, projectId: scope.projectId } })).map((r) => [r.id, r]));
  return ids.map((id) => {
    const row = found(rows.get(id) ?? null, 'uploaded file', id);
    return { id, hash: row.contentHash, fileName: row.fileName, bytes: Number(row.bytes) };
  });
}

export type EventPreviewRow = { id: EventPreviewId; logId: EventLogId; uploadIds: EventUploadId[]; mapping: EventMapping; result: MappingPreview };

/** Keeps what a person was shown, so that it is this and nothing else that they accept. */
export async function saveEventPreview(db: Db, scope: Scope, preview: Omit<EventPreviewRow, 'id'>): Promise<EventPreviewId> {
  const row = await db.prisma.eventPreview.create({
    data: { projectId: scope.projectId, logId: preview.logId, uploadIds: preview.uploadIds, mapping: preview.mapping as unknown as Prisma.InputJsonValue, result: preview.result as unknown as Prisma.InputJsonValue, createdBy: scope.actor.id },
  });
  return row.id as EventPreviewId;
}

/** @throws AppError NOT_FOUND; CONFLICT when it was made for another log */
export async function getEventPreview(db: Db, scope: Scope, id: EventPreviewId, logId: EventLogId): Promise<EventPreviewRow> {
  const row = found(await db.prisma.eventPreview.findFirst({ where: { id, projectId: scope.projectId } }), 'preview of a mapping', id);
  if (row.logId !== logId) throw new AppError({ code: 'CONFLICT', message: 'Expected a preview of this log, received one of another.', fix: 'Preview the files against this log again.' });
  return { id, logId, uploadIds: row.uploadIds as EventUploadId[], mapping: eventMappingSchema.parse(row.mapping), result: mappingPreviewSchema.parse(row.result) };
}
