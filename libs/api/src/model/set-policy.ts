import { modelIdSchema, promotionPolicySchema } from '@bellwether/contracts';
import { setPolicy } from '@bellwether/lineage';
import { z } from 'zod';
import { procedure } from '../procedure';

export const setPolicyProcedure = procedure({ permission: 'model.policy', summary: 'Set the gates that promotions of a model must pass' })
  .input(z.object({ id: modelIdSchema, policy: promotionPolicySchema }))
  .mutation(({ ctx, input }) => setPolicy(ctx.deps.db, ctx.scope, input));
