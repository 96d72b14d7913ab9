import { eventLogIdSchema, eventLogVersionIdSchema } from '@bellwether/contracts';
import { eventQuality } from '@bellwether/lineage';
import { z } from 'zod';
import { procedure } from '../procedure';

export const getQualityProcedure = procedure({ permission: 'dataset.read', summary: 'Quality of a version: rows by day, gaps, freshness, drift of columns, expectations with pass and fail' })
  .input(z.object({ logId: eventLogIdSchema, eventLogVersionId: eventLogVersionIdSchema.nullable().default(null).describe('null: the newest') }))
  .query(({ ctx, input }) => eventQuality(ctx.deps.db, ctx.scope, input.logId, input.eventLogVersionId));
