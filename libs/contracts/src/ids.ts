import { z } from 'zod';

/** Every id is a server-made UUID, branded by noun so that two nouns cannot be swapped. */
const id = <B extends string>(brand: B) => z.uuid(`expected a ${brand} id (a UUID)`).brand<B>();

export const projectIdSchema = id('ProjectId');
export const userIdSchema = z.string().min(1).max(64).brand<'UserId'>();
export const datasetIdSchema = id('DatasetId');
export const datasetVersionIdSchema = id('DatasetVersionId');
export const experimentIdSchema = id('ExperimentId');
export const runGroupIdSchema = id('RunGroupId');
export const searchIdSchema = id('SearchId');
export const runIdSchema = id('RunId');
export const modelIdSchema = id('ModelId');
export const modelVersionIdSchema = id('ModelVersionId');
export const promotionIdSchema = id('PromotionId');
export const predictionIdSchema = id('PredictionId');
export const batchScoringIdSchema = id('BatchScoringId');
export const outcomeIdSchema = id('OutcomeId');
export const savedViewIdSchema = id('SavedViewId');
export const apiKeyIdSchema = id('ApiKeyId');

export type ProjectId = z.infer<typeof projectIdSchema>;
export type UserId = z.infer<typeof userIdSchema>;
export type DatasetId = z.infer<typeof datasetIdSchema>;
export type DatasetVersionId = z.infer<typeof datasetVersionIdSchema>;
export type ExperimentId = z.infer<typeof experimentIdSchema>;
export type RunGroupId = z.infer<typeof runGroupIdSchema>;
export type SearchId = z.infer<typeof searchIdSchema>;
export type RunId = z.infer<typeof runIdSchema>;
export type ModelId = z.infer<typeof modelIdSchema>;
export type ModelVersionId = z.infer<typeof modelVersionIdSchema>;
export type PromotionId = z.infer<typeof promotionIdSchema>;
export type PredictionId = z.infer<typeof predictionIdSchema>;
export type BatchScoringId = z.infer<typeof batchScoringIdSchema>;
export type OutcomeId = z.infer<typeof outcomeIdSchema>;
export type SavedViewId = z.infer<typeof savedViewIdSchema>;
export type ApiKeyId = z.infer<typeof apiKeyIdSchema>;
