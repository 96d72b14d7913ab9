import { modelIdSchema, runIdSchema } from '@bellwether/contracts';
import { registerModel } from '@bellwether/pipeline';
import { z } from 'zod';
import { procedure } from '../procedure';
import { modelNameSchema } from './model-input';

export const registerModelProcedure = procedure({ permission: 'model.register', summary: 'Register a finished run as an immutable version of a model' })
  .input(
    z
      .object({ runId: runIdSchema, modelId: modelIdSchema.optional(), name: modelNameSchema.optional().describe('Of a model that is found or made'), description: z.string().max(10_000).optional() })
      .refine((i) => (i.modelId === undefined) !== (i.name === undefined), 'expected either modelId or name'),
  )
  .mutation(({ ctx, input }) =>
    registerModel(ctx.deps, ctx.scope, { runId: input.runId, model: input.modelId ? { id: input.modelId } : { name: input.name! }, ...(input.description === undefined ? {} : { description: input.description }) }),
  );
