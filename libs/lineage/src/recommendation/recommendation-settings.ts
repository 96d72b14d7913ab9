import { recommendationRulesSchema, type Placement, type RecommendationRules } from '@bellwether/contracts';
import type { Prisma } from '@bellwether/prisma';
import { writeAudit } from '../audit/write-audit';
import type { Db } from '../db/create-db';
import { grouped } from '../db/grouped';
import { found, type Scope } from '../scope/scope';
import { storable } from '../spool/storable';

/** Rules of a placement as they were saved. `number` grows with each change, 0: never saved. */
export type SavedRules = { placement: Placement; number: number; rules: RecommendationRules; savedBy: string | null; savedAt: Date | null };

type Asked = { projectId: string; model: string; placement: Placement };
type Row = { asked: number; number: number | null; rules: unknown; epoch: number | null };

const lookUp = grouped<Asked, Row>(async (db, asked) => {
  const { rows } = await db.pool.query<Row>({
    name: 'recommendation-rules',
    text: `SELECT q.asked::int, r.number, r.rules, s.epoch FROM unnest($1::uuid[], $2::text[], $3::text[]) WITH ORDINALITY AS q(project_id, model, placement, asked)
             LEFT JOIN LATERAL (SELECT x.number, x.rules FROM model m JOIN recommendation_rule_set x ON x.model_id = m.id AND x.placement = q.placement
               WHERE m.project_id = q.project_id AND m.name = q.model ORDER BY x.number DESC LIMIT 1) r ON true
             LEFT JOIN catalogue_state s ON s.project_id = q.project_id ORDER BY q.asked`,
    values: [asked.map((a) => a.projectId), asked.map((a) => a.model), asked.map((a) => a.placement)],
  });
  return rows;
});

const NO_RULES = recommendationRulesSchema.parse({});

/** What a list is made by beside the model: the rules in force, and which state of the catalogue. It stands in the way of every list: many requests share a statement. */
export async function rulesInForce(db: Db, scope: Scope, input: { model: string; placement: Placement }): Promise<{ rules: RecommendationRules; number: number; catalogueEpoch: number }> {
  const row = await lookUp(db, { projectId: scope.projectId, ...input });
  return { rules: row.rules === null ? NO_RULES : recommendationRulesSchema.parse(row.rules), number: row.number ?? 0, catalogueEpoch: row.epoch ?? 0 };
}

/** The rules in force of every placement that has any. @throws AppError NOT_FOUND */
export async function savedRules(db: Db, scope: Scope, model: string): Promise<SavedRules[]> {
  const { id } = found(await db.prisma.model.findFirst({ where: { projectId: scope.projectId, name: model } }), 'model', model);
  const rows = await db.prisma.recommendationRuleSet.findMany({ where: { projectId: scope.projectId, modelId: id }, orderBy: [{ placement: 'asc' }, { number: 'desc' }], distinct: ['placement'] });
  return rows.map((r) => ({ placement: r.placement as Placement, number: r.number, rules: recommendationRulesSchema.parse(r.rules), savedBy: r.createdByName, savedAt: r.createdAt }));
}

/** Puts rules in force for a placement, in the place of those before, which stay on record. @throws AppError NOT_FOUND */
export async function saveRules(db: Db, scope: Scope, input: { model: string; placement: Placement; rules: RecommendationRules }): Promise<{ number: number }> {
  const rules = storable(input.rules);
  return db.transaction(async (tx) => {
    const model = found(await tx.model.findFirst({ where: { projectId: scope.projectId, name: input.model } }), 'model', input.model);
    // two who save at once: one after the other
    await tx.$queryRaw`SELECT id FROM model WHERE id = ${model.id}::uuid FOR UPDATE`;
    const before = await tx.recommendationRuleSet.findFirst({ where: { modelId: model.id, placement: input.placement }, orderBy: { number: 'desc' } });
    const number = (before?.number ?? 0) + 1;
    await tx.recommendationRuleSet.create({ data: { projectId: scope.projectId, modelId: model.id, placement: input.placement, number, rules: rules as Prisma.InputJsonValue, createdBy: scope.actor.id, createdByName: scope.actor.name } });
    await writeAudit(tx, scope, { action: 'recommendation.saveRules', objectType: 'model', objectId: model.id, objectName: `${model.name}, ${input.placement}`, before: before && { number: before.number, rules: before.rules }, after: { number, rules } });
    return { number };
  });
}

/** Live models of these families, by name: a caller need not name the only one. */
export async function liveModelsOf(db: Db, scope: Scope, families: readonly string[], alias: string): Promise<string[]> {
  const { rows } = await db.pool.query<{ name: string }>(
    `SELECT m.name FROM model m JOIN model_alias a ON a.model_id = m.id AND a.alias = $3 WHERE m.project_id = $1 AND m.archived_at IS NULL AND m.family_id = ANY($2) ORDER BY m.name LIMIT 20`,
    [scope.projectId, families, alias],
  );
  return rows.map((r) => r.name);
}
