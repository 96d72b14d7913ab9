import { experimentIdSchema } from '@bellwether/contracts';
import { getExperiment } from '@bellwether/lineage';
import { z } from 'zod';
import { procedure } from '../procedure';

export const getExperimentProcedure = procedure({ permission: 'run.read', summary: 'One experiment with its launches' })
  .input(z.object({ id: experimentIdSchema }))
  .query(({ ctx, input }) => getExperiment(ctx.deps.db, ctx.scope, input.id));
