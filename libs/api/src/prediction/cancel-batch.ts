import { batchScoringIdSchema } from '@bellwether/contracts';
import { cancelBatchScoring } from '@bellwether/lineage';
import { z } from 'zod';
import { procedure } from '../procedure';

export const cancelBatchProcedure = procedure({ permission: 'prediction.create', summary: 'Cancel a batch scoring' })
  .input(z.object({ id: batchScoringIdSchema }))
  .mutation(({ ctx, input }) => cancelBatchScoring(ctx.deps.db, ctx.scope, input.id));
