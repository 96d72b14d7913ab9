import { datasetVersionIdSchema } from '@bellwether/contracts';
import { datasetRows } from '@bellwether/pipeline';
import { z } from 'zod';
import { procedure } from '../procedure';

export const listRowsProcedure = procedure({ permission: 'dataset.read', summary: 'Rows of a version; the first cell is the row of the source file' })
  .input(
    z.object({
      id: datasetVersionIdSchema,
      cursor: z.number().int().min(0).default(0).describe('rows to skip'),
      limit: z.number().int().min(1).max(500).default(100),
      search: z.string().max(200).default(''),
      sort: z.object({ column: z.string(), descending: z.boolean() }).nullable().default(null),
    }),
  )
  .query(({ ctx, input: { id, cursor, ...query } }) => datasetRows(ctx.deps, ctx.scope, id, { ...query, offset: cursor }));
