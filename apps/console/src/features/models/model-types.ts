import type { RouterOutputs as Outputs } from '@bellwether/api';

export type ModelListRow = Outputs['model']['list'][number];
export type ModelPageData = Outputs['model']['get'];
export type VersionRow = ModelPageData['versions'][number];
export type VersionData = Outputs['model']['version'];
export type GateCheck = Outputs['model']['gates'];
export type PromotionRow = Outputs['model']['promotions'][number];
export type AliasEvent = Outputs['model']['history'][number];
export type PredictOutput = Outputs['prediction']['predict'];
export type PredictionRow = Outputs['prediction']['list'][number];
export type BatchRow = Outputs['prediction']['batchList'][number];
export type Explanation = Outputs['prediction']['explain'];
export type Family = Outputs['family']['list'][number];
