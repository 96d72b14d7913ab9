import { eventLogIdSchema } from '@bellwether/contracts';
import { listEventVersions } from '@bellwether/lineage';
import { z } from 'zod';
import { procedure } from '../procedure';

export const listVersionsProcedure = procedure({ permission: 'dataset.read', summary: 'Versions of an event log, newest first; unchanged partitions are shared between them' })
  .input(z.object({ logId: eventLogIdSchema, offset: z.number().int().min(0).default(0), limit: z.number().int().min(1).max(200).default(50) }))
  .query(({ ctx, input }) => listEventVersions(ctx.deps.db, ctx.scope, input));
