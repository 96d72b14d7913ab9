import { outcomeResultSchema } from '@bellwether/contracts';
import { recordOutcomeCsv } from '@bellwether/pipeline';
import { z } from 'zod';
import { procedure } from '../procedure';

export const uploadOutcomesProcedure = procedure({ permission: 'outcome.write', summary: 'Report outcomes as CSV text: prediction_id or key, value, occurred_at' })
  .input(z.object({ csv: z.string().min(1, 'expected CSV text').max(900_000, 'send the file in parts, each with the header') }))
  .output(outcomeResultSchema)
  .mutation(({ ctx, input }) => recordOutcomeCsv(ctx.deps, ctx.scope, input.csv));
