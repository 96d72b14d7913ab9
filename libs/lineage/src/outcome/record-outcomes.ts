import { type OutcomeResult, type PredictionId, type ReportedOutcome } from '@bellwether/contracts';
import { writeAudit } from '../audit/write-audit';
import type { Db } from '../db/create-db';
import type { Scope } from '../scope/scope';
import { flushPredictions } from '../prediction/write-predictions';

type Resolved = { index: number; predictionId: string | null };

/**
 * What happened, by prediction id, or by key: then the newest prediction of this key made at or before `occurredAt` is meant.
 * An outcome is written once: a second report of a prediction is counted as a duplicate and changes nothing.
 * Ids of other projects are rejected in the words used for those that never were.
 */
export async function recordOutcomes(db: Db, scope: Scope, outcomes: readonly ReportedOutcome[], source: 'api' | 'csv' | 'console'): Promise<OutcomeResult> {
  await flushPredictions(db);
  const wanted = outcomes.map((o, index) => ({ index, prediction_id: o.predictionId ?? null, key: o.predictionId ? null : (o.key ?? null), value: Number(o.value), occurred_at: (o.occurredAt ?? new Date()).toISOString() }));
  return db.transaction(async (tx) => {
    const resolved = await tx.$queryRaw<Resolved[]>`
      SELECT w.index, p.id AS "predictionId" FROM jsonb_to_recordset(${JSON.stringify(wanted)}::jsonb) AS w(index int, prediction_id uuid, key text, occurred_at timestamptz)
        LEFT JOIN LATERAL (
          SELECT x.id FROM prediction x WHERE x.project_id = ${scope.projectId}::uuid AND x.id = w.prediction_id
          UNION ALL
          (SELECT x.id FROM prediction x WHERE w.prediction_id IS NULL AND x.project_id = ${scope.projectId}::uuid AND x.entity_key = w.key AND x.created_at <= w.occurred_at ORDER BY x.created_at DESC, x.id DESC LIMIT 1)) p ON true
        ORDER BY w.index`;
    const rejected = resolved.filter((r) => r.predictionId === null).map((r) => ({ index: r.index, reason: reasonOf(outcomes[r.index]!) }));
    const rows = resolved.filter((r) => r.predictionId !== null).map((r) => ({ ...wanted[r.index]!, prediction_id: r.predictionId as PredictionId }));
    const accepted = await tx.$executeRaw`
      INSERT INTO outcome (id, project_id, prediction_id, entity_key, value, occurred_at, source, actor_id)
      SELECT gen_random_uuid(), p.project_id, p.id, p.entity_key, r.value, r.occurred_at, ${source}, ${scope.actor.id}
        FROM jsonb_to_recordset(${JSON.stringify(rows)}::jsonb) AS r(index int, prediction_id uuid, value float8, occurred_at timestamptz) JOIN prediction p ON p.id = r.prediction_id ORDER BY r.index
      ON CONFLICT (prediction_id) DO NOTHING`;
    if (accepted > 0) await writeAudit(tx, scope, { action: 'outcome.record', objectType: 'outcome', objectId: rows[0]!.prediction_id, objectName: `${accepted} outcomes`, after: { accepted, duplicates: rows.length - accepted, rejected: rejected.length, source } });
    return { accepted, duplicates: rows.length - accepted, rejected };
  });
}

const reasonOf = (o: ReportedOutcome): string =>
  o.predictionId ? `No prediction ${o.predictionId} in this project.` : `No prediction with the key ${JSON.stringify(o.key)} was made at or before ${(o.occurredAt ?? new Date()).toISOString()}.`;
