import { predictionTaskIdSchema } from '@bellwether/contracts';
import { archiveTask } from '@bellwether/lineage';
import { z } from 'zod';
import { procedure } from '../procedure';

export const archiveTaskProcedure = procedure({ permission: 'dataset.write', summary: 'Put a prediction task away, or bring it back; what was made of it stays' })
  .input(z.object({ taskId: predictionTaskIdSchema, archived: z.boolean().default(true) }))
  .mutation(({ ctx, input }) => archiveTask(ctx.deps.db, ctx.scope, input.taskId, input.archived));
