import { predictionTaskIdSchema } from '@bellwether/contracts';
import { getTask } from '@bellwether/lineage';
import { z } from 'zod';
import { procedure } from '../procedure';

export const getTaskProcedure = procedure({ permission: 'dataset.read', summary: 'A prediction task with every version of its declaration' })
  .input(z.object({ taskId: predictionTaskIdSchema }))
  .query(({ ctx, input }) => getTask(ctx.deps.db, ctx.scope, input.taskId));
