import { featureSetIdSchema } from '@bellwether/contracts';
import { getFeatureSet } from '@bellwether/lineage';
import { z } from 'zod';
import { procedure } from '../procedure';

export const getSetProcedure = procedure({ permission: 'dataset.read', summary: 'The newest version of a feature set with its definitions' })
  .input(z.object({ featureSetId: featureSetIdSchema }))
  .query(({ ctx, input }) => getFeatureSet(ctx.deps.db, ctx.scope, input.featureSetId));
