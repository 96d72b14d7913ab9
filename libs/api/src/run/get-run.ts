import { runIdSchema } from '@bellwether/contracts';
import { getRun } from '@bellwether/lineage';
import { z } from 'zod';
import { procedure } from '../procedure';

export const getRunProcedure = procedure({ permission: 'run.read', summary: 'One run with its data, versions and group' })
  .input(z.object({ id: runIdSchema }))
  .query(({ ctx, input }) => getRun(ctx.deps.db, ctx.scope, input.id));
