import { modelIdSchema } from '@bellwether/contracts';
import { scoreDrift } from '@bellwether/pipeline';
import { z } from 'zod';
import { procedure } from '../procedure';

export const scoreDriftProcedure = procedure({ permission: 'monitoring.read', summary: "The champion's scores now against those on its held-out rows" })
  .input(z.object({ modelId: modelIdSchema }))
  .query(({ ctx, input }) => scoreDrift(ctx.deps, ctx.scope, input.modelId));
