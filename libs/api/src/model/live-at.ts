import { CHAMPION, modelIdSchema } from '@bellwether/contracts';
import { liveAt } from '@bellwether/lineage';
import { z } from 'zod';
import { procedure } from '../procedure';
import { aliasSchema } from './model-input';

export const liveAtProcedure = procedure({ permission: 'model.read', summary: 'What was live at a time, by whom and on what evidence' })
  .input(z.object({ modelId: modelIdSchema, alias: aliasSchema.default(CHAMPION), at: z.coerce.date() }))
  .query(({ ctx, input }) => liveAt(ctx.deps.db, ctx.scope, input));
