import { datasetVersionIdSchema } from '@bellwether/contracts';
import { datasetChanges } from '@bellwether/pipeline';
import { z } from 'zod';
import { procedure } from '../procedure';

export const versionChangesProcedure = procedure({ permission: 'dataset.read', summary: 'Schema and distribution changes against another version (the one before unless told)' })
  .input(z.object({ id: datasetVersionIdSchema, against: datasetVersionIdSchema.nullable().default(null) }))
  .query(({ ctx, input }) => datasetChanges(ctx.deps, ctx.scope, input.id, input.against));
