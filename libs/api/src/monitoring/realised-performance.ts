import { realisedPerformance } from '@bellwether/pipeline';
import { z } from 'zod';
import { procedure } from '../procedure';
import { modelSpanSchema, since } from './monitoring-input';

export const realisedPerformanceProcedure = procedure({ permission: 'monitoring.read', summary: 'What came true, for each version and bucket of time' })
  .input(modelSpanSchema.extend({ bucket: z.enum(['day', 'week', 'month']).default('day') }))
  .query(({ ctx, input }) => realisedPerformance(ctx.deps, ctx.scope, { modelId: input.modelId, bucket: input.bucket, from: since(ctx.deps.now(), input.days) }));
