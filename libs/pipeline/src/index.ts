// runs
export type { JobContext, JobHandler } from './job-context';
export { startRun, rerun, planLaunch, estimateLaunch } from './start-run';
export type { LaunchPlan, LaunchEstimate } from './start-run';
export { expandLaunch, MAX_RUNS_PER_LAUNCH } from './job-expand';
export { describeFamilies } from './start-run-families';
export type { FamilyDescription } from './start-run-families';
export type { TrainingOrder, TrainingPort } from './train-run';
export { readEvidence, readModelFiles } from './train-run-evidence';
export type { RunEvidence } from './train-run-evidence';
export { compareRuns } from './compare-runs';
export type { RunComparison } from './compare-runs';
// models
export { registerModel } from './register-model';
export type { RegisterModelInput } from './register-model';
export { checkGates, promoteModel, rollbackModel } from './promote-model';
export type { GateCheck, PromoteInput, RollbackResult } from './promote-model';
export { predict, hashInput } from './predict';
export { unloadPredictors } from './predict-cache';
export { askModel, familiesThatAnswer } from './ask-model';
export type { ModelAnswer, ModelQuestion } from './ask-model';
export { explainPrediction } from './predict-explain';
export type { PredictionExplanation } from './predict-explain';
export { recordOutcome, recordOutcomeCsv, MOST_OUTCOMES } from './record-outcome';
export { realisedPerformance, LEAST_MATURED } from './monitor-model';
export type { RealisedVersion, RealisedPoint } from './monitor-model';
export { scoreDrift } from './monitor-scores';
export type { ScoreDrift } from './monitor-scores';
export { scoreBatch } from './score-batch';
// datasets
export { registerStream, registerPath, formatOfName } from './dataset-register';
export type { FileToRegister } from './dataset-register';
export { ingestDataset, giveUpIngest } from './ingest-dataset';
export { datasetRows, datasetChanges, rejectedRows, changeRoles } from './dataset-content';
export type { RowsQuery } from './dataset-content';
export { closeLoop } from './close-loop';
export type { CloseLoopInput, ClosedLoop } from './close-loop';
export { runFirstStart } from './first-start';
export type { Sample } from './first-start';
