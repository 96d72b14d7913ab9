import { experimentIdSchema } from '@bellwether/contracts';
import { runFacets } from '@bellwether/lineage';
import { z } from 'zod';
import { procedure } from '../procedure';

export const runFacetsProcedure = procedure({ permission: 'run.read', summary: 'Names that exist among runs: metrics, parameters, tags and others, for filters and columns' })
  .input(z.object({ experimentId: experimentIdSchema.optional() }))
  .query(({ ctx, input }) => runFacets(ctx.deps.db, ctx.scope, input));
