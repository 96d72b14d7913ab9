import { datasetVersionIdSchema } from '@bellwether/contracts';
import { deleteDatasetVersion } from '@bellwether/lineage';
import { z } from 'zod';
import { procedure } from '../procedure';

export const deleteVersionProcedure = procedure({ permission: 'dataset.delete', summary: 'Delete a version on which nothing depends' })
  .input(z.object({ id: datasetVersionIdSchema }))
  .mutation(({ ctx, input }) => deleteDatasetVersion(ctx.deps.db, ctx.scope, input.id));
