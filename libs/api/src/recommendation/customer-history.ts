import { readLists } from '@bellwether/lineage';
import { askOfItems } from '@bellwether/pipeline';
import { z } from 'zod';
import { procedure } from '../procedure';
import { itemFactsSchema, modelShape, namesOf, type ItemFacts } from './recommendation-input';

type Answer = { known: boolean; events: (ItemFacts & { at: number })[]; total: number };
const listSchema = z.object({ id: z.string(), at: z.date(), placement: z.string(), version: z.number(), items: z.array(z.string()), names: z.array(z.string().nullable()).describe('Of the items; null: none is known'), feedback: z.array(z.object({ item: z.string(), kind: z.string() })) });

export const customerHistoryProcedure = procedure({ permission: 'prediction.read', summary: 'What a model knows of a customer, and what was shown to them; newest first' })
  .input(z.object({ ...modelShape, customer: z.string().min(1).max(200), limit: z.number().int().min(1).max(300).default(50) }))
  .output(z.object({ known: z.boolean(), total: z.number(), events: z.array(itemFactsSchema.extend({ at: z.number().describe('Milliseconds since 1970') })), lists: z.array(listSchema) }))
  .query(async ({ ctx, input: { model, customer, limit } }) => {
    const [{ answer }, lists] = await Promise.all([
      askOfItems<Answer>(ctx.deps, ctx.scope, { model, ask: 'customer', request: { customer, limit } }),
      readLists(ctx.deps, ctx.scope, { model, customer, limit: 10 }),
    ]);
    const nameOf = await namesOf(ctx.deps, ctx.scope, model, lists.flatMap((l) => l.items));
    return { ...answer, lists: lists.map(({ id, at, placement, version, items, feedback }) => ({ id, at, placement, version, items, names: items.map(nameOf), feedback: feedback.map(({ item, kind }) => ({ item, kind })) })) };
  });
