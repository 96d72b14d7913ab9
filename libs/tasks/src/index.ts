export { createFamilyRegistry, familyRegistry } from './family-registry';
export type { AnyTaskFamily, FamilyRegistry } from './family-registry';
export { columnWithRole } from './task-family';
export { missingRoles } from './missing-roles';
export { loadModelFile } from './model-file';
export { runEventFile, runEventFileName } from './event-file';
export type { EventPoint, EventRun } from './event-file';
export type {
  ArtifactFile, Ask, CostEstimate, DatasetFacts, EvaluationRows, FamilyTraits, ImportedFile, ModelImport, Predictor, Scored, TaskFamily, TrainContext, TrainedModel, ValidationIssue,
} from './task-family';
export { fitBgNbd, chanceAlive, chanceOfPurchase, expectedPurchases } from './repeat-buying/bg-nbd';
export type { BgNbd, BuyingHistory } from './repeat-buying/bg-nbd';
