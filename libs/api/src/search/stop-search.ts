import { searchIdSchema } from '@bellwether/contracts';
import { stopSearch } from '@bellwether/lineage';
import { z } from 'zod';
import { procedure } from '../procedure';

export const stopSearchProcedure = procedure({ permission: 'run.write', summary: 'Make no more trials and end those that are open' })
  .input(z.object({ id: searchIdSchema }))
  .mutation(async ({ ctx, input }) => ({ stopping: await stopSearch(ctx.deps.db, ctx.scope, input.id) }));
