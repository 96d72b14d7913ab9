import { experimentIdSchema } from '@bellwether/contracts';
import { listSearches } from '@bellwether/lineage';
import { z } from 'zod';
import { procedure } from '../procedure';

export const listSearchesProcedure = procedure({ permission: 'run.read', summary: 'Searches, newest first' })
  .input(z.object({ experimentId: experimentIdSchema.optional(), limit: z.number().int().min(1).max(200).default(50) }))
  .query(({ ctx, input }) => listSearches(ctx.deps.db, ctx.scope, input));
