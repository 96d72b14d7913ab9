import { eventLogIdSchema, eventSourceConfigSchema } from '@bellwether/contracts';
import { addEventSource } from '@bellwether/pipeline';
import { z } from 'zod';
import { procedure } from '../procedure';

export const createSourceProcedure = procedure({ permission: 'dataset.write', summary: 'Add a source to a log: events over HTTP, a web page, or a Postgres table' })
  .input(z.object({ logId: eventLogIdSchema, name: z.string().trim().min(1, 'expected a name').max(200), config: eventSourceConfigSchema, password: z.string().max(1000).optional().describe('of a Postgres source; kept encrypted, never shown again') }))
  .mutation(({ ctx, input }) => addEventSource(ctx.deps, ctx.scope, input));
