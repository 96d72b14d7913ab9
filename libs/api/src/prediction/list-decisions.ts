import { modelIdSchema } from '@bellwether/contracts';
import { listDecisions } from '@bellwether/lineage';
import { z } from 'zod';
import { procedure } from '../procedure';

const DAY_MS = 86_400_000;

export const listDecisionsProcedure = procedure({ permission: 'prediction.read', summary: 'Whom to act on: the newest score of each customer, best first' })
  .input(
    z.object({
      modelId: modelIdSchema,
      minScore: z.number().default(0),
      days: z.number().int().min(1).max(3650).default(30).describe('Only scores of the last days'),
      open: z.boolean().default(false).describe('Only those whose outcome is not known yet'),
      offset: z.number().int().min(0).max(1_000_000).default(0),
      limit: z.number().int().min(1).max(500).default(100),
    }),
  )
  .query(({ ctx, input }) => {
    const { days, ...rest } = input;
    return listDecisions(ctx.deps.db, ctx.scope, { ...rest, from: new Date(ctx.deps.now().getTime() - days * DAY_MS) });
  });
