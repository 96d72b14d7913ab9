import { recommendationFeedbackSchema } from '@bellwether/contracts';
import { recordFeedback } from '@bellwether/lineage';
import { z } from 'zod';
import { procedure } from '../procedure';

export const reportFeedbackProcedure = procedure({ permission: 'outcome.write', summary: 'Report what came of lists: clicks, carts, purchases, dismissals; duplicates change nothing' })
  .input(z.object({ feedback: z.array(recommendationFeedbackSchema).min(1).max(5000) }))
  .output(z.object({ accepted: z.number(), duplicates: z.number(), rejected: z.array(z.object({ index: z.number(), reason: z.string() })) }))
  .mutation(({ ctx, input }) => recordFeedback(ctx.deps, ctx.scope, input.feedback));
