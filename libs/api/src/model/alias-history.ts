import { modelIdSchema } from '@bellwether/contracts';
import { aliasHistory } from '@bellwether/lineage';
import { z } from 'zod';
import { procedure } from '../procedure';
import { aliasSchema } from './model-input';

export const aliasHistoryProcedure = procedure({ permission: 'model.read', summary: 'Every move of the aliases, newest first' })
  .input(z.object({ modelId: modelIdSchema, alias: aliasSchema.optional(), limit: z.number().int().min(1).max(1000).default(200) }))
  .query(({ ctx, input }) => aliasHistory(ctx.deps.db, ctx.scope, { modelId: input.modelId, limit: input.limit, ...(input.alias ? { alias: input.alias } : {}) }));
