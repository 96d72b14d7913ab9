import { eventLogIdSchema, eventUploadIdSchema } from '@bellwether/contracts';
import { previewEventFiles } from '@bellwether/pipeline';
import { z } from 'zod';
import { procedure } from '../procedure';

export const previewMappingProcedure = procedure({ permission: 'dataset.write', summary: 'What a mapping makes of uploaded files: events, and the rows that would be lost with the reasons. Nothing is taken in yet' })
  .input(z.object({ logId: eventLogIdSchema, uploadIds: z.array(eventUploadIdSchema).min(1, 'expected at least one file').max(100), mapping: z.looseObject({}).describe('an event mapping, as events.proposeMapping returns it') }))
  .mutation(({ ctx, input }) => previewEventFiles(ctx.deps, ctx.scope, input));
