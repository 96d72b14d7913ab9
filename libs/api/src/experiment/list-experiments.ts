import { listExperiments } from '@bellwether/lineage';
import { z } from 'zod';
import { procedure } from '../procedure';

export const listExperimentsProcedure = procedure({ permission: 'run.read', summary: 'Experiments with their run counts, newest activity first' })
  .input(z.object({ search: z.string().max(200).default(''), archived: z.enum(['hide', 'only', 'all']).default('hide'), familyId: z.string().max(100).optional(), limit: z.number().int().min(1).max(200).default(50), offset: z.number().int().min(0).default(0) }))
  .query(({ ctx, input }) => listExperiments(ctx.deps.db, ctx.scope, input));
