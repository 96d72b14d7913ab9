import { AppError, type ModelId, type ModelVersionId } from '@bellwether/contracts';
import type { Db } from '../db/create-db';
import { notFound, type Scope } from '../scope/scope';
import type { ServedVersion } from './model-queries';

type Row = { model_id: string; model_name: string; version_id: string | null; number: number; family_id: string; artifact_hash: string };

/**
 * Which version answers for a model's name: the holder of the alias, or the version of that number. One statement, so that it is one instant.
 * @throws AppError NOT_FOUND (model, version), NO_CHAMPION (nothing holds the alias)
 */
export async function servingVersion(db: Db, scope: Scope, input: { model: string; alias: string; version?: number }): Promise<ServedVersion> {
  const { rows } = await db.pool.query<Row>(
    `SELECT m.id AS model_id, m.name AS model_name, v.id AS version_id, v.number, v.family_id, v.artifact_hash FROM model m
       LEFT JOIN model_alias a ON a.model_id = m.id AND a.alias = $3 AND $4::int IS NULL
       LEFT JOIN model_version v ON v.model_id = m.id AND ((a.version_id IS NOT NULL AND v.id = a.version_id) OR v.number = $4::int)
      WHERE m.project_id = $1 AND m.name = $2 AND m.archived_at IS NULL`,
    [scope.projectId, input.model, input.alias, input.version ?? null],
  );
  const row = rows[0];
  if (!row) throw notFound('model', input.model);
  if (row.version_id === null) {
    if (input.version !== undefined) throw notFound('model version', `${input.model} v${input.version}`);
    throw new AppError({ code: 'NO_CHAMPION', message: `Expected a version of ${JSON.stringify(input.model)} under the alias ${input.alias}, found none.`, fix: `Promote a version to ${input.alias}, or name a version.` });
  }
  return { modelId: row.model_id as ModelId, modelName: row.model_name, versionId: row.version_id as ModelVersionId, number: row.number, familyId: row.family_id, artifactHash: row.artifact_hash, alias: input.version === undefined ? input.alias : null };
}
