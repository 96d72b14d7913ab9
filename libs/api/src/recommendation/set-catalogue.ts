import { catalogueItemSchema } from '@bellwether/contracts';
import { writeCatalogue } from '@bellwether/lineage';
import { z } from 'zod';
import { procedure } from '../procedure';

export const setCatalogueProcedure = procedure({ permission: 'dataset.write', summary: 'Tell stock, price, margin, promotion and withdrawal of items; lists follow with the next request' })
  .input(z.object({ items: z.array(catalogueItemSchema).min(1).max(5000) }))
  .output(z.object({ items: z.number(), epoch: z.number() }))
  .mutation(({ ctx, input }) => writeCatalogue(ctx.deps.db, ctx.scope, input.items));
