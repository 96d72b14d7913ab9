import { datasetVersionIdSchema } from '@bellwether/contracts';
import { dependantsOf, getDatasetVersion } from '@bellwether/lineage';
import { z } from 'zod';
import { procedure } from '../procedure';

export const versionDependantsProcedure = procedure({ permission: 'dataset.read', summary: 'What depends on a version: runs, models, batches' })
  .input(z.object({ id: datasetVersionIdSchema }))
  .query(async ({ ctx, input }) => {
    const version = await getDatasetVersion(ctx.deps.db, ctx.scope, input.id);
    return dependantsOf(ctx.deps.db, ctx.scope, [version.id]);
  });
