import type { BatchScoringId, InputRow, ModelId, ModelVersionId, PredictionId, PredictionInterval, PredictionWarning } from '@bellwether/contracts';
import type { Db } from '../db/create-db';
import { found, type Scope } from '../scope/scope';
import { flushPredictions } from './write-predictions';

export type PredictionRow = {
  id: PredictionId;
  modelId: ModelId;
  modelName: string;
  modelVersionId: ModelVersionId;
  versionNumber: number;
  alias: string | null;
  entityKey: string | null;
  score: number;
  label: string | null;
  /** between what it should come to; null: its model says none, or it was scored in a batch */
  interval: PredictionInterval | null;
  latencyMs: number;
  warnings: PredictionWarning[];
  batchId: BatchScoringId | null;
  batchRow: number | null;
  actorId: string;
  createdAt: Date;
  outcome: { value: number; occurredAt: Date; knownAt: Date; source: string } | null;
};

export type PredictionDetail = PredictionRow & { input: InputRow; inputHash: string };

type Sql = {
  id: string; model_id: string; model_name: string; model_version_id: string; number: number; alias: string | null; entity_key: string | null; score: number; output: { label?: string | null; interval?: PredictionInterval }; latency_ms: number;
  warnings: PredictionWarning[]; batch_id: string | null; batch_row: number | null; actor_id: string; created_at: Date; value: number | null; occurred_at: Date; known_at: Date; source: string; input: InputRow; input_hash: string;
};

const SELECT = `SELECT p.id, p.model_id, m.name AS model_name, p.model_version_id, v.number, p.alias, p.entity_key, p.score, p.output, p.latency_ms, p.warnings, p.batch_id, p.batch_row, p.actor_id, p.created_at,
  o.value, o.occurred_at, o.known_at, o.source, p.input, p.input_hash
  FROM prediction p JOIN model m ON m.id = p.model_id JOIN model_version v ON v.id = p.model_version_id LEFT JOIN outcome o ON o.prediction_id = p.id`;

const toRow = (r: Sql): PredictionRow => ({
  id: r.id as PredictionId, modelId: r.model_id as ModelId, modelName: r.model_name, modelVersionId: r.model_version_id as ModelVersionId, versionNumber: r.number, alias: r.alias, entityKey: r.entity_key,
  score: r.score, label: r.output.label ?? null, interval: r.output.interval ?? null, latencyMs: r.latency_ms, warnings: r.warnings, batchId: r.batch_id as BatchScoringId | null, batchRow: r.batch_row, actorId: r.actor_id, createdAt: r.created_at,
  outcome: r.value === null ? null : { value: r.value, occurredAt: r.occurred_at, knownAt: r.known_at, source: r.source },
});

/** @throws AppError NOT_FOUND */
export async function getPrediction(db: Db, scope: Scope, id: PredictionId): Promise<PredictionDetail> {
  await flushPredictions(db);
  const { rows } = await db.pool.query<Sql>(`${SELECT} WHERE p.id = $1 AND p.project_id = $2`, [id, scope.projectId]);
  const row = found(rows[0], 'prediction', id);
  return { ...toRow(row), input: row.input, inputHash: row.input_hash };
}

export type PredictionFilter = { modelId?: ModelId; modelVersionId?: ModelVersionId; batchId?: BatchScoringId; key?: string; matured?: boolean; withWarnings?: boolean; /** online ones only, or those of batches */ origin?: 'online' | 'batch'; before?: { at: Date; id: PredictionId }; limit: number };

/** Newest first, in pages: `before` is the last row of the page before. */
export async function listPredictions(db: Db, scope: Scope, filter: PredictionFilter): Promise<PredictionRow[]> {
  await flushPredictions(db);
  const { rows } = await db.pool.query<Sql>(
    `${SELECT} WHERE p.project_id = $1 AND ($2::uuid IS NULL OR p.model_id = $2) AND ($3::uuid IS NULL OR p.model_version_id = $3) AND ($4::text IS NULL OR p.entity_key = $4)
       AND ($5::boolean IS NULL OR (o.id IS NOT NULL) = $5) AND (NOT $6::boolean OR p.warnings <> '[]'::jsonb) AND ($7::timestamptz IS NULL OR (p.created_at, p.id) < ($7, $8::uuid))
       AND ($9::uuid IS NULL OR p.batch_id = $9) AND ($10::text IS NULL OR (p.batch_id IS NULL) = ($10 = 'online'))
      ORDER BY p.created_at DESC, p.id DESC LIMIT $11`,
    [scope.projectId, filter.modelId ?? null, filter.modelVersionId ?? null, filter.key ?? null, filter.matured ?? null, filter.withWarnings ?? false, filter.before?.at ?? null, filter.before?.id ?? null, filter.batchId ?? null, filter.origin ?? null, filter.limit],
  );
  return rows.map(toRow);
}

export type Decision = Pick<PredictionRow, 'id' | 'entityKey' | 'score' | 'label' | 'interval' | 'createdAt' | 'versionNumber' | 'outcome'> & { input: InputRow };

/**
 * Whom to act on: the newest prediction of each entity by one model, best scores first. Rows without a key stand for themselves.
 * @param input.from only predictions made since then
 */
export async function listDecisions(db: Db, scope: Scope, input: { modelId: ModelId; minScore: number; from: Date; open: boolean; offset: number; limit: number }): Promise<{ rows: Decision[]; total: number }> {
  await flushPredictions(db);
  const newest = `WITH newest AS (SELECT DISTINCT ON (coalesce(p.entity_key, p.id::text)) p.* FROM prediction p
      WHERE p.project_id = $1 AND p.model_id = $2 AND p.created_at >= $3 ORDER BY coalesce(p.entity_key, p.id::text), p.created_at DESC, p.id DESC)`;
  const where = `n.score >= $4 AND (NOT $5::boolean OR NOT EXISTS (SELECT 1 FROM outcome x WHERE x.prediction_id = n.id))`;
  const values = [scope.projectId, input.modelId, input.from, input.minScore, input.open];
  const [page, count] = await Promise.all([
    db.pool.query<Sql>(`${newest} SELECT n.*, v.number, o.value, o.occurred_at, o.known_at, o.source FROM newest n JOIN model_version v ON v.id = n.model_version_id LEFT JOIN outcome o ON o.prediction_id = n.id WHERE ${where} ORDER BY n.score DESC, n.id LIMIT $6 OFFSET $7`, [...values, input.limit, input.offset]),
    db.pool.query<{ n: number }>(`${newest} SELECT count(*)::int AS n FROM newest n WHERE ${where}`, values),
  ]);
  const rows = page.rows.map((r): Decision => {
    const { id, entityKey, score, label, interval, createdAt, versionNumber, outcome } = toRow(r);
    return { id, entityKey, score, label, interval, createdAt, versionNumber, outcome, input: r.input };
  });
  return { rows, total: count.rows[0]!.n };
}

/** The newest score of each customer by one version of a model, in the order of their keys. Predictions without a key are of nobody. */
export async function newestScores(db: Db, scope: Scope, input: { modelVersionId: ModelVersionId; limit: number }): Promise<{ key: string; score: number }[]> {
  await flushPredictions(db);
  const { rows } = await db.pool.query<{ key: string; score: number }>(
    `SELECT DISTINCT ON (entity_key) entity_key AS key, score FROM prediction WHERE project_id = $1 AND model_version_id = $2 AND entity_key IS NOT NULL ORDER BY entity_key, created_at DESC, id DESC LIMIT $3`,
    [scope.projectId, input.modelVersionId, input.limit],
  );
  return rows;
}
