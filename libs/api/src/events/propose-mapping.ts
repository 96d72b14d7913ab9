import { entityKindSchema, eventLogIdSchema, eventUploadIdSchema } from '@bellwether/contracts';
import { proposeEventMapping } from '@bellwether/pipeline';
import { z } from 'zod';
import { procedure } from '../procedure';

export const proposeMappingProcedure = procedure({ permission: 'dataset.write', summary: 'A first mapping of an uploaded file, guessed from names, types and values of its columns' })
  .input(z.object({ logId: eventLogIdSchema, uploadId: eventUploadIdSchema, entity: entityKindSchema.nullable().default(null).describe('what the rows are, where it is known') }))
  .mutation(({ ctx, input }) => proposeEventMapping(ctx.deps, ctx.scope, input));
