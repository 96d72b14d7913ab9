import { eventBatchIdSchema } from '@bellwether/contracts';
import { rejectedEvents } from '@bellwether/pipeline';
import { z } from 'zod';
import { procedure } from '../procedure';

export const listRejectsProcedure = procedure({ permission: 'dataset.read', summary: 'Rows of a batch that were refused, with file, row number and reason' })
  .input(z.object({ eventBatchId: eventBatchIdSchema, offset: z.number().int().min(0).default(0), limit: z.number().int().min(1).max(500).default(100) }))
  .query(({ ctx, input: { eventBatchId, ...page } }) => rejectedEvents(ctx.deps, ctx.scope, eventBatchId, page));
