import { listRuns } from '@bellwether/lineage';
import { z } from 'zod';
import { procedure } from '../procedure';
import { runSelectionSchema, runSortSchema } from './run-input';

export const listRunsProcedure = procedure({ permission: 'run.read', summary: 'A page of runs: filter, sort, count' })
  .input(runSelectionSchema.extend({ sort: runSortSchema, limit: z.number().int().min(1).max(500).default(100), offset: z.number().int().min(0).max(1_000_000).default(0) }))
  .query(({ ctx, input }) => listRuns(ctx.deps.db, ctx.scope, input));
