import { predictInputSchema, predictOutputSchema } from '@bellwether/contracts';
import { predict } from '@bellwether/pipeline';
import { procedure } from '../procedure';

export const predictProcedure = procedure({ permission: 'prediction.create', summary: 'Score rows by model name and alias; unknown, missing and out-of-range values are named' })
  .input(predictInputSchema)
  .output(predictOutputSchema)
  .mutation(({ ctx, input }) => predict(ctx.deps, ctx.scope, input));
