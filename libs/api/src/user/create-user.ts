import { createUser } from '@bellwether/lineage';
import { instanceProcedure } from '../procedure';
import { newPasswordSchema, personSchema, userRoleSchema } from './user-input';

export const createUserProcedure = instanceProcedure({ permission: 'user.manage', summary: 'Make an account with a first password' })
  .input(personSchema.extend({ role: userRoleSchema, password: newPasswordSchema }))
  .mutation(async ({ ctx, input: { password, ...person } }) => createUser(ctx.deps.db, ctx.actor, { ...person, passwordHash: await ctx.identity.hashPassword(password) }));
