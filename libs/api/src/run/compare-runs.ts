import { runIdSchema } from '@bellwether/contracts';
import { compareRuns } from '@bellwether/pipeline';
import { z } from 'zod';
import { procedure } from '../procedure';

export const compareRunsProcedure = procedure({ permission: 'run.read', summary: 'Paired-bootstrap differences of runs to a baseline, on the rows both held out' })
  .input(z.object({ baselineId: runIdSchema, runIds: z.array(runIdSchema).min(1).max(50), metrics: z.array(z.string().max(250)).max(50).optional() }))
  .query(({ ctx, input }) => compareRuns(ctx.deps, ctx.scope, input));
