import { listTasks } from '@bellwether/lineage';
import { z } from 'zod';
import { procedure } from '../procedure';

export const listTasksProcedure = procedure({ permission: 'dataset.read', summary: 'Prediction tasks that are declared, each with the version in force' })
  .input(z.object({ archived: z.boolean().default(false) }))
  .query(({ ctx, input }) => listTasks(ctx.deps.db, ctx.scope, input));
