import { runIdSchema } from '@bellwether/contracts';
import { rerun } from '@bellwether/pipeline';
import { z } from 'zod';
import { procedure } from '../procedure';

export const rerunProcedure = procedure({ permission: 'run.write', summary: 'The same again: data, roles, parameters and seed of an earlier run' })
  .input(z.object({ id: runIdSchema }))
  .mutation(({ ctx, input }) => rerun(ctx.deps, ctx.scope, input.id));
