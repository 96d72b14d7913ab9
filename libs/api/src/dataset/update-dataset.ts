import { datasetIdSchema } from '@bellwether/contracts';
import { getDataset, updateDataset } from '@bellwether/lineage';
import { z } from 'zod';
import { procedure } from '../procedure';

export const updateDatasetProcedure = procedure({ permission: 'dataset.write', summary: 'Rename a dataset, change its text, tags or owner, archive it or bring it back' })
  .input(
    z.object({
      id: datasetIdSchema,
      name: z.string().trim().min(1, 'expected a name').max(200).optional(),
      description: z.string().max(2000).optional(),
      notes: z.string().max(20_000).optional(),
      ownerName: z.string().trim().min(1).max(200).optional(),
      tags: z.array(z.string().trim().min(1).max(100)).max(100).optional(),
      archived: z.boolean().optional(),
    }),
  )
  .mutation(async ({ ctx, input: { id, ...change } }) => {
    await updateDataset(ctx.deps.db, ctx.scope, id, change);
    return getDataset(ctx.deps.db, ctx.scope, id);
  });
