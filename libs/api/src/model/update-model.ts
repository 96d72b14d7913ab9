import { modelIdSchema } from '@bellwether/contracts';
import { updateModel } from '@bellwether/lineage';
import { z } from 'zod';
import { procedure } from '../procedure';

export const updateModelProcedure = procedure({ permission: 'model.register', summary: 'Describe a model, archive it or bring it back' })
  .input(z.object({ id: modelIdSchema, description: z.string().max(10_000).optional(), archived: z.boolean().optional() }))
  .mutation(({ ctx, input }) =>
    updateModel(ctx.deps.db, ctx.scope, { id: input.id, ...(input.description === undefined ? {} : { description: input.description }), ...(input.archived === undefined ? {} : { archived: input.archived }) }),
  );
