export { createFamilyRegistry, familyRegistry } from './family-registry';
export type { AnyTaskFamily, FamilyRegistry } from './family-registry';
export type {
  ArtifactFile, CostEstimate, DatasetFacts, EvaluationRows, FamilyTraits, Predictor, Scored, TaskFamily, TrainContext, TrainedModel, ValidationIssue,
} from './task-family';
