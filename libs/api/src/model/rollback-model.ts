import { modelIdSchema, modelVersionIdSchema } from '@bellwether/contracts';
import { rollbackModel } from '@bellwether/pipeline';
import { z } from 'zod';
import { procedure } from '../procedure';
import { reasonSchema } from './model-input';

export const rollbackModelProcedure = procedure({ permission: 'model.promote', summary: 'Back to the version that was champion before, in one action' })
  .input(z.object({ modelId: modelIdSchema, toVersionId: modelVersionIdSchema.optional().describe('Another former champion'), reason: reasonSchema }))
  .mutation(({ ctx, input }) => rollbackModel(ctx.deps, ctx.scope, { modelId: input.modelId, reason: input.reason, ...(input.toVersionId ? { toVersionId: input.toVersionId } : {}) }));
