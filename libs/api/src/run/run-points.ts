import { METRIC_KEY_PATTERN } from '@bellwether/contracts';
import { runCurves } from '@bellwether/lineage';
import { z } from 'zod';
import { procedure } from '../procedure';
import { runIdsSchema } from './run-input';

export const runPoints = procedure({ permission: 'run.read', summary: 'Curves of runs, thinned so that every peak and dip stays' })
  .input(z.object({ runIds: runIdsSchema, keys: z.array(z.string().regex(METRIC_KEY_PATTERN)).max(100).optional(), maxPoints: z.number().int().min(10).max(10_000).default(1000) }))
  .query(({ ctx, input }) => runCurves(ctx.deps.db, ctx.scope, input));
