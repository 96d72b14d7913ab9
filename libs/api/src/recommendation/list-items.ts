import { itemsByKey } from '@bellwether/pipeline';
import { z } from 'zod';
import { procedure } from '../procedure';
import { itemFactsSchema, modelShape, type ItemFacts } from './recommendation-input';

export const listItemsProcedure = procedure({ permission: 'prediction.read', summary: 'What is known of items by their keys: name, categories, price and stock; those that the model never saw are left out' })
  .input(z.object({ ...modelShape, keys: z.array(z.string().min(1).max(200)).max(1000) }))
  .output(z.array(itemFactsSchema))
  .query(async ({ ctx, input }) => [...(await itemsByKey<ItemFacts>(ctx.deps, ctx.scope, input)).values()]);
