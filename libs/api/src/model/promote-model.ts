import { modelVersionIdSchema, promotionResultSchema } from '@bellwether/contracts';
import { promoteModel } from '@bellwether/pipeline';
import { z } from 'zod';
import { procedure } from '../procedure';
import { reasonSchema } from './model-input';

export const promoteModelProcedure = procedure({ permission: 'model.promote', summary: 'Make a version the champion if every gate lets it; a refusal is an answer with its reasons' })
  .input(z.object({ versionId: modelVersionIdSchema, override: z.boolean().default(false).describe('Promote although a gate refuses: admins only, with a reason'), reason: reasonSchema }))
  .output(promotionResultSchema)
  .mutation(({ ctx, input }) => promoteModel(ctx.deps, ctx.scope, input));
