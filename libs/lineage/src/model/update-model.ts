import { promotionPolicySchema, type ModelId, type PromotionPolicy } from '@bellwether/contracts';
import { writeAudit } from '../audit/write-audit';
import type { Db } from '../db/create-db';
import { found, type Scope } from '../scope/scope';

/** Changes the description or archives the model. Its name stays: callers predict by it. @throws AppError NOT_FOUND */
export async function updateModel(db: Db, scope: Scope, input: { id: ModelId; description?: string; archived?: boolean }): Promise<void> {
  await db.transaction(async (tx) => {
    const model = found(await tx.model.findFirst({ where: { id: input.id, projectId: scope.projectId } }), 'model', input.id);
    const archivedAt = input.archived === undefined ? model.archivedAt : input.archived ? (model.archivedAt ?? new Date()) : null;
    const description = input.description ?? model.description;
    await tx.model.update({ where: { id: model.id }, data: { description, archivedAt } });
    await writeAudit(tx, scope, {
      action: 'model.update', objectType: 'model', objectId: model.id, objectName: model.name,
      before: { description: model.description, archived: model.archivedAt !== null }, after: { description, archived: archivedAt !== null },
    });
  });
}

/** The gates from now on; earlier decisions keep the policy that they were taken under. @throws AppError NOT_FOUND */
export async function setPolicy(db: Db, scope: Scope, input: { id: ModelId; policy: PromotionPolicy }): Promise<void> {
  await db.transaction(async (tx) => {
    const model = found(await tx.model.findFirst({ where: { id: input.id, projectId: scope.projectId } }), 'model', input.id);
    await tx.model.update({ where: { id: model.id }, data: { policy: input.policy } });
    await writeAudit(tx, scope, { action: 'model.policy', objectType: 'model', objectId: model.id, objectName: model.name, before: promotionPolicySchema.parse(model.policy), after: input.policy });
  });
}
