import { listFeatures } from '@bellwether/lineage';
import { describeFeature } from '@bellwether/pipeline';
import { procedure } from '../procedure';

export const listFeaturesProcedure = procedure({ permission: 'dataset.read', summary: 'Features that are declared, with how they stand in the newest training table' })
  .query(async ({ ctx }) => (await listFeatures(ctx.deps.db, ctx.scope)).map((f) => ({ ...f, sentence: describeFeature(f.definition) })));
