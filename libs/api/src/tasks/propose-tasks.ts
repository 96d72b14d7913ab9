import { eventLogIdSchema } from '@bellwether/contracts';
import { proposePredictionTasks } from '@bellwether/pipeline';
import { z } from 'zod';
import { procedure } from '../procedure';

export const proposeTasksProcedure = procedure({ permission: 'dataset.read', summary: 'Questions that an event log can answer, the most useful first' })
  .input(z.object({ logId: eventLogIdSchema }))
  .query(({ ctx, input }) => proposePredictionTasks(ctx.deps, ctx.scope, input.logId));
