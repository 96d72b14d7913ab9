import { eventSourceIdSchema, postgresSourceConfigSchema } from '@bellwether/contracts';
import { testEventSource } from '@bellwether/pipeline';
import { z } from 'zod';
import { procedure } from '../procedure';

export const testSourceProcedure = procedure({ permission: 'dataset.write', summary: 'Try the connection to a Postgres table: line by line what is well and what is not. Nothing is kept' })
  .input(z.object({ config: postgresSourceConfigSchema, password: z.string().max(1000).optional(), sourceId: eventSourceIdSchema.optional().describe('the source whose kept password is used') }))
  .mutation(({ ctx, input }) => testEventSource(ctx.deps, ctx.scope, input));
