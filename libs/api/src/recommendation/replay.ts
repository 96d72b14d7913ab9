import { replayInputSchema, replayOutputSchema } from '@bellwether/contracts';
import { replayLists } from '@bellwether/pipeline';
import { procedure } from '../procedure';

export const replayProcedure = procedure({ permission: 'prediction.read', summary: 'What other rules or another version would have earned on lists that were shown: IPS, SNIPS and DR with intervals' })
  .input(replayInputSchema)
  .output(replayOutputSchema)
  .query(({ ctx, input }) => replayLists(ctx.deps, ctx.scope, input));
