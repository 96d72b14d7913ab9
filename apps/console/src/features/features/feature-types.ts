import type { RouterOutputs } from '@bellwether/api';
import type { JsonSchema } from '../../forms';

export type FeatureListRow = RouterOutputs['features']['list'][number];
export type FeatureCard = RouterOutputs['features']['card'];
export type FeatureSet = RouterOutputs['features']['sets'][number];
export type FeatureSnapshot = FeatureCard['tables'][number]['column']['snapshots'][number];
export type FeatureKind = Omit<RouterOutputs['features']['kinds'][number], 'params'> & { params: JsonSchema };
export type FeatureCheck = RouterOutputs['features']['check'][number];

/** Population stability: below a tenth nothing moved, above a quarter it is another population. @source Siddiqi, Credit Risk Scorecards (2006) */
export const driftTone = (psi: number): 'good' | 'warning' | 'bad' => (psi < 0.1 ? 'good' : psi < 0.25 ? 'warning' : 'bad');
