import { gateResultSchema, promotionEvidenceSchema, promotionPolicySchema, type GateResult, type ModelId, type ModelVersionId, type PromotionEvidence, type PromotionId, type PromotionPolicy } from '@bellwether/contracts';
import type { Db } from '../db/create-db';
import { found, type Scope } from '../scope/scope';

export type PromotionRow = {
  id: PromotionId;
  alias: string;
  decision: 'promoted' | 'refused' | 'overridden' | 'rolled-back';
  version: { id: ModelVersionId; number: number };
  champion: { id: ModelVersionId; number: number } | null;
  gates: GateResult[];
  evidence: PromotionEvidence | null;
  policy: PromotionPolicy;
  reason: string;
  byName: string;
  at: Date;
};

/** Every attempt with its dossier, newest first; the refused ones too. @throws AppError NOT_FOUND */
export async function listPromotions(db: Db, scope: Scope, input: { modelId: ModelId; versionId?: ModelVersionId; limit?: number }): Promise<PromotionRow[]> {
  found(await db.prisma.model.findFirst({ where: { id: input.modelId, projectId: scope.projectId }, select: { id: true } }), 'model', input.modelId);
  const [rows, versions] = await Promise.all([
    db.prisma.promotion.findMany({ where: { modelId: input.modelId, ...(input.versionId ? { versionId: input.versionId } : {}) }, orderBy: { at: 'desc' }, take: input.limit ?? 100 }),
    db.prisma.modelVersion.findMany({ where: { modelId: input.modelId }, select: { id: true, number: true } }),
  ]);
  const numbers = new Map(versions.map((v) => [v.id, v.number]));
  const version = (id: string) => ({ id: id as ModelVersionId, number: numbers.get(id)! });
  return rows.map((p) => ({
    id: p.id as PromotionId, alias: p.alias, decision: p.decision as PromotionRow['decision'], version: version(p.versionId), champion: p.championVersionId ? version(p.championVersionId) : null,
    gates: gateResultSchema.array().parse(p.gates), evidence: promotionEvidenceSchema.nullable().parse(p.evidence), policy: promotionPolicySchema.parse(p.policy), reason: p.reason, byName: p.byName, at: p.at,
  }));
}
