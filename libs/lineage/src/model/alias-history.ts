import type { ModelId, ModelVersionId, PromotionId } from '@bellwether/contracts';
import type { Db } from '../db/create-db';
import { found, type Scope } from '../scope/scope';

export type AliasEventRow = {
  id: string;
  alias: string;
  kind: string;
  epoch: number;
  at: Date;
  /** null: it is so still */
  until: Date | null;
  reason: string;
  byName: string;
  promotionId: PromotionId | null;
  from: { versionId: ModelVersionId; number: number } | null;
  to: { versionId: ModelVersionId; number: number } | null;
};

/** Every move of the aliases of a model, newest first. @throws AppError NOT_FOUND */
export async function aliasHistory(db: Db, scope: Scope, input: { modelId: ModelId; alias?: string; limit?: number }): Promise<AliasEventRow[]> {
  found(await db.prisma.model.findFirst({ where: { id: input.modelId, projectId: scope.projectId }, select: { id: true } }), 'model', input.modelId);
  const [events, versions] = await Promise.all([
    db.prisma.aliasEvent.findMany({ where: { modelId: input.modelId, ...(input.alias ? { alias: input.alias } : {}) }, orderBy: { epoch: 'desc' }, take: input.limit ?? 500 }),
    db.prisma.modelVersion.findMany({ where: { modelId: input.modelId }, select: { id: true, number: true } }),
  ]);
  const numbers = new Map(versions.map((v) => [v.id, v.number]));
  const version = (id: string | null) => (id === null ? null : { versionId: id as ModelVersionId, number: numbers.get(id)! });
  const next = new Map<string, Date>();
  return events.map((e) => {
    const until = next.get(e.alias) ?? null;
    next.set(e.alias, e.at);
    return { id: String(e.id), alias: e.alias, kind: e.kind, epoch: e.epoch, at: e.at, until, reason: e.reason, byName: e.byName, promotionId: e.promotionId as PromotionId | null, from: version(e.fromVersionId), to: version(e.toVersionId) };
  });
}

/** The version that held the alias at an instant, by whom and on what evidence; null when none did. @throws AppError NOT_FOUND */
export async function liveAt(db: Db, scope: Scope, input: { modelId: ModelId; alias: string; at: Date }): Promise<AliasEventRow | null> {
  const events = await aliasHistory(db, scope, { modelId: input.modelId, alias: input.alias, limit: 100_000 });
  const event = events.find((e) => e.at <= input.at);
  return event?.to ? event : null;
}

/**
 * The version that a rollback returns to: the one that was live before the present one. Promotions push, rollbacks pop,
 * so that two rollbacks go two steps back and not to and fro.
 * @returns null when nothing was live before
 */
export async function rollbackTarget(db: Db, scope: Scope, input: { modelId: ModelId; alias: string }): Promise<{ versionId: ModelVersionId; number: number; since: Date } | null> {
  const events = await aliasHistory(db, scope, { ...input, limit: 100_000 });
  const stack: { versionId: ModelVersionId; number: number; since: Date }[] = [];
  for (const e of [...events].reverse()) {
    if (e.kind === 'rolled-back') {
      // back to somewhere on the stack: what lay above it is gone
      const place = e.to ? stack.map((s) => s.versionId).lastIndexOf(e.to.versionId) : -1;
      if (place >= 0) stack.length = place + 1;
    } else if (e.to) stack.push({ ...e.to, since: e.at });
  }
  return stack.at(-2) ?? null;
}
