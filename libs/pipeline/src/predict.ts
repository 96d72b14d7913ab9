import { createHash, randomUUID } from 'node:crypto';
import type { InputRow, PredictInput, PredictOutput, PredictionId } from '@bellwether/contracts';
import { canonicalJson, servingVersion, writePredictions, type Deps, type NewPrediction, type Scope } from '@bellwether/lineage';
import { withPredictor } from './predict-cache';

/** sha256 of the canonical JSON of a row: equal inputs have equal hashes, whatever the order of their fields. */
export const hashInput = (row: InputRow): string => createHash('sha256').update(canonicalJson(row)).digest('hex');

/**
 * Scores rows by the model of this name and alias. Every prediction is durable, with model version, input hash and latency, before this answers.
 * Unknown, missing and out-of-range fields and new categories are named in each row's warnings.
 * @throws AppError NOT_FOUND, NO_CHAMPION, SIGNATURE_MISMATCH (naming row and field), MODEL_ARTIFACT_INVALID
 */
export async function predict(deps: Deps, scope: Scope, input: PredictInput): Promise<PredictOutput> {
  const served = await servingVersion(deps.db, scope, { model: input.model, alias: input.alias, ...(input.version === undefined ? {} : { version: input.version }) });
  const { scored, latencyMs } = await withPredictor(deps, served, async (predictor) => {
    const start = performance.now();
    const scored = await predictor.predictRows(input.rows.map((r) => r.features));
    return { scored, latencyMs: performance.now() - start };
  });
  const rows = input.rows.map((row, i): NewPrediction => ({
    id: randomUUID() as PredictionId, modelId: served.modelId, modelVersionId: served.versionId, alias: served.alias, entityKey: row.key ?? null,
    input: row.features, inputHash: hashInput(row.features), label: scored[i]!.label, score: scored[i]!.score, interval: scored[i]!.interval, latencyMs, warnings: scored[i]!.warnings,
  }));
  await writePredictions(deps, scope, rows);
  return {
    model: served.modelName, modelId: served.modelId, version: served.number, modelVersionId: served.versionId, alias: served.alias, latencyMs,
    predictions: rows.map((r, i) => ({ predictionId: r.id, key: r.entityKey, score: r.score, label: r.label, ...(r.interval === undefined ? {} : { interval: r.interval }), ...(scored[i]!.wait === undefined ? {} : { wait: scored[i]!.wait }), warnings: r.warnings })),
  };
}
