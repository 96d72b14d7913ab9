import { datasetIdSchema } from '@bellwether/contracts';
import { getDataset } from '@bellwether/lineage';
import { z } from 'zod';
import { procedure } from '../procedure';

export const getDatasetProcedure = procedure({ permission: 'dataset.read', summary: 'A dataset and its versions' })
  .input(z.object({ id: datasetIdSchema }))
  .query(({ ctx, input }) => getDataset(ctx.deps.db, ctx.scope, input.id));
