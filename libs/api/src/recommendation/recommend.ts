import { recommendInputSchema, recommendOutputSchema } from '@bellwether/contracts';
import { recommend } from '@bellwether/pipeline';
import { procedure } from '../procedure';

export const recommendProcedure = procedure({ permission: 'prediction.create', summary: 'What to show a customer at a place in the shop, with reasons and probabilities; every list is kept' })
  .input(recommendInputSchema)
  .output(recommendOutputSchema)
  .mutation(({ ctx, input }) => recommend(ctx.deps, ctx.scope, input));
