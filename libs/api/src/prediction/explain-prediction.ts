import { predictionIdSchema } from '@bellwether/contracts';
import { explainPrediction } from '@bellwether/pipeline';
import { z } from 'zod';
import { procedure } from '../procedure';

export const explainPredictionProcedure = procedure({ permission: 'lineage.read', summary: 'One prediction back to the rows and code it came from, replayed' })
  .input(z.object({ id: predictionIdSchema }))
  .query(({ ctx, input }) => explainPrediction(ctx.deps, ctx.scope, input.id));
