import { eventBatchIdSchema } from '@bellwether/contracts';
import { getEventBatch } from '@bellwether/lineage';
import { z } from 'zod';
import { procedure } from '../procedure';

export const getBatchProcedure = procedure({ permission: 'dataset.read', summary: 'A batch of a source: its files, its progress, what became of its rows' })
  .input(z.object({ eventBatchId: eventBatchIdSchema }))
  .query(({ ctx, input }) => getEventBatch(ctx.deps.db, ctx.scope, input.eventBatchId));
