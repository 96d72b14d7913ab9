import { replacePassword } from '@bellwether/lineage';
import { instanceProcedure } from '../procedure';
import { newPasswordSchema, userTargetSchema } from './user-input';

export const setPassword = instanceProcedure({ permission: 'user.manage', summary: 'Set the password of somebody who lost theirs; ends their sessions' })
  .input(userTargetSchema.extend({ password: newPasswordSchema }))
  .mutation(async ({ ctx, input }) => {
    await replacePassword(ctx.deps.db, ctx.actor, input.id, await ctx.identity.hashPassword(input.password));
    return { done: true };
  });
