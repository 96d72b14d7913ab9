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
