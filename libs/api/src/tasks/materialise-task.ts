import { eventLogVersionIdSchema, featureSetIdSchema, predictionTaskIdSchema } from '@bellwether/contracts';
import { materialiseTask } from '@bellwether/pipeline';
import { z } from 'zod';
import { procedure } from '../procedure';

export const materialiseTaskProcedure = procedure({ permission: 'dataset.write', summary: 'Make the training table of a task and a feature set over a version of the log; the same three are the same table' })
  .input(z.object({ taskId: predictionTaskIdSchema, featureSetId: featureSetIdSchema, logVersionId: eventLogVersionIdSchema.nullable().default(null).describe('null: the newest') }))
  .mutation(({ ctx, input }) => materialiseTask(ctx.deps, ctx.scope, { taskId: input.taskId, setId: input.featureSetId, logVersionId: input.logVersionId }));
