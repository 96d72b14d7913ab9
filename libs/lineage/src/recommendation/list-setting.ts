import { recommendationRulesSchema, type Placement, type RecommendationRules } from '@bellwether/contracts';
import type { Db } from '../db/create-db';
import { grouped } from '../db/grouped';
import type { ServedVersion } from '../model/model-queries';
import { servedOf, type ServingRow, type VersionAsked } from '../model/serving-version';
import type { Scope } from '../scope/scope';

type Asked = VersionAsked & { projectId: string; placement: Placement };
type Row = ServingRow & { rules_number: number | null; rules: unknown; epoch: number | null };

/** What a list is made by: who answers, by which rules, knowing which state of the catalogue. */
export type ListSetting = { served: ServedVersion; rules: RecommendationRules; /** 0: none are saved */ number: number; catalogueEpoch: number };

/** One statement for all of it, and for all who ask at the same moment: every list waits for its answer. */
const lookUp = grouped<Asked, Row>(async (db, asked) => {
  const { rows } = await db.pool.query<Row>({
    name: 'list-settings',
    text: `SELECT q.asked::int, m.id AS model_id, m.name AS model_name, v.id AS version_id, v.number, v.family_id, v.artifact_hash, r.number AS rules_number, r.rules, s.epoch
             FROM unnest($1::uuid[], $2::text[], $3::text[], $4::int[], $5::text[]) WITH ORDINALITY AS q(project_id, model, alias, version, placement, asked)
             LEFT JOIN model m ON m.project_id = q.project_id AND m.name = q.model AND m.archived_at IS NULL
             LEFT JOIN model_alias a ON a.model_id = m.id AND a.alias = q.alias AND q.version IS NULL
             LEFT JOIN model_version v ON v.model_id = m.id AND ((a.version_id IS NOT NULL AND v.id = a.version_id) OR v.number = q.version)
             LEFT JOIN LATERAL (SELECT x.number, x.rules FROM recommendation_rule_set x WHERE x.model_id = m.id AND x.placement = q.placement ORDER BY x.number DESC LIMIT 1) r ON true
             LEFT JOIN catalogue_state s ON s.project_id = q.project_id ORDER BY q.asked`,
    values: [asked.map((a) => a.projectId), asked.map((a) => a.model), asked.map((a) => a.alias), asked.map((a) => a.version ?? null), asked.map((a) => a.placement)],
  });
  return rows;
});

const NO_RULES = recommendationRulesSchema.parse({});

/** @throws AppError NOT_FOUND (model, version), NO_CHAMPION (nothing holds the alias) */
export async function listSetting(db: Db, scope: Scope, input: VersionAsked & { placement: Placement }): Promise<ListSetting> {
  const row = await lookUp(db, { projectId: scope.projectId, ...input });
  return { served: servedOf(row, input), rules: row.rules === null ? NO_RULES : recommendationRulesSchema.parse(row.rules), number: row.rules_number ?? 0, catalogueEpoch: row.epoch ?? 0 };
}
