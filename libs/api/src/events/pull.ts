import { eventSourceIdSchema } from '@bellwether/contracts';
import { pullEventsNow } from '@bellwether/pipeline';
import { z } from 'zod';
import { procedure } from '../procedure';

export const pullProcedure = procedure({ permission: 'dataset.write', summary: 'Pull what is new from a Postgres source now, rather than when it is due' })
  .input(z.object({ sourceId: eventSourceIdSchema }))
  .mutation(({ ctx, input }) => pullEventsNow(ctx.deps, ctx.scope, input.sourceId));
