import { pairedDifferenceSchema, recommendationRulesSchema } from '@bellwether/contracts';
import { ruleCost } from '@bellwether/pipeline';
import { z } from 'zod';
import { procedure } from '../procedure';
import { modelShape } from './recommendation-input';

export const ruleCostProcedure = procedure({ permission: 'prediction.read', summary: 'What rules cost in relevance: NDCG@10 on held-out lists with them against without' })
  .input(z.object({ ...modelShape, rules: recommendationRulesSchema }))
  .output(pairedDifferenceSchema)
  .query(({ ctx, input }) => ruleCost(ctx.deps, ctx.scope, input));
