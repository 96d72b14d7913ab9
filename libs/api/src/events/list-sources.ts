import { eventLogIdSchema } from '@bellwether/contracts';
import { listEventSources } from '@bellwether/lineage';
import { z } from 'zod';
import { procedure } from '../procedure';

export const listSourcesProcedure = procedure({ permission: 'dataset.read', summary: 'Sources of an event log, or of all: where their events come from, the mapping in force, what came last' })
  .input(z.object({ logId: eventLogIdSchema.nullable().default(null) }))
  .query(({ ctx, input }) => listEventSources(ctx.deps.db, ctx.scope, input.logId));
