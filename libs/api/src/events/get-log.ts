import { eventLogIdSchema } from '@bellwether/contracts';
import { getEventLog } from '@bellwether/lineage';
import { z } from 'zod';
import { procedure } from '../procedure';

export const getLogProcedure = procedure({ permission: 'dataset.read', summary: 'An event log: its rules, currency, zone and newest version' })
  .input(z.object({ logId: eventLogIdSchema }))
  .query(({ ctx, input }) => getEventLog(ctx.deps.db, ctx.scope, input.logId));
