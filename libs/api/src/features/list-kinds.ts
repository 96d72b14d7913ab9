import { featureKinds } from '@bellwether/pipeline';
import { procedure } from '../procedure';

export const listKindsProcedure = procedure({ permission: 'dataset.read', summary: 'Every way of computing a feature, with the JSON Schema of its parameters and an example' }).query(() => featureKinds());
