import { randomUUID } from 'node:crypto';
import http, { type IncomingMessage, type ServerResponse } from 'node:http';
import { appRouter, toAppError, toTrpcError, type ApiContext } from '@bellwether/api';
import { AppError, isAppError, type Permission } from '@bellwether/contracts';
import type { Deps } from '@bellwether/lineage';
import { nodeHTTPRequestHandler } from '@trpc/server/adapters/node-http';
import type { Auth } from '../auth/auth';
import { handleAuth } from '../auth/auth-route';
import type { PasswordHasher } from '../auth/password';
import { principalOf, type Principal } from '../auth/principal';
import { handleCollect, isCollect } from './collect';
import { sendDocsPage } from './docs-page';
import { openApiWithFiles } from './file-paths';
import { createGuard, type Guard } from './guard';
import type { Metrics } from './metrics';
import type { Limits } from './rate-limit';
import { handleRest } from './rest';
import { sendError, sendJson } from './respond';
import { matchRoute } from './routes';
import type { Env } from '../env';

export const LIMITS = { jsonBytes: 1024 * 1024, batch: 20 } as const;

export type ServerParts = { env: Pick<Env, 'host' | 'publicUrl' | 'allowedHosts' | 'idleMinutes'>; deps: Deps; auth: Auth; hasher: PasswordHasher; limits: Limits; metrics: Metrics; version: string };

type Call = { req: IncomingMessage; res: ServerResponse; url: URL; requestId: string };

/** One listener for tRPC, REST, files, sign-in, health, metrics and docs. */
export function createServer(parts: ServerParts): http.Server {
  const guard = createGuard(parts.env);
  const server = http.createServer((req, res) => {
    const started = process.hrtime.bigint();
    const requestId = randomUUID();
    res.setHeader('x-request-id', requestId);
    res.setHeader('x-content-type-options', 'nosniff');
    res.setHeader('referrer-policy', 'same-origin');
    res.setHeader('x-frame-options', 'DENY');
    const call = { req, res, url: new URL(req.url ?? '/', 'http://server.invalid'), requestId };
    res.on('close', () => parts.metrics.observe(req.method ?? '', routeLabel(call.url.pathname), res.statusCode, Number(process.hrtime.bigint() - started) / 1e9));
    dispatch(parts, guard, call).catch((error) => {
      const app = sendError(res, error, requestId);
      if (app.code === 'INTERNAL') parts.deps.log.error({ requestId, path: call.url.pathname, err: isAppError(error) ? error.cause : error }, 'a request failed unexpectedly');
      // the rest of a body that nobody reads would keep the connection busy
      if (!req.complete && !req.destroyed) drain(req);
    });
  });
  // Uploads may take hours; a client that is silent is ended by the socket's own timeout.
  server.requestTimeout = 0;
  server.headersTimeout = 30_000;
  server.keepAliveTimeout = 65_000;
  server.setTimeout(10 * 60_000);
  server.maxHeadersCount = 100;
  return server;
}

async function dispatch(parts: ServerParts, guard: Guard, call: Call): Promise<void> {
  const { req, res, url } = call;
  const { pathname } = url;
  if (pathname === '/health' || pathname.startsWith('/health/')) return health(parts, call);
  if (isCollect(pathname)) {
    guard(req, true);
    return handleCollect(parts, req, res, url);
  }
  guard(req);
  if (pathname.startsWith('/trpc/')) return trpc(parts, call);
  if (pathname.startsWith('/api/auth/')) return handleAuth(parts, req, res, new URL(pathname + url.search, parts.env.publicUrl));
  const principal = await limited(parts, req, await principalOf(req, parts, url.searchParams.get('project')));
  if (pathname.startsWith('/api/v1/')) return handleRest(contextOf(parts, principal, call.requestId), req, res, url, LIMITS.jsonBytes);
  const found = matchRoute(req.method ?? 'GET', pathname);
  if (found) {
    const actor = permitted(principal, found.route.permission);
    if (!principal.projectId) throw new AppError({ code: 'NOT_FOUND', message: 'No such project, or none is chosen.', fix: 'Send an id or short name that project.list names in the header x-bellwether-project.' });
    return found.route.handle({ req, res, params: found.params, url, deps: parts.deps, scope: { projectId: principal.projectId, actor }, requestId: call.requestId });
  }
  if (req.method === 'GET' && pathname === '/metrics') {
    permitted(principal, 'monitoring.read');
    return void res.writeHead(200, { 'content-type': parts.metrics.registry.contentType }).end(await parts.metrics.registry.metrics());
  }
  if (req.method === 'GET' && pathname === '/openapi.json') {
    permitted(principal, 'project.read');
    return sendJson(res, 200, openApiWithFiles({ origin: parts.env.publicUrl.origin, version: parts.version }));
  }
  if (req.method === 'GET' && (pathname === '/docs' || pathname === '/docs/')) {
    permitted(principal, 'project.read');
    return sendDocsPage(res, { origin: parts.env.publicUrl.origin, version: parts.version });
  }
  throw new AppError({ code: 'NOT_FOUND', message: `No ${req.method} ${pathname.slice(0, 200)}.`, fix: 'See /docs for what there is.' });
}

const contextOf = (parts: ServerParts, principal: Principal, requestId: string): ApiContext => ({
  ...principal,
  deps: parts.deps,
  identity: { hashPassword: (password) => parts.hasher.hash(password) },
  requestId,
});

function trpc(parts: ServerParts, { req, res, url, requestId }: Call): Promise<void> {
  return nodeHTTPRequestHandler({
    router: appRouter,
    req,
    res,
    path: decodeURIComponent(url.pathname.slice('/trpc/'.length)),
    maxBodySize: LIMITS.jsonBytes,
    maxBatchSize: LIMITS.batch,
    // a question too long for an address may come as a POST; a change never comes as a GET
    allowMethodOverride: true,
    createContext: async ({ info }) => {
      try {
        const asked = info.connectionParams?.['x-bellwether-project'];
        const principal = await limited(parts, req, await principalOf(req, parts, asked));
        if (req.headers.accept?.includes('text/event-stream')) parts.limits.openStream(principal.actor?.id ?? 'nobody', res);
        return contextOf(parts, principal, requestId);
      } catch (error) {
        // there is no context yet that could tell the request's id
        const app = toAppError(error);
        throw toTrpcError(new AppError({ ...app.toRecord(), code: app.code, retry: app.retry, context: { ...app.context, requestId }, cause: app.cause }));
      }
    },
  });
}

/** By key, person or address, so that one loud client does not starve the others. */
async function limited(parts: ServerParts, req: IncomingMessage, principal: Principal): Promise<Principal> {
  await parts.limits.request(principal.actor?.id ?? `address:${req.socket.remoteAddress}`);
  return principal;
}

function permitted(principal: Principal, permission: Permission) {
  if (!principal.actor) throw new AppError({ code: 'AUTH_REQUIRED', message: 'Expected a signed-in user or an API key, received neither.', fix: 'Sign in, or send the header "authorization: Bearer <API key>".' });
  if (!principal.actor.permissions.includes(permission)) throw new AppError({ code: 'PERMISSION_DENIED', message: `Expected the permission ${permission}.`, fix: 'Ask an admin for the right, or use a key with this scope.', context: { permission } });
  return principal.actor;
}

/** Liveness at /health/live; /health also asks the database. It names no version: nobody is signed in here. */
async function health(parts: ServerParts, { res, url }: Call): Promise<void> {
  if (url.pathname === '/health/live') return sendJson(res, 200, { status: 'ok' });
  const database = await parts.deps.db.pool.query('SELECT 1').then(
    () => true,
    () => false,
  );
  sendJson(res, database ? 200 : 503, { status: database ? 'ok' : 'unavailable', database: database ? 'ok' : 'unreachable' });
}

/** Lets the client finish sending, so that it reads the refusal; not for ever. */
function drain(req: IncomingMessage): void {
  req.resume();
  setTimeout(() => req.destroy(), 5_000).unref();
}

/** Few labels: a path with ids in it would make a time series an id. */
function routeLabel(pathname: string): string {
  if (pathname.startsWith('/trpc/')) return pathname.includes(',') ? '/trpc/(batch)' : `/trpc/${appRouter._def.procedures[pathname.slice(6) as never] ? pathname.slice(6) : '(unknown)'}`;
  if (pathname.startsWith('/api/v1/')) return '/api/v1';
  const second = pathname.split('/').slice(0, 3).join('/');
  return ['/api/auth', '/api/upload', '/api/download', '/health', '/metrics', '/docs', '/openapi.json', '/collect', '/api/events', '/api/event-files'].find((known) => second.startsWith(known)) ?? '(other)';
}
