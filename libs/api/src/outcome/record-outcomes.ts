import { outcomeResultSchema, reportedOutcomeSchema } from '@bellwether/contracts';
import { MOST_OUTCOMES, recordOutcome } from '@bellwether/pipeline';
import { z } from 'zod';
import { procedure } from '../procedure';

export const recordOutcomesProcedure = procedure({ permission: 'outcome.write', summary: 'Report what happened, by prediction id or by key; duplicates change nothing' })
  .input(z.object({ outcomes: z.array(reportedOutcomeSchema).min(1).max(MOST_OUTCOMES) }))
  .output(outcomeResultSchema)
  .mutation(({ ctx, input }) => recordOutcome(ctx.deps, ctx.scope, input.outcomes, ctx.actor.kind === 'user' ? 'console' : 'api'));
