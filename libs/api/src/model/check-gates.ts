import { modelVersionIdSchema } from '@bellwether/contracts';
import { checkGates } from '@bellwether/pipeline';
import { z } from 'zod';
import { procedure } from '../procedure';

export const checkGatesProcedure = procedure({ permission: 'model.read', summary: 'The gates of a promotion and the evidence, without promoting' })
  .input(z.object({ versionId: modelVersionIdSchema }))
  .query(({ ctx, input }) => checkGates(ctx.deps, ctx.scope, input.versionId));
