import { eventLogIdSchema, predictionTaskIdSchema } from '@bellwether/contracts';
import { savePredictionTask } from '@bellwether/pipeline';
import { z } from 'zod';
import { procedure } from '../procedure';

export const saveTaskProcedure = procedure({ permission: 'dataset.write', summary: 'Declare a prediction task, or give one its next version. Versions never change' })
  .input(z.object({
    taskId: predictionTaskIdSchema.nullable().default(null).describe('null: a new task'), logId: eventLogIdSchema, name: z.string().trim().min(1).max(200), description: z.string().max(2000).default(''),
    spec: z.looseObject({}).describe('a prediction task, as tasks.propose returns it'),
  }))
  .mutation(({ ctx, input }) => savePredictionTask(ctx.deps, ctx.scope, input));
