import { batchScoringIdSchema, modelIdSchema, modelVersionIdSchema, predictionIdSchema } from '@bellwether/contracts';
import { listPredictions } from '@bellwether/lineage';
import { z } from 'zod';
import { procedure } from '../procedure';

export const listPredictionsProcedure = procedure({ permission: 'prediction.read', summary: 'Predictions, newest first; the last row of a page is the cursor of the next' })
  .input(
    z.object({
      modelId: modelIdSchema.optional(),
      modelVersionId: modelVersionIdSchema.optional(),
      batchId: batchScoringIdSchema.optional(),
      key: z.string().max(200).optional(),
      matured: z.boolean().optional().describe('true: the outcome is known; false: it is not yet'),
      withWarnings: z.boolean().default(false),
      origin: z.enum(['online', 'batch']).optional(),
      before: z.object({ at: z.coerce.date(), id: predictionIdSchema }).optional(),
      limit: z.number().int().min(1).max(500).default(50),
    }),
  )
  .query(({ ctx, input }) => listPredictions(ctx.deps.db, ctx.scope, Object.fromEntries(Object.entries(input).filter(([, v]) => v !== undefined)) as typeof input & { limit: number }));
