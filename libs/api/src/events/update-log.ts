import { eventLogIdSchema, eventRulesSchema } from '@bellwether/contracts';
import { updateEventLog } from '@bellwether/lineage';
import { z } from 'zod';
import { procedure } from '../procedure';

export const updateLogProcedure = procedure({ permission: 'dataset.write', summary: 'Change the name, the rules or the archiving of an event log; rules hold from its next version on' })
  .input(z.object({ logId: eventLogIdSchema, name: z.string().trim().min(1).max(200).optional(), description: z.string().max(2000).optional(), rules: eventRulesSchema.optional(), archived: z.boolean().optional() }))
  .mutation(({ ctx, input: { logId, ...change } }) => updateEventLog(ctx.deps.db, ctx.scope, logId, change));
