import { eventRulesSchema } from '@bellwether/contracts';
import { addFirstExpectations, createEventLog } from '@bellwether/lineage';
import { z } from 'zod';
import { procedure } from '../procedure';

export const createLogProcedure = procedure({ permission: 'dataset.write', summary: 'Make an event log; currency and zone are the shop\'s unless told' })
  .input(z.object({ name: z.string().trim().min(1, 'expected a name').max(200), description: z.string().max(2000).optional(), currency: z.string().regex(/^[A-Z]{3}$/, 'expected an ISO 4217 code such as EUR').optional(), timeZone: z.string().max(60).optional(), rules: eventRulesSchema.optional() }))
  .mutation(async ({ ctx, input }) => {
    const log = await createEventLog(ctx.deps.db, ctx.scope, input);
    await addFirstExpectations(ctx.deps.db, ctx.scope, log.id);
    return log;
  });
