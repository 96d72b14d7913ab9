import { apiKeyIdSchema } from '@bellwether/contracts';
import { revokeApiKey } from '@bellwether/lineage';
import { z } from 'zod';
import { procedure } from '../procedure';

export const revokeKey = procedure({ permission: 'key.manage', summary: 'Revoke an API key, from the next request on' })
  .input(z.object({ id: apiKeyIdSchema }))
  .mutation(({ ctx, input }) => revokeApiKey(ctx.deps.db, ctx.scope, input.id));
