import { eventLogIdSchema, eventPreviewIdSchema, eventSourceIdSchema } from '@bellwether/contracts';
import { acceptEventFiles } from '@bellwether/pipeline';
import { z } from 'zod';
import { procedure } from '../procedure';

export const acceptFilesProcedure = procedure({ permission: 'dataset.write', summary: 'Take the previewed files in, with the mapping and the loss that were shown' })
  .input(z.object({ logId: eventLogIdSchema, previewId: eventPreviewIdSchema, source: z.union([z.object({ id: eventSourceIdSchema }), z.object({ name: z.string().trim().min(1, 'expected a name').max(200) })]) }))
  .mutation(({ ctx, input }) => acceptEventFiles(ctx.deps, ctx.scope, { ...input, origin: ctx.actor.kind === 'key' ? 'api' : 'console' }));
