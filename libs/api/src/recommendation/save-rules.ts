import { placementSchema, recommendationRulesSchema } from '@bellwether/contracts';
import { saveRules } from '@bellwether/lineage';
import { z } from 'zod';
import { procedure } from '../procedure';
import { modelShape } from './recommendation-input';

export const saveRulesProcedure = procedure({ permission: 'model.promote', summary: 'Put rules in force for a placement; those before stay on record' })
  .input(z.object({ ...modelShape, placement: placementSchema, rules: recommendationRulesSchema }))
  .output(z.object({ number: z.number() }))
  .mutation(({ ctx, input }) => saveRules(ctx.deps.db, ctx.scope, input));
