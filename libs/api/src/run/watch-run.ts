import { runIdSchema } from '@bellwether/contracts';
import { decodeCursor, encodeCursor, watchRun } from '@bellwether/lineage';
import { tracked } from '@trpc/server';
import { z } from 'zod';
import { procedure } from '../procedure';

/**
 * Server-sent events of one run: state, points, log lines. Each has an id; a client that reconnects sends the last one it saw and
 * goes on exactly behind it. `fromSeq` is `lastSeq` of `run.points`, so that what is already drawn is not sent again.
 */
export const watchRunProcedure = procedure({ permission: 'run.read', summary: 'Live state, curve points and log lines of a run (server-sent events)' })
  .input(z.object({ runId: runIdSchema, fromSeq: z.string().regex(/^\d{1,19}$/).optional(), fromLogSeq: z.string().regex(/^\d{1,19}$/).optional(), lastEventId: z.string().max(60).nullish() }))
  .subscription(async function* ({ ctx, input, signal }) {
    const start = input.lastEventId ? decodeCursor(input.lastEventId) : { points: BigInt(input.fromSeq ?? 0), logs: BigInt(input.fromLogSeq ?? 0) };
    for await (const { cursor, event } of watchRun(ctx.deps.db, ctx.scope, input.runId, start, signal)) yield tracked(encodeCursor(cursor), event);
  });
