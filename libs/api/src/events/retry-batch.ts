import { eventBatchIdSchema } from '@bellwether/contracts';
import { retryEventBatch } from '@bellwether/lineage';
import { z } from 'zod';
import { procedure } from '../procedure';

export const retryBatchProcedure = procedure({ permission: 'dataset.write', summary: 'Read a batch again that failed; its files are kept' })
  .input(z.object({ eventBatchId: eventBatchIdSchema }))
  .mutation(({ ctx, input }) => retryEventBatch(ctx.deps.db, ctx.scope, input.eventBatchId));
