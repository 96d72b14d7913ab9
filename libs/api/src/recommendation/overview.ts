import { placementSchema, recommendationRulesSchema } from '@bellwether/contracts';
import { countCatalogue, listFigures, savedRules } from '@bellwether/lineage';
import { askOfItems } from '@bellwether/pipeline';
import { z } from 'zod';
import { procedure } from '../procedure';
import { modelShape } from './recommendation-input';

const catalogueSchema = z.object({ items: z.number(), customers: z.number(), categories: z.array(z.object({ name: z.string(), items: z.number() })), priceMin: z.number().nullable(), priceMax: z.number().nullable(), removeHistory: z.boolean(), until: z.number() });

export const overviewProcedure = procedure({ permission: 'prediction.read', summary: 'What rules can be made of: catalogue, saved rules of each placement, and how many lists were shown' })
  .input(z.object(modelShape))
  .output(z.object({
    catalogue: catalogueSchema, toldItems: z.number().describe('Items whose stock, margin or promotion the shop has told'),
    rules: z.array(z.object({ placement: placementSchema, number: z.number(), rules: recommendationRulesSchema, savedBy: z.string().nullable(), savedAt: z.date().nullable() })),
    lists: z.object({ lists: z.number(), withFeedback: z.number(), explored: z.number(), first: z.date().nullable(), last: z.date().nullable() }),
  }))
  .query(async ({ ctx, input: { model } }) => {
    const [{ answer }, rules, lists, toldItems] = await Promise.all([
      askOfItems<z.infer<typeof catalogueSchema>>(ctx.deps, ctx.scope, { model, ask: 'catalogue', request: {} }),
      savedRules(ctx.deps.db, ctx.scope, model), listFigures(ctx.deps, ctx.scope, model), countCatalogue(ctx.deps.db, ctx.scope),
    ]);
    return { catalogue: answer, toldItems, rules, lists };
  });
