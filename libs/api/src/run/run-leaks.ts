import { runIdSchema } from '@bellwether/contracts';
import { runLeaks } from '@bellwether/lineage';
import { z } from 'zod';
import { procedure } from '../procedure';

export const runLeaksProcedure = procedure({ permission: 'run.read', summary: 'What the leak attacks on the training table of a run found, and who accepted which finding' })
  .input(z.object({ id: runIdSchema }))
  .query(({ ctx, input }) => runLeaks(ctx.deps.db, ctx.scope, input.id));
