import { batchScoringIdSchema } from '@bellwether/contracts';
import { getBatch } from '@bellwether/lineage';
import { z } from 'zod';
import { procedure } from '../procedure';

export const getBatchProcedure = procedure({ permission: 'prediction.read', summary: 'One batch scoring with its progress' })
  .input(z.object({ id: batchScoringIdSchema }))
  .query(async ({ ctx, input }) => {
    const { outputPath, ...batch } = await getBatch(ctx.deps.db, ctx.scope, input.id);
    return { ...batch, downloadPath: outputPath === null ? null : `/api/download/scores/${batch.id}` };
  });
