import { predictionTaskIdSchema } from '@bellwether/contracts';
import { listTrainingTables } from '@bellwether/lineage';
import { z } from 'zod';
import { procedure } from '../procedure';

export const listTablesProcedure = procedure({ permission: 'dataset.read', summary: 'Training tables, the newest first, with the dataset version that each became' })
  .input(z.object({ taskId: predictionTaskIdSchema.optional(), limit: z.number().int().min(1).max(200).default(50) }))
  .query(({ ctx, input }) => listTrainingTables(ctx.deps.db, ctx.scope, input));
