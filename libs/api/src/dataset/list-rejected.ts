import { datasetVersionIdSchema } from '@bellwether/contracts';
import { rejectedRows } from '@bellwether/pipeline';
import { z } from 'zod';
import { procedure } from '../procedure';

export const listRejectedProcedure = procedure({ permission: 'dataset.read', summary: 'Rows that could not be read, with their number and the reason' })
  .input(z.object({ id: datasetVersionIdSchema, offset: z.number().int().min(0).default(0), limit: z.number().int().min(1).max(500).default(100) }))
  .query(({ ctx, input: { id, ...page } }) => rejectedRows(ctx.deps, ctx.scope, id, page));
