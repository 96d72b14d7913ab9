import { featureSetIdSchema } from '@bellwether/contracts';
import { archiveFeatureSet } from '@bellwether/lineage';
import { z } from 'zod';
import { procedure } from '../procedure';

export const archiveSetProcedure = procedure({ permission: 'dataset.write', summary: 'Put a feature set away; tables and models that were made with it stay' })
  .input(z.object({ featureSetId: featureSetIdSchema }))
  .mutation(({ ctx, input }) => archiveFeatureSet(ctx.deps.db, ctx.scope, input.featureSetId));
