import { runFigures } from '@bellwether/lineage';
import { z } from 'zod';
import { procedure } from '../procedure';
import { runIdsSchema } from './run-input';

export const runFiguresProcedure = procedure({ permission: 'run.read', summary: 'Figures of runs, for one page or side by side' })
  .input(z.object({ runIds: runIdsSchema, keys: z.array(z.string().max(250)).max(100).optional() }))
  .query(({ ctx, input }) => runFigures(ctx.deps.db, ctx.scope, input.runIds, input.keys));
