import { launchSpecSchema } from '@bellwether/contracts';
import { estimateLaunch } from '@bellwether/pipeline';
import { procedure } from '../procedure';

export const estimateRuns = procedure({ permission: 'run.read', summary: 'What a launch would start and cost, and what is wrong with it' })
  .input(launchSpecSchema)
  .query(({ ctx, input }) => estimateLaunch(ctx.deps, ctx.scope, input));
