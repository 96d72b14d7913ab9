import { modelIdSchema } from '@bellwether/contracts';
import { getModel } from '@bellwether/lineage';
import { z } from 'zod';
import { procedure } from '../procedure';

export const getModelProcedure = procedure({ permission: 'model.read', summary: 'A model with its versions, aliases and policy' })
  .input(z.object({ id: modelIdSchema }))
  .query(({ ctx, input }) => getModel(ctx.deps.db, ctx.scope, input.id));
