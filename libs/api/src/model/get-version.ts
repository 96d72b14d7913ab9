import { modelVersionIdSchema } from '@bellwether/contracts';
import { getVersion } from '@bellwether/lineage';
import { z } from 'zod';
import { procedure } from '../procedure';

export const getVersionProcedure = procedure({ permission: 'model.read', summary: 'A version: signature, parameters, metrics, card, data, code and package versions' })
  .input(z.object({ id: modelVersionIdSchema }))
  .query(({ ctx, input }) => getVersion(ctx.deps.db, ctx.scope, input.id));
