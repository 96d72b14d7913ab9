import { updateRuns } from '@bellwether/lineage';
import { z } from 'zod';
import { procedure } from '../procedure';
import { runIdsSchema, tagSchema } from './run-input';

export const bulkUpdateRuns = procedure({ permission: 'run.write', summary: 'Tag, untag, archive or bring back many runs at once; all or none' })
  .input(z.object({ runIds: runIdsSchema, addTags: z.array(tagSchema).max(100).optional(), removeTags: z.array(tagSchema).max(100).optional(), archived: z.boolean().optional() }))
  .mutation(async ({ ctx, input: { runIds, ...change } }) => ({ changed: await updateRuns(ctx.deps.db, ctx.scope, runIds, change) }));
