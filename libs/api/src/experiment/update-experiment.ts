import { experimentIdSchema } from '@bellwether/contracts';
import { updateExperiment } from '@bellwether/lineage';
import { z } from 'zod';
import { procedure } from '../procedure';

export const updateExperimentProcedure = procedure({ permission: 'run.write', summary: 'Name, description, tags, archive of an experiment' })
  .input(z.object({ id: experimentIdSchema, name: z.string().trim().min(1).max(200).optional(), description: z.string().max(5000).optional(), tags: z.array(z.string().trim().min(1).max(100)).max(100).optional(), archived: z.boolean().optional() }))
  .mutation(({ ctx, input: { id, ...change } }) => updateExperiment(ctx.deps.db, ctx.scope, id, change));
