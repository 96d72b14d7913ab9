import { runIdSchema } from '@bellwether/contracts';
import { runArtifacts } from '@bellwether/lineage';
import { z } from 'zod';
import { procedure } from '../procedure';

export const runArtifactsProcedure = procedure({ permission: 'run.read', summary: 'Files that a run left behind, by content hash' })
  .input(z.object({ runId: runIdSchema }))
  .query(({ ctx, input }) => runArtifacts(ctx.deps, ctx.scope, input.runId));
