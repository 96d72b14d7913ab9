import { checkSetupToken, spendSetupToken } from '@bellwether/lineage';
import { z } from 'zod';
import { publicProcedure } from '../procedure';

/** Opened by the one-time link that the server printed. */
export const completeSetup = publicProcedure({ summary: 'Make the first admin with the one-time setup link' })
  .input(z.object({ token: z.string().min(1).max(100), name: z.string().trim().min(1, 'expected a name').max(100), email: z.email('expected an e-mail address').max(254), password: z.string().min(1).max(512) }))
  .mutation(async ({ ctx, input: { token, password, ...person } }) => {
    await checkSetupToken(ctx.deps.db, token);
    const user = await spendSetupToken(ctx.deps.db, token, { ...person, passwordHash: await ctx.identity.hashPassword(password) });
    return { email: user.email };
  });
