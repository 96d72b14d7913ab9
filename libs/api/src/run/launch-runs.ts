import { launchSpecSchema } from '@bellwether/contracts';
import { startRun } from '@bellwether/pipeline';
import { procedure } from '../procedure';

export const launchRuns = procedure({ permission: 'run.write', summary: 'Start one run, some seeds, a grid or chosen variants' })
  .input(launchSpecSchema)
  .mutation(({ ctx, input }) => startRun(ctx.deps, ctx.scope, input));
