import { runIdSchema } from '@bellwether/contracts';
import { setFavourite, updateRuns } from '@bellwether/lineage';
import { z } from 'zod';
import { procedure } from '../procedure';
import { labelsSchema, tagSchema } from './run-input';

export const updateRunProcedure = procedure({ permission: 'run.write', summary: 'Name, notes, tags, labels, archive of a run' })
  .input(
    z.object({
      id: runIdSchema,
      name: z.string().trim().min(1).max(200).optional(),
      notes: z.string().max(10_000).optional(),
      tags: z.array(tagSchema).max(100).optional(),
      labels: labelsSchema.optional(),
      archived: z.boolean().optional(),
    }),
  )
  .mutation(async ({ ctx, input: { id, ...change } }) => ({ changed: await updateRuns(ctx.deps.db, ctx.scope, [id], change) }));

/** A viewer may have favourites: they are the viewer's own. */
export const favouriteRuns = procedure({ permission: 'run.read', summary: 'Mark runs as your favourites, or no longer' })
  .input(z.object({ runIds: z.array(runIdSchema).min(1).max(500), favourite: z.boolean() }))
  .mutation(({ ctx, input }) => setFavourite(ctx.deps.db, ctx.scope, input.runIds, input.favourite));
