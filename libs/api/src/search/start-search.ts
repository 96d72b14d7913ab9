import { searchSpecSchema } from '@bellwether/contracts';
import { startSearch } from '@bellwether/pipeline';
import { procedure } from '../procedure';

export const startSearchProcedure = procedure({ permission: 'run.write', summary: 'Search parameters under a budget' })
  .input(searchSpecSchema)
  .mutation(({ ctx, input }) => startSearch(ctx.deps, ctx.scope, input));
