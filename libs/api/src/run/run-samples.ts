import { runIdSchema } from '@bellwether/contracts';
import { runSamples } from '@bellwether/lineage';
import { z } from 'zod';
import { procedure } from '../procedure';

export const runSamplesProcedure = procedure({ permission: 'run.read', summary: 'Processor and memory of a run over time' })
  .input(z.object({ runId: runIdSchema, maxPoints: z.number().int().min(10).max(5000).default(500), after: z.coerce.date().optional() }))
  .query(({ ctx, input }) => runSamples(ctx.deps.db, ctx.scope, input));
