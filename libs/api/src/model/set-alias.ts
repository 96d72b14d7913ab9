import { CHAMPION, modelIdSchema, modelVersionIdSchema } from '@bellwether/contracts';
import { moveAlias } from '@bellwether/lineage';
import { z } from 'zod';
import { procedure } from '../procedure';
import { aliasSchema, reasonSchema } from './model-input';

const freeAliasSchema = aliasSchema.refine((a) => a !== CHAMPION, 'the champion moves by model.promote and model.rollback, which ask the gates and keep the evidence');

export const setAliasProcedure = procedure({ permission: 'model.promote', summary: 'Point an alias of your own (or challenger) at a version, or remove it' })
  .input(z.object({ modelId: modelIdSchema, alias: freeAliasSchema, versionId: modelVersionIdSchema.nullable().describe('null removes the alias'), reason: reasonSchema }))
  .mutation(({ ctx, input }) =>
    moveAlias(ctx.deps.db, ctx.scope, { modelId: input.modelId, alias: input.alias, toVersionId: input.versionId, kind: input.versionId ? 'set' : 'removed', reason: input.reason, expectedEpoch: null }),
  );
