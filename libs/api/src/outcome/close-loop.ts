import { modelIdSchema } from '@bellwether/contracts';
import { closeLoop } from '@bellwether/pipeline';
import { z } from 'zod';
import { procedure } from '../procedure';

export const closeLoopProcedure = procedure({ permission: 'dataset.write', summary: 'Make the next dataset version of the predictions whose outcome is known' })
  .input(z.object({ modelId: modelIdSchema, onlyRealised: z.boolean().default(false).describe('Without the rows of the version that the model was trained on') }))
  .mutation(({ ctx, input }) => closeLoop(ctx.deps, ctx.scope, input));
