import { modelVersionIdSchema } from '@bellwether/contracts';
import { batchTargets } from '@bellwether/lineage';
import { z } from 'zod';
import { procedure } from '../procedure';

export const batchTargetsProcedure = procedure({ permission: 'dataset.read', summary: 'Dataset versions that a model version could score, and what each lacks' })
  .input(z.object({ modelVersionId: modelVersionIdSchema }))
  .query(({ ctx, input }) => batchTargets(ctx.deps.db, ctx.scope, input.modelVersionId));
