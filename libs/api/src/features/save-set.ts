import { eventLogIdSchema, featureSetIdSchema, MOST_FEATURES, taskEntitySchema, timeZoneSchema } from '@bellwether/contracts';
import { declareFeatureSet } from '@bellwether/pipeline';
import { z } from 'zod';
import { procedure } from '../procedure';

export const saveSetProcedure = procedure({ permission: 'dataset.write', summary: 'Keep a list of features as the next version of a set; each was tried on the log first. What is new gets a version of its own' })
  .input(z.object({
    featureSetId: featureSetIdSchema.nullable().default(null).describe('null: a new set'), logId: eventLogIdSchema, name: z.string().trim().min(1).max(200), description: z.string().max(2000).default(''), entity: taskEntitySchema.default('customer'), timeZone: timeZoneSchema.default('UTC'),
    features: z.array(z.looseObject({})).min(1).max(MOST_FEATURES).describe('definitions, as features.propose returns them'),
  }))
  .mutation(({ ctx, input: { featureSetId, ...set } }) => declareFeatureSet(ctx.deps, ctx.scope, { setId: featureSetId, ...set }));
