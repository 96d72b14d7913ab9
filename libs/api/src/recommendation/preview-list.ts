import { recommendInputSchema, recommendOutputSchema } from '@bellwether/contracts';
import { itemsByKey, previewList } from '@bellwether/pipeline';
import { z } from 'zod';
import { procedure } from '../procedure';
import { itemFactsSchema, type ItemFacts } from './recommendation-input';

export const previewListProcedure = procedure({ permission: 'prediction.read', summary: 'The list that rules would give, with what is known of its items; nothing is kept' })
  .input(recommendInputSchema)
  .output(recommendOutputSchema.extend({ facts: z.array(itemFactsSchema).describe('Of the items of the list and of their reasons') }))
  .query(async ({ ctx, input }) => {
    const list = await previewList(ctx.deps, ctx.scope, input);
    const keys = list.items.flatMap((i) => [i.item, ...i.reasons.flatMap((r) => r.item ?? [])]);
    const facts = await itemsByKey<ItemFacts>(ctx.deps, ctx.scope, { model: list.model, version: list.version, keys });
    return { ...list, facts: [...facts.values()] };
  });
