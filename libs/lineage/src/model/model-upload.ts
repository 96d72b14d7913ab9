import type { ModelUploadId } from '@bellwether/contracts';
import type { Prisma } from '@bellwether/prisma/client';
import { writeAudit } from '../audit/write-audit';
import type { Db } from '../db/create-db';
import { found, type Scope } from '../scope/scope';

/** A model file from elsewhere that was looked through and stored. */
export type ModelUploadRow<T = unknown> = { id: ModelUploadId; sha256: string; fileName: string; bytes: number; /** what the file says of itself */ described: T };

/** The same bytes are the same upload; their newest name counts. */
export async function addModelUpload<T>(db: Db, scope: Scope, file: Omit<ModelUploadRow<T>, 'id'>): Promise<ModelUploadRow<T>> {
  return db.transaction(async (tx) => {
    const key = { projectId: scope.projectId, contentHash: file.sha256 };
    const data = { fileName: file.fileName, described: file.described as Prisma.InputJsonValue };
    const row = await tx.modelUpload.upsert({ where: { projectId_contentHash: key }, create: { ...key, ...data, bytes: BigInt(file.bytes), createdBy: scope.actor.id }, update: data });
    await writeAudit(tx, scope, { action: 'model.upload', objectType: 'model-upload', objectId: row.id, objectName: file.fileName, after: { sha256: file.sha256, bytes: file.bytes } });
    return { ...file, id: row.id as ModelUploadId };
  });
}

/** @throws AppError NOT_FOUND */
export async function getModelUpload(db: Db, scope: Scope, id: ModelUploadId): Promise<ModelUploadRow> {
  const row = found(await db.prisma.modelUpload.findFirst({ where: { id, projectId: scope.projectId } }), 'uploaded model', id);
  return { id, sha256: row.contentHash, fileName: row.fileName, bytes: Number(row.bytes), described: row.described };
}

/** Whether this project was sent these bytes: a hash alone opens nobody else's file. */
export const hasModelUpload = async (db: Db, scope: Scope, sha256: string): Promise<boolean> => (await db.prisma.modelUpload.count({ where: { projectId: scope.projectId, contentHash: sha256 } })) > 0;
