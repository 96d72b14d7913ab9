import { randomBytes } from 'node:crypto';
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { touchUser, type Deps } from '@bellwether/lineage';
import { ROLE_PERMISSIONS, roleSchema, type Actor } from '@bellwether/contracts';
import { APIError, betterAuth } from 'better-auth';
import { prismaAdapter } from 'better-auth/adapters/prisma';
import type { Env } from '../env';
import { MIN_PASSWORD_LENGTH, type PasswordHasher } from './password';

export type Auth = ReturnType<typeof createAuth>;

/** better-auth keeps passwords, sessions and cookies. Accounts are made by admins only, so signing up is closed. */
export function createAuth(deps: Deps, env: Pick<Env, 'home' | 'publicUrl' | 'sessionHours'>, hasher: PasswordHasher) {
  const secure = env.publicUrl.protocol === 'https:';
  return betterAuth({
    appName: 'Bellwether',
    baseURL: env.publicUrl.origin,
    basePath: '/api/auth',
    secret: readSecret(env.home),
    database: prismaAdapter(deps.db.prisma, { provider: 'postgresql', transaction: true }),
    telemetry: { enabled: false },
    logger: { log: (level, message) => deps.log[level === 'error' ? 'error' : level === 'warn' ? 'warn' : 'debug']({ from: 'better-auth' }, message) },
    // Our own limits (http/rate-limit.ts) count by account and address, before a password is hashed.
    rateLimit: { enabled: false },
    emailAndPassword: {
      enabled: true,
      disableSignUp: true,
      minPasswordLength: MIN_PASSWORD_LENGTH,
      maxPasswordLength: 512,
      password: { hash: (password) => hasher.hash(password), verify: ({ hash, password }) => hasher.verify(hash, password) },
    },
    // Absolute: a session is never stretched, so that a stolen cookie ends too.
    session: { expiresIn: Math.round(env.sessionHours * 3600), disableSessionRefresh: true },
    user: {
      additionalFields: { role: { type: 'string', input: false, defaultValue: 'viewer' }, disabled: { type: 'boolean', input: false, defaultValue: false } },
    },
    databaseHooks: {
      session: {
        create: {
          before: async (session) => {
            const user = await deps.db.prisma.user.findUnique({ where: { id: session.userId }, select: { disabled: true } });
            if (!user || user.disabled) throw new APIError('UNAUTHORIZED', { code: 'INVALID_EMAIL_OR_PASSWORD', message: 'Invalid email or password' });
            return { data: session };
          },
        },
      },
    },
    // The same checks stand in front of every route, in http/guard.ts.
    trustedOrigins: () => [env.publicUrl.origin, 'http://localhost:*', 'http://127.0.0.1:*', 'http://[::1]:*'],
    advanced: { cookiePrefix: 'bellwether', useSecureCookies: secure, disableOriginCheck: true, disableCSRFCheck: true, defaultCookieAttributes: { httpOnly: true, sameSite: 'lax', path: '/', secure } },
  });
}

/** The signed-in person of a cookie, with the rights of this moment. @returns null for no, an ended or a closed one's session */
export async function actorOfSession(auth: Auth, deps: Deps, cookie: string, idleMinutes: number): Promise<Actor | null> {
  if (!cookie.includes('bellwether.session_token=')) return null;
  const session = await auth.api.getSession({ headers: new Headers({ cookie }) });
  if (!session) return null;
  if (!(await stillInUse(deps, session.session.id, idleMinutes))) return null;
  const user = session.user as { id: string; name: string; role?: unknown; disabled?: unknown };
  const role = roleSchema.safeParse(user.role);
  if (user.disabled || !role.success || role.data === 'service') return null;
  await touchUser(deps.db, user.id);
  return { kind: 'user', id: user.id, name: user.name, role: role.data, permissions: ROLE_PERMISSIONS[role.data] };
}

/** Ends a session that was silent for too long; notes at most once a minute that it was used. The database's clock decides. */
async function stillInUse(deps: Deps, sessionId: string, idleMinutes: number): Promise<boolean> {
  const { rows } = await deps.db.pool.query<{ idle: boolean; stale: boolean }>(
    `SELECT updated_at < now() - $2 * interval '1 minute' AS idle, updated_at < now() - interval '1 minute' AS stale FROM sessions WHERE id = $1`,
    [sessionId, idleMinutes],
  );
  if (!rows[0] || rows[0].idle) {
    await deps.db.pool.query('DELETE FROM sessions WHERE id = $1', [sessionId]);
    return false;
  }
  if (rows[0].stale) await deps.db.pool.query('UPDATE sessions SET updated_at = now() WHERE id = $1', [sessionId]);
  return true;
}

/** Signs cookies. Made on first start; a lost file signs everybody out and harms nothing else. */
function readSecret(home: string): string {
  const file = path.join(home, 'auth-secret');
  if (!existsSync(file)) writeFileSync(file, randomBytes(32).toString('base64url'), { mode: 0o600, flag: 'wx' });
  return readFileSync(file, 'utf8').trim();
}
