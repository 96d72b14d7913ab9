import { placementSchema } from '@bellwether/contracts';
import { readLists } from '@bellwether/lineage';
import { z } from 'zod';
import { procedure } from '../procedure';
import { modelShape, namesOf } from './recommendation-input';

export const listListsProcedure = procedure({ permission: 'prediction.read', summary: 'Lists that a model has shown, with probabilities and what came of them; newest first' })
  .input(z.object({ ...modelShape, placement: placementSchema.optional(), customer: z.string().max(200).optional(), to: z.coerce.date().optional(), limit: z.number().int().min(1).max(500).default(50) }))
  .query(async ({ ctx, input: { placement, customer, to, ...input } }) => {
    const lists = await readLists(ctx.deps, ctx.scope, { ...input, ...(placement ? { placement } : {}), ...(customer === undefined ? {} : { customer }), ...(to ? { to } : {}) });
    const nameOf = await namesOf(ctx.deps, ctx.scope, input.model, lists.flatMap((l) => l.items));
    return lists.map(({ id, at, version, placement: where, customerKey, fallback, items, probabilities, exploredPosition, latencyMs, feedback }) => ({ id, at, version, placement: where, customer: customerKey, fallback, items, names: items.map(nameOf), probabilities, exploredPosition, latencyMs, feedback }));
  });
