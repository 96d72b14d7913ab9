import { datasetVersionIdSchema, modelVersionIdSchema } from '@bellwether/contracts';
import { startBatchScoring } from '@bellwether/lineage';
import { z } from 'zod';
import { procedure } from '../procedure';

export const startBatchProcedure = procedure({ permission: 'prediction.create', summary: 'Score every row of a dataset version to a CSV or Parquet file' })
  .input(z.object({ modelVersionId: modelVersionIdSchema, datasetVersionId: datasetVersionIdSchema, format: z.enum(['csv', 'parquet']).default('csv') }))
  .mutation(async ({ ctx, input }) => ({ id: await startBatchScoring(ctx.deps.db, ctx.scope, input) }));
