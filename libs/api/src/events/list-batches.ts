import { eventLogIdSchema, eventSourceIdSchema } from '@bellwether/contracts';
import { listEventBatches } from '@bellwether/lineage';
import { z } from 'zod';
import { procedure } from '../procedure';

export const listBatchesProcedure = procedure({ permission: 'dataset.read', summary: 'What came, newest first: progress, counts of accepted, late, duplicate, corrected and rejected rows' })
  .input(z.object({ logId: eventLogIdSchema.optional(), sourceId: eventSourceIdSchema.optional(), offset: z.number().int().min(0).default(0), limit: z.number().int().min(1).max(200).default(50) }))
  .query(({ ctx, input }) => listEventBatches(ctx.deps.db, ctx.scope, input));
