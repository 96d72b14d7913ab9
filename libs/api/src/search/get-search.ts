import { searchIdSchema } from '@bellwether/contracts';
import { readSearchView } from '@bellwether/pipeline';
import { z } from 'zod';
import { procedure } from '../procedure';

export const getSearchProcedure = procedure({ permission: 'run.read', summary: 'A search: its trials, best so far, what matters, and the trade-offs' })
  .input(z.object({ id: searchIdSchema }))
  .query(({ ctx, input }) => readSearchView(ctx.deps, ctx.scope, input.id));
