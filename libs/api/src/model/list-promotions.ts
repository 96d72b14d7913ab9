import { modelIdSchema, modelVersionIdSchema } from '@bellwether/contracts';
import { listPromotions } from '@bellwether/lineage';
import { z } from 'zod';
import { procedure } from '../procedure';

export const listPromotionsProcedure = procedure({ permission: 'model.read', summary: 'Promotions and refusals with the gates and evidence they were decided on' })
  .input(z.object({ modelId: modelIdSchema, versionId: modelVersionIdSchema.optional(), limit: z.number().int().min(1).max(500).default(100) }))
  .query(({ ctx, input }) => listPromotions(ctx.deps.db, ctx.scope, { modelId: input.modelId, limit: input.limit, ...(input.versionId ? { versionId: input.versionId } : {}) }));
