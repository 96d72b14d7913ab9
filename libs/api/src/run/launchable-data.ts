import { datasetVersionIdSchema } from '@bellwether/contracts';
import { launchableData } from '@bellwether/lineage';
import { z } from 'zod';
import { procedure } from '../procedure';

export const launchableDataProcedure = procedure({ permission: 'run.read', summary: 'Dataset versions that a run can start on, newest first' })
  .input(z.object({ versionId: datasetVersionIdSchema.optional() }))
  .query(({ ctx, input }) => launchableData(ctx.deps.db, ctx.scope, input));
