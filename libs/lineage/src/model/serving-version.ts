import { AppError, type ModelId, type ModelVersionId } from '@bellwether/contracts';
import type { Db } from '../db/create-db';
import { grouped } from '../db/grouped';
import { notFound, type Scope } from '../scope/scope';
import type { ServedVersion } from './model-queries';

export type ServingRow = { asked: number; model_id: string | null; model_name: string; version_id: string | null; number: number; family_id: string; artifact_hash: string };
type Asked = { projectId: string; model: string; alias: string; version: number | null };

/** One statement, so that each answer is of one instant. */
const lookUp = grouped<Asked, ServingRow>(async (db, asked) => {
  const { rows } = await db.pool.query<ServingRow>({
    name: 'serving-versions',
    text: `SELECT q.asked::int, m.id AS model_id, m.name AS model_name, v.id AS version_id, v.number, v.family_id, v.artifact_hash
             FROM unnest($1::uuid[], $2::text[], $3::text[], $4::int[]) WITH ORDINALITY AS q(project_id, model, alias, version, asked)
             LEFT JOIN model m ON m.project_id = q.project_id AND m.name = q.model AND m.archived_at IS NULL
             LEFT JOIN model_alias a ON a.model_id = m.id AND a.alias = q.alias AND q.version IS NULL
             LEFT JOIN model_version v ON v.model_id = m.id AND ((a.version_id IS NOT NULL AND v.id = a.version_id) OR v.number = q.version)
            ORDER BY q.asked`,
    values: [asked.map((a) => a.projectId), asked.map((a) => a.model), asked.map((a) => a.alias), asked.map((a) => a.version)],
  });
  return rows;
});

/**
 * Which version answers for a model's name: the holder of the alias, or the version of that number.
 * @throws AppError NOT_FOUND (model, version), NO_CHAMPION (nothing holds the alias)
 */
export async function servingVersion(db: Db, scope: Scope, input: VersionAsked): Promise<ServedVersion> {
  return servedOf(await lookUp(db, { projectId: scope.projectId, model: input.model, alias: input.alias, version: input.version ?? null }), input);
}

export type VersionAsked = { model: string; alias: string; version?: number };

/** What a row says of the version. @throws AppError as `servingVersion` */
export function servedOf(row: ServingRow, input: VersionAsked): ServedVersion {
  if (row.model_id === null) throw notFound('model', input.model);
  if (row.version_id === null) {
    if (input.version !== undefined) throw notFound('model version', `${input.model} v${input.version}`);
    throw new AppError({ code: 'NO_CHAMPION', message: `Expected a version of ${JSON.stringify(input.model)} under the alias ${input.alias}, found none.`, fix: `Promote a version to ${input.alias}, or name a version.` });
  }
  return { modelId: row.model_id as ModelId, modelName: row.model_name, versionId: row.version_id as ModelVersionId, number: row.number, familyId: row.family_id, artifactHash: row.artifact_hash, alias: input.version === undefined ? input.alias : null };
}
