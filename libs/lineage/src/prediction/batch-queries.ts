import type { BatchScoringId, ErrorRecord, InputRow, ModelId, ModelVersionId, PredictionId } from '@bellwether/contracts';
import type { Db } from '../db/create-db';
import { found, type Scope } from '../scope/scope';

export type BatchRow = {
  id: BatchScoringId;
  modelId: ModelId;
  modelName: string;
  modelVersionId: ModelVersionId;
  versionNumber: number;
  datasetId: string;
  datasetName: string;
  datasetVersionId: string;
  datasetVersionNumber: number;
  format: 'csv' | 'parquet';
  state: 'queued' | 'running' | 'done' | 'failed' | 'cancelled';
  cancelRequested: boolean;
  rowsTotal: number;
  rowsDone: number;
  outputBytes: number | null;
  error: ErrorRecord | null;
  createdAt: Date;
  startedAt: Date | null;
  finishedAt: Date | null;
};

const SELECT = `SELECT b.id, b.model_id AS "modelId", m.name AS "modelName", b.model_version_id AS "modelVersionId", v.number AS "versionNumber", d.id AS "datasetId", d.name AS "datasetName",
  b.dataset_version_id AS "datasetVersionId", dv.number AS "datasetVersionNumber", b.format, b.state, b.cancel_requested AS "cancelRequested", b.rows_total AS "rowsTotal", b.rows_done AS "rowsDone",
  b.output_bytes::float8 AS "outputBytes", b.error, b.created_at AS "createdAt", b.started_at AS "startedAt", b.finished_at AS "finishedAt", b.output_path AS "outputPath"
  FROM batch_scoring b JOIN model m ON m.id = b.model_id JOIN model_version v ON v.id = b.model_version_id JOIN dataset_version dv ON dv.id = b.dataset_version_id JOIN dataset d ON d.id = dv.dataset_id`;

/** Scorings of the project, newest first. */
export async function listBatches(db: Db, scope: Scope, input: { modelId?: ModelId; limit: number }): Promise<BatchRow[]> {
  const { rows } = await db.pool.query<BatchRow & { outputPath: string | null }>(`${SELECT} WHERE b.project_id = $1 AND ($2::uuid IS NULL OR b.model_id = $2) ORDER BY b.created_at DESC LIMIT $3`, [scope.projectId, input.modelId ?? null, input.limit]);
  return rows.map(withoutPath);
}

/** @throws AppError NOT_FOUND */
export async function getBatch(db: Db, scope: Scope, id: BatchScoringId): Promise<BatchRow & { /** hash in the artifact store */ outputPath: string | null }> {
  const { rows } = await db.pool.query<BatchRow & { outputPath: string | null }>(`${SELECT} WHERE b.id = $1 AND b.project_id = $2`, [id, scope.projectId]);
  return found(rows[0], 'batch scoring', id);
}

function withoutPath(row: BatchRow & { outputPath: string | null }): BatchRow {
  const { outputPath: _, ...rest } = row;
  return rest;
}

export type ScoredRow = { id: PredictionId; batchRow: number; entityKey: string | null; score: number; label: string | null; /** ends of its interval; null: its model says none */ low: number | null; high: number | null; input: InputRow };

/** The rows of a scoring in the order of the file, in chunks: never all at once in memory. */
export async function* streamBatchRows(db: Db, id: BatchScoringId, chunk = 5000): AsyncGenerator<ScoredRow[]> {
  let after = -1;
  for (;;) {
    const { rows } = await db.pool.query<ScoredRow>(
      `SELECT id, batch_row AS "batchRow", entity_key AS "entityKey", score, output->>'label' AS label, (output->'interval'->>'low')::float8 AS low, (output->'interval'->>'high')::float8 AS high, input FROM prediction WHERE batch_id = $1 AND batch_row > $2 ORDER BY batch_row LIMIT $3`,
      [id, after, chunk],
    );
    if (rows.length === 0) return;
    yield rows;
    after = rows.at(-1)!.batchRow;
  }
}
