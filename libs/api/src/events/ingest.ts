import { EVENT_LIMITS, eventSourceIdSchema, ingestReceiptSchema } from '@bellwether/contracts';
import { ingestEvents } from '@bellwether/pipeline';
import { z } from 'zod';
import { procedure } from '../procedure';

export const ingestProcedure = procedure({ permission: 'event.write', summary: 'Send events to a source of the kind HTTP; answered when they are on disk. The same event id again changes nothing. JSON lines, and more at once: POST /api/events/<source id>' })
  .input(z.object({ sourceId: eventSourceIdSchema, events: z.array(z.unknown()).max(EVENT_LIMITS.eventsPerCall).describe('each with its entity and the fields of the event contract') }))
  .output(ingestReceiptSchema)
  .mutation(({ ctx, input }) => ingestEvents(ctx.deps, ctx.scope, input));
