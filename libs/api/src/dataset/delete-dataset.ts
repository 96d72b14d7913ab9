import { datasetIdSchema } from '@bellwether/contracts';
import { deleteDataset } from '@bellwether/lineage';
import { z } from 'zod';
import { procedure } from '../procedure';

export const deleteDatasetProcedure = procedure({ permission: 'dataset.delete', summary: 'Delete a dataset on which nothing depends' })
  .input(z.object({ id: datasetIdSchema }))
  .mutation(async ({ ctx, input }) => {
    await deleteDataset(ctx.deps.db, ctx.scope, input.id);
    return { deleted: true };
  });
