import { extendSearchSchema } from '@bellwether/contracts';
import { extendSearch } from '@bellwether/lineage';
import { procedure } from '../procedure';

export const extendSearchProcedure = procedure({ permission: 'run.write', summary: 'Add to the budget of a search; one that had ended goes on' })
  .input(extendSearchSchema)
  .mutation(({ ctx, input }) => extendSearch(ctx.deps.db, ctx.scope, input));
