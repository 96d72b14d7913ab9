import { eventLogIdSchema, taskEntitySchema, timeZoneSchema } from '@bellwether/contracts';
import { checkDeclaredFeatures } from '@bellwether/pipeline';
import { z } from 'zod';
import { procedure } from '../procedure';

export const checkFeaturesProcedure = procedure({ permission: 'dataset.read', summary: 'Try definitions on the newest events: some values, what they read, and what is wrong with each. A query may read the views of the events and nothing else' })
  .input(z.object({ logId: eventLogIdSchema, entity: taskEntitySchema.default('customer'), timeZone: timeZoneSchema.default('UTC'), features: z.array(z.looseObject({})).min(1).max(200).describe('definitions, as features.propose returns them') }))
  .query(({ ctx, input }) => checkDeclaredFeatures(ctx.deps, ctx.scope, input));
