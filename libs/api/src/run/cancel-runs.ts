import { requestCancel } from '@bellwether/lineage';
import { z } from 'zod';
import { procedure } from '../procedure';
import { runIdsSchema } from './run-input';

export const cancelRuns = procedure({ permission: 'run.write', summary: 'End runs that wait or train' })
  .input(z.object({ runIds: runIdsSchema }))
  .mutation(async ({ ctx, input }) => {
    const outcomes = [];
    for (const runId of input.runIds) outcomes.push({ runId, outcome: await requestCancel(ctx.deps.db, ctx.scope, runId) });
    return outcomes;
  });
