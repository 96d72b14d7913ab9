import { createExperiment } from '@bellwether/lineage';
import { describeFamilies } from '@bellwether/pipeline';
import { z } from 'zod';
import { procedure } from '../procedure';

export const createExperimentProcedure = procedure({ permission: 'run.write', summary: 'Make an experiment' })
  .input(
    z.object({
      name: z.string().trim().min(1).max(200),
      familyId: z.string().max(100).refine((id) => describeFamilies().some((f) => f.id === id), 'expected a task family of family.list'),
      description: z.string().max(5000).default(''),
      tags: z.array(z.string().trim().min(1).max(100)).max(100).default([]),
    }),
  )
  .mutation(({ ctx, input }) => createExperiment(ctx.deps.db, ctx.scope, input));
