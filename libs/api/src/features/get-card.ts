import { taskEntitySchema } from '@bellwether/contracts';
import { featureCard } from '@bellwether/lineage';
import { describeFeature } from '@bellwether/pipeline';
import { z } from 'zod';
import { procedure } from '../procedure';

export const getCardProcedure = procedure({ permission: 'dataset.read', summary: 'A feature: definition and versions, distribution and drift over time, importance in the models that use it, who uses it' })
  .input(z.object({ entity: taskEntitySchema, name: z.string().min(1).max(80) }))
  .query(async ({ ctx, input }) => {
    const card = await featureCard(ctx.deps.db, ctx.scope, input);
    return { ...card, sentence: describeFeature(card.definition) };
  });
