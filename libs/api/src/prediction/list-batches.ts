import { modelIdSchema } from '@bellwether/contracts';
import { listBatches } from '@bellwether/lineage';
import { z } from 'zod';
import { procedure } from '../procedure';

export const listBatchesProcedure = procedure({ permission: 'prediction.read', summary: 'Batch scorings with their progress, newest first' })
  .input(z.object({ modelId: modelIdSchema.optional(), limit: z.number().int().min(1).max(200).default(50) }))
  .query(({ ctx, input }) => listBatches(ctx.deps.db, ctx.scope, { limit: input.limit, ...(input.modelId ? { modelId: input.modelId } : {}) }));
