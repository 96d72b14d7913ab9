import { runIdSchema } from '@bellwether/contracts';
import { acceptLeak } from '@bellwether/lineage';
import { z } from 'zod';
import { procedure } from '../procedure';

export const acceptLeakProcedure = procedure({ permission: 'leak.accept', summary: 'Accept a leak finding of a run with a reason' })
  .input(z.object({ id: runIdSchema, findingKey: z.string().min(1).max(400), reason: z.string().trim().min(10, 'say in a sentence why this is no leak, or why it may be used all the same').max(2000) }))
  .mutation(({ ctx, input }) => acceptLeak(ctx.deps.db, ctx.scope, { runId: input.id, findingKey: input.findingKey, reason: input.reason }));
