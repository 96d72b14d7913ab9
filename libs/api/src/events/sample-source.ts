import { eventSourceIdSchema } from '@bellwether/contracts';
import { sampleEventSource } from '@bellwether/pipeline';
import { z } from 'zod';
import { procedure } from '../procedure';

export const sampleSourceProcedure = procedure({ permission: 'dataset.write', summary: 'The first rows of a Postgres source as an uploaded file, to propose and preview a mapping on' })
  .input(z.object({ sourceId: eventSourceIdSchema }))
  .mutation(({ ctx, input }) => sampleEventSource(ctx.deps, ctx.scope, input.sourceId));
