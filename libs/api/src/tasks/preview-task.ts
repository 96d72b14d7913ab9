import { eventLogIdSchema } from '@bellwether/contracts';
import { previewPredictionTask } from '@bellwether/pipeline';
import { z } from 'zod';
import { procedure } from '../procedure';

export const previewTaskProcedure = procedure({ permission: 'dataset.read', summary: 'What a declaration comes to on the newest events: counts and base rate of every snapshot, and why it could not be built. Nothing is kept' })
  .input(z.object({ logId: eventLogIdSchema, spec: z.looseObject({}).describe('a prediction task, as tasks.propose returns it') }))
  .query(({ ctx, input }) => previewPredictionTask(ctx.deps, ctx.scope, input));
