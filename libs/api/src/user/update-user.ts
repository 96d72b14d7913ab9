import { updateUser } from '@bellwether/lineage';
import { z } from 'zod';
import { instanceProcedure } from '../procedure';
import { userRoleSchema, userTargetSchema } from './user-input';

export const updateUserProcedure = instanceProcedure({ permission: 'user.manage', summary: 'Change a name or role, close or open an account' })
  .input(userTargetSchema.extend({ name: z.string().trim().min(1).max(100).optional(), role: userRoleSchema.optional(), disabled: z.boolean().optional() }))
  .mutation(({ ctx, input: { id, ...change } }) => updateUser(ctx.deps.db, ctx.actor, id, change));
