import { AppError, permissionSchema } from '@bellwether/contracts';
import { createApiKey } from '@bellwether/lineage';
import { z } from 'zod';
import { procedure } from '../procedure';

const DAY_MS = 86_400_000;

export const createKey = procedure({ permission: 'key.manage', summary: 'Make an API key; the secret is in this answer and nowhere else' })
  .input(
    z.object({
      name: z.string().trim().min(1, 'expected a name').max(100),
      scopes: z.array(permissionSchema).min(1, 'expected at least one scope').max(50),
      /** 90 days unless told: a key that nobody remembers should end */
      expiresInDays: z.number().int().min(1).max(3650).nullable().default(90).describe('null: never expires'),
    }),
  )
  .mutation(({ ctx, input }) => {
    // A key that could make keys would outlive its own revocation.
    if (ctx.actor.kind === 'key') throw new AppError({ code: 'PERMISSION_DENIED', message: 'An API key cannot make API keys.', fix: 'Sign in as an admin.' });
    const expiresAt = input.expiresInDays === null ? null : new Date(ctx.deps.now().getTime() + input.expiresInDays * DAY_MS);
    return createApiKey(ctx.deps.db, ctx.scope, { name: input.name, scopes: input.scopes, expiresAt });
  });
