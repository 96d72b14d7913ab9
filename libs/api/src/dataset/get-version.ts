import { datasetVersionIdSchema } from '@bellwether/contracts';
import { getDatasetVersion } from '@bellwether/lineage';
import { z } from 'zod';
import { procedure } from '../procedure';

export const getDatasetVersionProcedure = procedure({ permission: 'dataset.read', summary: 'A version: schema, profile, warnings, roles, progress of its parsing' })
  .input(z.object({ id: datasetVersionIdSchema }))
  .query(({ ctx, input }) => getDatasetVersion(ctx.deps.db, ctx.scope, input.id));
