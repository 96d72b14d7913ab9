import { servingFigures } from '@bellwether/lineage';
import { procedure } from '../procedure';
import { modelSpanSchema, since } from './monitoring-input';

export const servingFiguresProcedure = procedure({ permission: 'monitoring.read', summary: 'Volume, latency and input warnings of a model' })
  .input(modelSpanSchema)
  .query(({ ctx, input }) => servingFigures(ctx.deps.db, ctx.scope, { modelId: input.modelId, from: since(ctx.deps.now(), input.days) }));
