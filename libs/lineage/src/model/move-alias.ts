import { AppError, CHAMPION, type GateResult, type ModelId, type ModelVersionId, type PromotionEvidence, type PromotionId, type PromotionPolicy } from '@bellwether/contracts';
import { Prisma } from '@bellwether/prisma/client';
import { writeAudit } from '../audit/write-audit';
import type { Db, Tx } from '../db/create-db';
import { found, notFound, type Scope } from '../scope/scope';

/** On what a decision was taken; written beside the move, and for a refusal in place of one. */
export type PromotionDossier = { championVersionId: ModelVersionId | null; gates: GateResult[]; evidence: PromotionEvidence | null; policy: PromotionPolicy };

export type AliasMove = {
  modelId: ModelId;
  alias: string;
  /** null removes the alias */
  toVersionId: ModelVersionId | null;
  kind: 'promoted' | 'overridden' | 'rolled-back' | 'set' | 'removed';
  reason: string;
  /** the epoch that the evidence was gathered under; another one means that somebody moved an alias since. null: whatever it is */
  expectedEpoch: number | null;
  dossier?: PromotionDossier;
};

export type MovedAlias = { epoch: number; fromVersionId: ModelVersionId | null; promotionId: PromotionId | null };

/**
 * Moves an alias: the one writer of model_alias and alias_event. The model's row is locked and its epoch counts up, so moves are
 * one after another; the alias row is updated in place, so a reader at any instant sees one version, the old or the new.
 * @throws AppError NOT_FOUND, PROMOTION_RACE (epoch), CONFLICT (holds it already; the champion cannot be taken away)
 */
export async function moveAlias(db: Db, scope: Scope, move: AliasMove): Promise<MovedAlias> {
  return db.transaction(async (tx) => {
    const model = await lockModel(tx, scope, move.modelId);
    if (move.expectedEpoch !== null && move.expectedEpoch !== model.epoch)
      throw new AppError({ code: 'PROMOTION_RACE', message: `Expected the model as it was when it was compared (epoch ${move.expectedEpoch}), found that an alias has moved since (epoch ${model.epoch}).`, fix: 'Look at what is live now, and promote again: the comparison is made anew.', retry: true });
    const to = move.toVersionId === null ? null : found(await tx.modelVersion.findFirst({ where: { id: move.toVersionId, modelId: move.modelId, projectId: scope.projectId } }), 'model version', move.toVersionId);
    const current = await tx.modelAlias.findUnique({ where: { modelId_alias: { modelId: move.modelId, alias: move.alias } } });
    refuseNoMove(move, current?.versionId ?? null, to);
    const epoch = model.epoch + 1;
    const promotion = move.dossier ? await writePromotion(tx, scope, move, move.dossier, model.at) : null;
    const who = { setBy: scope.actor.id, setByName: scope.actor.name, setAt: model.at, epoch };
    if (to) await tx.modelAlias.upsert({ where: { modelId_alias: { modelId: move.modelId, alias: move.alias } }, create: { modelId: move.modelId, alias: move.alias, versionId: to.id, ...who }, update: { versionId: to.id, ...who } });
    else await tx.modelAlias.delete({ where: { modelId_alias: { modelId: move.modelId, alias: move.alias } } });
    await tx.model.update({ where: { id: move.modelId }, data: { promotionEpoch: epoch } });
    await tx.aliasEvent.create({
      data: {
        projectId: scope.projectId, modelId: move.modelId, alias: move.alias, fromVersionId: current?.versionId ?? null, toVersionId: to?.id ?? null, epoch,
        promotionId: promotion, kind: move.kind, reason: move.reason, by: scope.actor.id, byName: scope.actor.name, at: model.at,
      },
    });
    const from = current ? await tx.modelVersion.findUnique({ where: { id: current.versionId }, select: { number: true } }) : null;
    await writeAudit(tx, scope, {
      action: `model.${move.kind}`, objectType: 'model', objectId: move.modelId, objectName: model.name,
      before: { alias: move.alias, version: from?.number ?? null }, after: { alias: move.alias, version: to?.number ?? null, reason: move.reason || undefined, promotion },
    });
    return { epoch, fromVersionId: (current?.versionId ?? null) as ModelVersionId | null, promotionId: promotion };
  });
}

function refuseNoMove(move: AliasMove, current: string | null, to: { id: string; number: number } | null): void {
  if (to && current === to.id) throw new AppError({ code: 'CONFLICT', message: `Version ${to.number} holds the alias ${move.alias} already.`, fix: 'Nothing is left to do.' });
  if (!to && current === null) throw notFound('alias', move.alias);
  if (!to && move.alias === CHAMPION) throw new AppError({ code: 'CONFLICT', message: 'A model that has a champion keeps one: callers of the alias would find nothing.', fix: 'Promote another version, or archive the model.' });
}

/** A refused promotion is a fact as well. Moves nothing. */
export async function recordRefusal(db: Db, scope: Scope, refusal: { modelId: ModelId; versionId: ModelVersionId; alias: string; reason: string; dossier: PromotionDossier }): Promise<PromotionId> {
  return db.transaction(async (tx) => {
    const model = found(await tx.model.findFirst({ where: { id: refusal.modelId, projectId: scope.projectId } }), 'model', refusal.modelId);
    const version = found(await tx.modelVersion.findFirst({ where: { id: refusal.versionId, modelId: refusal.modelId } }), 'model version', refusal.versionId);
    const promotionId = await writePromotion(tx, scope, { ...refusal, toVersionId: refusal.versionId, kind: 'refused' }, refusal.dossier, null);
    const failed = refusal.dossier.gates.filter((g) => !g.passed).map((g) => g.gate);
    await writeAudit(tx, scope, { action: 'model.refused', objectType: 'model', objectId: model.id, objectName: model.name, after: { alias: refusal.alias, version: version.number, failed, promotion: promotionId } });
    return promotionId;
  });
}

type PromotionFact = { modelId: ModelId; toVersionId: ModelVersionId | null; alias: string; kind: AliasMove['kind'] | 'refused'; reason: string };

async function writePromotion(tx: Tx, scope: Scope, fact: PromotionFact, dossier: PromotionDossier, at: Date | null): Promise<PromotionId> {
  const { id } = await tx.promotion.create({
    data: {
      projectId: scope.projectId, modelId: fact.modelId, versionId: fact.toVersionId!, alias: fact.alias, championVersionId: dossier.championVersionId,
      decision: fact.kind, gates: dossier.gates, evidence: dossier.evidence ?? Prisma.JsonNull, policy: dossier.policy, reason: fact.reason,
      by: scope.actor.id, byName: scope.actor.name, ...(at ? { at } : {}),
    },
  });
  return id as PromotionId;
}

type LockedModel = { name: string; epoch: number; /** the database's clock after the lock was got: events are ordered by it as by their epoch */ at: Date };

async function lockModel(tx: Tx, scope: Scope, modelId: ModelId): Promise<LockedModel> {
  const rows = await tx.$queryRaw<{ name: string; promotion_epoch: number }[]>`SELECT name, promotion_epoch FROM model WHERE id = ${modelId}::uuid AND project_id = ${scope.projectId}::uuid FOR UPDATE`;
  const row = found(rows[0], 'model', modelId);
  const [clock] = await tx.$queryRaw<{ at: Date }[]>`SELECT greatest(date_trunc('milliseconds', clock_timestamp()), (SELECT max(at) FROM alias_event WHERE model_id = ${modelId}::uuid)) AS at`;
  return { name: row.name, epoch: row.promotion_epoch, at: clock!.at };
}
