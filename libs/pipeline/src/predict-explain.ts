import type { ModelVersionId, PredictionId } from '@bellwether/contracts';
import { getPrediction, getVersion, liveAt, type AliasEventRow, type Deps, type PredictionDetail, type Scope, type VersionFacts } from '@bellwether/lineage';
import { hashInput } from './predict';
import { withPredictor } from './predict-cache';
import { readEvidence } from './train-run-evidence';

export type PredictionExplanation = {
  prediction: PredictionDetail;
  version: Omit<VersionFacts, 'card'>;
  /** the move that had made this version answer for the alias at that time */
  live: AliasEventRow | null;
  /** signed, on the margin scale, against the training medians; largest first */
  contributions: { feature: string; value: string; contribution: number }[];
  /** the number, made again now from the stored input and the stored model */
  replay: { score: number; equal: boolean; inputHashEqual: boolean };
  training: { trainRows: number; testRows: number };
};

/** Everything between one number and the rows and code it came from. @throws AppError NOT_FOUND, MODEL_ARTIFACT_INVALID */
export async function explainPrediction(deps: Deps, scope: Scope, id: PredictionId): Promise<PredictionExplanation> {
  const prediction = await getPrediction(deps.db, scope, id);
  const { card: _card, ...version } = await getVersion(deps.db, scope, prediction.modelVersionId as ModelVersionId);
  const evidence = await readEvidence(deps.artifacts, version.artifactHash);
  const { contributions, score } = await withPredictor(deps, version, async (predictor) => ({
    contributions: await predictor.explain(prediction.input),
    score: (await predictor.predictRows([prediction.input]))[0]!.score,
  }));
  return {
    prediction, version,
    live: prediction.alias ? await liveAt(deps.db, scope, { modelId: prediction.modelId, alias: prediction.alias, at: prediction.createdAt }) : null,
    contributions: [...contributions].sort((a, b) => Math.abs(b.contribution) - Math.abs(a.contribution)),
    // float32 engines may sum a batch in another order than a single row
    replay: { score, equal: Math.abs(score - prediction.score) <= 1e-5, inputHashEqual: hashInput(prediction.input) === prediction.inputHash },
    training: { trainRows: evidence.trainRowIndex.length, testRows: evidence.evaluation.rowIndex.length },
  };
}
