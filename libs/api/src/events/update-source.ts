import { eventSourceConfigSchema, eventSourceIdSchema } from '@bellwether/contracts';
import { changeEventSource } from '@bellwether/pipeline';
import { z } from 'zod';
import { procedure } from '../procedure';

export const updateSourceProcedure = procedure({ permission: 'dataset.write', summary: 'Change, pause, resume or put away a source; renewKey makes the key of a web page anew, and the old one worthless' })
  .input(z.object({ sourceId: eventSourceIdSchema, name: z.string().trim().min(1, 'expected a name').max(200).optional(), config: eventSourceConfigSchema.optional(), password: z.string().max(1000).optional(), paused: z.boolean().optional(), archived: z.boolean().optional(), renewKey: z.boolean().optional() }))
  .mutation(({ ctx, input: { sourceId, ...change } }) => changeEventSource(ctx.deps, ctx.scope, sourceId, change));
