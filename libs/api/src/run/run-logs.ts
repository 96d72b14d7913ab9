import { runIdSchema } from '@bellwether/contracts';
import { runLogs } from '@bellwether/lineage';
import { z } from 'zod';
import { procedure } from '../procedure';

export const runLogsProcedure = procedure({ permission: 'run.read', summary: 'Lines of a run’s log, newest page first' })
  .input(z.object({ runId: runIdSchema, beforeSeq: z.number().int().optional(), limit: z.number().int().min(1).max(2000).default(500), level: z.enum(['debug', 'info', 'warn', 'error']).optional(), search: z.string().max(200).optional() }))
  .query(({ ctx, input }) => runLogs(ctx.deps.db, ctx.scope, input));
