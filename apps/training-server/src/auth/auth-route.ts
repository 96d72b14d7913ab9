import type { IncomingMessage, ServerResponse } from 'node:http';
import { AppError, type Actor } from '@bellwether/contracts';
import { writeAudit, type Deps } from '@bellwether/lineage';
import { z } from 'zod';
import type { Limits } from '../http/rate-limit';
import { readBody } from '../http/respond';
import { actorOfSession, type Auth } from './auth';
import { checkPassword } from './password';

/** better-auth answers far more than this; what the product does not use is closed. */
const OPEN: Record<string, string[]> = {
  '/api/auth/sign-in/email': ['POST'],
  '/api/auth/sign-out': ['POST'],
  '/api/auth/get-session': ['GET'],
  '/api/auth/change-password': ['POST'],
};
const LIMIT_BYTES = 16 * 1024;

const signInSchema = z.object({ email: z.string().max(254), password: z.string().max(512) });
const changeSchema = z.object({ currentPassword: z.string().max(512), newPassword: z.string().max(512) });

type Parts = { auth: Auth; deps: Deps; limits: Limits; env: { idleMinutes: number } };

/** /api/auth/*: sign in and out, one's own session and password. @throws AppError */
export async function handleAuth(parts: Parts, req: IncomingMessage, res: ServerResponse, url: URL): Promise<void> {
  if (!OPEN[url.pathname]?.includes(req.method ?? '')) throw new AppError({ code: 'NOT_FOUND', message: `No ${req.method} ${url.pathname}.`, fix: `Use one of ${Object.keys(OPEN).join(', ')}.` });
  const body = req.method === 'POST' ? await readBody(req, LIMIT_BYTES) : null;
  if (url.pathname.endsWith('/sign-in/email')) return signIn(parts, req, res, url, body!);
  if (url.pathname.endsWith('/change-password')) return changePassword(parts, req, res, url, body!);
  await pass(parts.auth, req, res, url, body);
}

async function signIn({ auth, deps, limits }: Parts, req: IncomingMessage, res: ServerResponse, url: URL, body: Buffer): Promise<void> {
  const { email: typed, password } = signInSchema.parse(json(body));
  const email = typed.trim().toLowerCase();
  const address = req.socket.remoteAddress ?? 'unknown';
  limits.checkAccount(email, address);
  await limits.signIn(address);
  const answer = await pass(auth, req, null, url, Buffer.from(JSON.stringify({ email, password })));
  if (answer.status >= 400) {
    if (answer.status >= 500) throw new AppError({ code: 'INTERNAL', message: 'Signing in failed on the server.', fix: 'Try again; look at the log of the server.' });
    limits.wrongPassword(email, address);
    deps.log.warn({ address, status: answer.status }, 'a sign-in was refused');
    throw new AppError({ code: 'AUTH_INVALID_CREDENTIALS', message: 'The address and the password do not belong together.', fix: 'Check both. An admin can set a new password.' });
  }
  limits.rightPassword(email, address);
  await limits.signedIn(address);
  const user = await deps.db.prisma.user.findUnique({ where: { email }, select: { id: true, name: true, role: true } });
  if (user) await deps.db.transaction((tx) => writeAudit(tx, { projectId: null, actor: { kind: 'user', id: user.id, name: user.name, role: user.role as Actor['role'], permissions: [] } }, { action: 'session.sign-in', objectType: 'user', objectId: user.id, objectName: user.name }));
  await copy(answer, res);
}

async function changePassword({ auth, deps, limits, env }: Parts, req: IncomingMessage, res: ServerResponse, url: URL, body: Buffer): Promise<void> {
  const { currentPassword, newPassword } = changeSchema.parse(json(body));
  const actor = await actorOfSession(auth, deps, req.headers.cookie ?? '', env.idleMinutes);
  if (!actor) throw new AppError({ code: 'AUTH_REQUIRED', message: 'Expected a signed-in user.', fix: 'Sign in.' });
  const address = req.socket.remoteAddress ?? 'unknown';
  limits.checkAccount(actor.id, address);
  checkPassword(newPassword);
  const answer = await pass(auth, req, null, url, Buffer.from(JSON.stringify({ currentPassword, newPassword, revokeOtherSessions: true })));
  if (answer.status >= 400) {
    limits.wrongPassword(actor.id, address);
    throw new AppError({ code: 'AUTH_INVALID_CREDENTIALS', message: 'The current password is another.', fix: 'Type the current password again.' });
  }
  await deps.db.transaction((tx) => writeAudit(tx, { projectId: null, actor }, { action: 'user.change-own-password', objectType: 'user', objectId: actor.id, objectName: actor.name }));
  await copy(answer, res);
}

/** Hands the request to better-auth; with `res` its answer is copied there. */
async function pass(auth: Auth, req: IncomingMessage, res: ServerResponse | null, url: URL, body: Buffer | null): Promise<Response> {
  const headers = new Headers({ 'content-type': 'application/json' });
  for (const name of ['cookie', 'origin', 'user-agent']) {
    const value = req.headers[name];
    if (typeof value === 'string') headers.set(name, value);
  }
  const answer = await auth.handler(new Request(url, { method: req.method, headers, body: body && body.length ? new Uint8Array(body) : body ? '{}' : undefined }));
  if (res) await copy(answer, res);
  return answer;
}

async function copy(answer: Response, res: ServerResponse): Promise<void> {
  res.statusCode = answer.status;
  answer.headers.forEach((value, name) => {
    if (name !== 'set-cookie') res.setHeader(name, value);
  });
  const cookies = answer.headers.getSetCookie();
  if (cookies.length) res.setHeader('set-cookie', cookies);
  res.setHeader('cache-control', 'no-store');
  res.end(Buffer.from(await answer.arrayBuffer()));
}

function json(body: Buffer): unknown {
  try {
    return JSON.parse(body.toString('utf8'));
  } catch (cause) {
    throw new AppError({ code: 'INPUT_INVALID', message: 'The body is not JSON.', fix: 'Send a JSON object.', cause });
  }
}
