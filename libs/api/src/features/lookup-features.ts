import { eventLogIdSchema, featureSetIdSchema } from '@bellwether/contracts';
import { lookupFeatures } from '@bellwether/pipeline';
import { z } from 'zod';
import { procedure } from '../procedure';

export const lookupFeaturesProcedure = procedure({ permission: 'prediction.read', summary: 'The values of a feature set for some entities now: what training would have computed for that moment' })
  .input(z.object({ featureSetId: featureSetIdSchema, logId: eventLogIdSchema, entityIds: z.array(z.string().min(1).max(200)).min(1).max(1000), at: z.coerce.date().nullable().default(null).describe('null: now; not before the newest event known') }))
  .query(({ ctx, input: { featureSetId, ...ask } }) => lookupFeatures(ctx.deps, ctx.scope, { setId: featureSetId, ...ask }));
