import { eventPreviewIdSchema, eventSourceIdSchema } from '@bellwether/contracts';
import { acceptPulledMapping } from '@bellwether/pipeline';
import { z } from 'zod';
import { procedure } from '../procedure';

export const acceptMappingProcedure = procedure({ permission: 'dataset.write', summary: 'Put the previewed mapping of a Postgres source in force; the first pull begins' })
  .input(z.object({ sourceId: eventSourceIdSchema, previewId: eventPreviewIdSchema }))
  .mutation(({ ctx, input }) => acceptPulledMapping(ctx.deps, ctx.scope, input));
