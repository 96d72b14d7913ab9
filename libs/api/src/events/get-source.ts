import { eventSourceIdSchema } from '@bellwether/contracts';
import { getEventSource } from '@bellwether/lineage';
import { z } from 'zod';
import { procedure } from '../procedure';

export const getSourceProcedure = procedure({ permission: 'dataset.read', summary: 'A source of events with its mapping in force' })
  .input(z.object({ sourceId: eventSourceIdSchema }))
  .query(({ ctx, input }) => getEventSource(ctx.deps.db, ctx.scope, input.sourceId));
