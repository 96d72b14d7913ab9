import { eventLogIdSchema, taskEntitySchema } from '@bellwether/contracts';
import { FEATURE_PRESETS, proposeFeatureSet } from '@bellwether/pipeline';
import { z } from 'zod';
import { procedure } from '../procedure';

export const proposeFeaturesProcedure = procedure({ permission: 'dataset.read', summary: 'Features that the rows of a log can fill, with what speaks for each; or the public recipe of weekly windows' })
  .input(z.object({ logId: eventLogIdSchema, entity: taskEntitySchema.default('customer'), preset: z.enum(FEATURE_PRESETS).default('proposed') }))
  .query(({ ctx, input }) => proposeFeatureSet(ctx.deps, ctx.scope, input));
