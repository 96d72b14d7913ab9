import { endSessions } from '@bellwether/lineage';
import { instanceProcedure } from '../procedure';
import { userTargetSchema } from './user-input';

export const endSessionsProcedure = instanceProcedure({ permission: 'user.manage', summary: 'Sign somebody out everywhere' })
  .input(userTargetSchema)
  .mutation(async ({ ctx, input }) => ({ ended: await endSessions(ctx.deps.db, ctx.actor, input.id) }));
