import { listModels } from '@bellwether/lineage';
import { z } from 'zod';
import { procedure } from '../procedure';

export const listModelsProcedure = procedure({ permission: 'model.read', summary: 'The models of the project, and what is live of each' })
  .input(z.object({ search: z.string().max(200).optional(), archived: z.boolean().default(false) }).default({ archived: false }))
  .query(({ ctx, input }) => listModels(ctx.deps.db, ctx.scope, { archived: input.archived, ...(input.search ? { search: input.search } : {}) }));
