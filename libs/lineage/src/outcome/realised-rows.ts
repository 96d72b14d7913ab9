import type { DatasetVersionId, InputRow, ModelId, ModelVersionId } from '@bellwether/contracts';
import type { Db } from '../db/create-db';
import { found, type Scope } from '../scope/scope';
import { flushPredictions } from '../prediction/write-predictions';

export type Bucket = 'day' | 'week' | 'month';
export type MaturedRow = { versionId: ModelVersionId; number: number; /** start of the bucket of the prediction's time, in the shop's zone */ bucket: Date; y: number; score: number };
export type Maturity = { versionId: ModelVersionId; number: number; bucket: Date; predictions: number; matured: number };

/** The newest rows that realised performance is computed on. Beyond it the interval says nothing more. */
export const MATURED_LIMIT = 200_000;

/** Predictions with what came of them, newest first, at most MATURED_LIMIT. @throws AppError NOT_FOUND */
export async function maturedRows(db: Db, scope: Scope, input: { modelId: ModelId; bucket: Bucket; from: Date }): Promise<MaturedRow[]> {
  await flushPredictions(db);
  await ownModel(db, scope, input.modelId);
  const { rows } = await db.pool.query<MaturedRow>(
    `SELECT p.model_version_id AS "versionId", v.number, date_trunc($3, p.created_at AT TIME ZONE pr.time_zone) AT TIME ZONE pr.time_zone AS bucket, o.value AS y, p.score
       FROM prediction p JOIN outcome o ON o.prediction_id = p.id JOIN model_version v ON v.id = p.model_version_id JOIN project pr ON pr.id = p.project_id
      WHERE p.project_id = $1 AND p.model_id = $2 AND p.created_at >= $4 ORDER BY p.created_at DESC LIMIT $5`,
    [scope.projectId, input.modelId, input.bucket, input.from, MATURED_LIMIT],
  );
  return rows;
}

/** How many predictions there are, and of how many the outcome is known. @throws AppError NOT_FOUND */
export async function maturity(db: Db, scope: Scope, input: { modelId: ModelId; bucket: Bucket; from: Date }): Promise<Maturity[]> {
  await flushPredictions(db);
  await ownModel(db, scope, input.modelId);
  const { rows } = await db.pool.query<Maturity>(
    `SELECT p.model_version_id AS "versionId", v.number, date_trunc($3, p.created_at AT TIME ZONE pr.time_zone) AT TIME ZONE pr.time_zone AS bucket, count(*)::int AS predictions, count(o.id)::int AS matured
       FROM prediction p LEFT JOIN outcome o ON o.prediction_id = p.id JOIN model_version v ON v.id = p.model_version_id JOIN project pr ON pr.id = p.project_id
      WHERE p.project_id = $1 AND p.model_id = $2 AND p.created_at >= $4 GROUP BY 1, 2, 3 ORDER BY 3, 2`,
    [scope.projectId, input.modelId, input.bucket, input.from],
  );
  return rows;
}

export type RealisedRow = { predictionId: string; entityKey: string | null; input: InputRow; value: number; predictedAt: Date; occurredAt: Date };

/**
 * Inputs with the realised target, oldest first, in chunks: the rows of the next dataset version.
 * @param input.notOf leaves out predictions of batches over this dataset version: its rows are there already
 */
export async function* streamRealised(db: Db, scope: Scope, input: { modelId: ModelId; notOf?: DatasetVersionId; chunk?: number }): AsyncGenerator<RealisedRow[]> {
  await flushPredictions(db);
  const chunk = input.chunk ?? 5000;
  let last = null as { at: Date; id: string } | null;
  for (;;) {
    const { rows }: { rows: RealisedRow[] } = await db.pool.query<RealisedRow>(
      `SELECT p.id AS "predictionId", p.entity_key AS "entityKey", p.input, o.value, p.created_at AS "predictedAt", o.occurred_at AS "occurredAt" FROM prediction p JOIN outcome o ON o.prediction_id = p.id
        WHERE p.project_id = $1 AND p.model_id = $2 AND NOT EXISTS (SELECT 1 FROM batch_scoring b WHERE b.id = p.batch_id AND b.dataset_version_id = $6::uuid) AND ($3::timestamptz IS NULL OR (p.created_at, p.id) > ($3, $4::uuid)) ORDER BY p.created_at, p.id LIMIT $5`,
      [scope.projectId, input.modelId, last?.at ?? null, last?.id ?? null, chunk, input.notOf ?? null],
    );
    if (rows.length === 0) return;
    yield rows;
    last = { at: rows.at(-1)!.predictedAt, id: rows.at(-1)!.predictionId };
  }
}

async function ownModel(db: Db, scope: Scope, modelId: ModelId): Promise<void> {
  found(await db.prisma.model.findFirst({ where: { id: modelId, projectId: scope.projectId }, select: { id: true } }), 'model', modelId);
}
