import type { ModelId } from '@bellwether/contracts';
import type { Db } from '../db/create-db';
import { found, type Scope } from '../scope/scope';
import { flushPredictions } from '../prediction/write-predictions';

export type ServingDay = { day: Date; number: number; predictions: number; withWarnings: number; latencyMsP50: number; latencyMsP95: number; meanScore: number };
export type WarningCount = { code: string; field: string; count: number };
export type ServingFigures = {
  /** a row a day and version, oldest first */
  days: ServingDay[];
  /** most frequent first, over the whole time */
  warnings: WarningCount[];
  /** online calls only; batches are told apart because nobody waits for a single row of theirs */
  latency: { p50: number | null; p95: number | null; p99: number | null; n: number };
};

/** Volume, latency and warnings of a model since `from`. @throws AppError NOT_FOUND */
export async function servingFigures(db: Db, scope: Scope, input: { modelId: ModelId; from: Date }): Promise<ServingFigures> {
  await flushPredictions(db);
  found(await db.prisma.model.findFirst({ where: { id: input.modelId, projectId: scope.projectId }, select: { id: true } }), 'model', input.modelId);
  const values = [scope.projectId, input.modelId, input.from];
  const [days, warnings, latency] = await Promise.all([
    db.pool.query<ServingDay>(
      `SELECT date_trunc('day', p.created_at AT TIME ZONE pr.time_zone) AT TIME ZONE pr.time_zone AS day, v.number, count(*)::int AS predictions, count(*) FILTER (WHERE p.warnings <> '[]'::jsonb)::int AS "withWarnings",
              percentile_cont(0.5) WITHIN GROUP (ORDER BY p.latency_ms) AS "latencyMsP50", percentile_cont(0.95) WITHIN GROUP (ORDER BY p.latency_ms) AS "latencyMsP95", avg(p.score) AS "meanScore"
         FROM prediction p JOIN model_version v ON v.id = p.model_version_id JOIN project pr ON pr.id = p.project_id WHERE p.project_id = $1 AND p.model_id = $2 AND p.created_at >= $3 GROUP BY 1, 2 ORDER BY 1, 2`,
      values,
    ),
    db.pool.query<WarningCount>(
      `SELECT w->>'code' AS code, w->>'field' AS field, count(*)::int AS count FROM prediction p CROSS JOIN LATERAL jsonb_array_elements(p.warnings) AS w
        WHERE p.project_id = $1 AND p.model_id = $2 AND p.created_at >= $3 AND p.warnings <> '[]'::jsonb GROUP BY 1, 2 ORDER BY 3 DESC LIMIT 30`,
      values,
    ),
    db.pool.query<{ p50: number | null; p95: number | null; p99: number | null; n: number }>(
      `SELECT percentile_cont(0.5) WITHIN GROUP (ORDER BY latency_ms) AS p50, percentile_cont(0.95) WITHIN GROUP (ORDER BY latency_ms) AS p95, percentile_cont(0.99) WITHIN GROUP (ORDER BY latency_ms) AS p99, count(*)::int AS n
         FROM prediction WHERE project_id = $1 AND model_id = $2 AND created_at >= $3 AND batch_id IS NULL`,
      values,
    ),
  ]);
  return { days: days.rows, warnings: warnings.rows, latency: latency.rows[0]! };
}

/** Scores of the newest predictions of a version, for its distribution. Newest first. */
export async function recentScores(db: Db, scope: Scope, input: { modelVersionId: string; limit: number }): Promise<Float64Array> {
  await flushPredictions(db);
  const { rows } = await db.pool.query<{ score: number }>(`SELECT score FROM prediction WHERE project_id = $1 AND model_version_id = $2 ORDER BY created_at DESC LIMIT $3`, [scope.projectId, input.modelVersionId, input.limit]);
  return Float64Array.from(rows, (r) => r.score);
}
