import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import type { IncomingMessage, ServerResponse } from 'node:http';
import { AppError, EVENT_LIMITS, type EntityKind } from '@bellwether/contracts';
import type { Deps } from '@bellwether/lineage';
import { openSource, receiveEvents } from '@bellwether/pipeline';
import type { Limits } from './rate-limit';
import { readBody, sendJson } from './respond';

/** What anybody's browser may say: what was seen and done. Orders, customers and prices come from the shop's own servers. */
const MAY_SEND: readonly EntityKind[] = ['session_event', 'impression'];
/** Clocks that are off by less are taken at their word. @unit ms */
const CLOCK_OFF_MS = 5_000;
const SCRIPT = readFileSync(new URL('../collector/collector.js', import.meta.url));
const ETAG = `"${createHash('sha256').update(SCRIPT).digest('hex').slice(0, 20)}"`;

export const isCollect = (pathname: string): boolean => pathname === '/collect' || pathname === '/collect.js';

/** The collector for shop pages, and the door that it sends to. Pages of other origins call it: the key names the source, the source names the origins. */
export async function handleCollect({ deps, limits }: { deps: Deps; limits: Limits }, req: IncomingMessage, res: ServerResponse, url: URL): Promise<void> {
  if (url.pathname === '/collect.js' && (req.method === 'GET' || req.method === 'HEAD')) return sendScript(req, res);
  if (url.pathname !== '/collect' || (req.method !== 'POST' && req.method !== 'OPTIONS')) throw new AppError({ code: 'NOT_FOUND', message: `No ${req.method} ${url.pathname}.`, fix: 'See /docs for what there is.' });
  const key = url.searchParams.get('k') ?? '';
  await limits.collect(key.slice(0, 60));
  const source = await openSource(deps, { writeKey: key });
  const origin = req.headers.origin ?? '';
  if (source.config.kind !== 'browser' || !source.config.origins.some((o) => o.toLowerCase() === origin.toLowerCase()))
    throw new AppError({ code: 'PERMISSION_DENIED', message: `The key is not for pages of ${origin.slice(0, 100) || 'no origin'}.`, fix: 'Add the origin to the source in the console.' });
  res.setHeader('access-control-allow-origin', origin);
  res.setHeader('vary', 'origin');
  if (req.method === 'OPTIONS') return void res.writeHead(204, { 'access-control-allow-methods': 'POST', 'access-control-allow-headers': 'content-type', 'access-control-max-age': '86400' }).end();
  const { sentAt, events } = parse((await readBody(req, EVENT_LIMITS.collectBytes)).toString('utf8'));
  const off = sentAt === null ? 0 : deps.now().getTime() - sentAt;
  const { accepted, refused } = await receiveEvents(deps, { source, events, only: MAY_SEND, shiftMs: Math.abs(off) > CLOCK_OFF_MS ? off : 0 });
  sendJson(res, 200, { accepted, refused });
}

function sendScript(req: IncomingMessage, res: ServerResponse): void {
  const headers = { 'content-type': 'text/javascript; charset=utf-8', 'cache-control': 'public, max-age=3600', 'cross-origin-resource-policy': 'cross-origin', 'access-control-allow-origin': '*', etag: ETAG };
  if (req.headers['if-none-match'] === ETAG) return void res.writeHead(304, headers).end();
  res.writeHead(200, { ...headers, 'content-length': String(SCRIPT.length) }).end(req.method === 'HEAD' ? undefined : SCRIPT);
}

function parse(text: string): { sentAt: number | null; events: unknown[] } {
  const bad = () => new AppError({ code: 'INPUT_INVALID', message: `Expected {"sentAt": epoch ms, "events": [at most ${EVENT_LIMITS.collectEvents}]}.`, fix: 'Use the collector that this server serves.' });
  let body: { sentAt?: unknown; events?: unknown } | null;
  try {
    body = JSON.parse(text) as typeof body;
  } catch {
    throw bad();
  }
  if (!Array.isArray(body?.events) || body.events.length > EVENT_LIMITS.collectEvents) throw bad();
  return { sentAt: typeof body.sentAt === 'number' && Number.isFinite(body.sentAt) ? body.sentAt : null, events: body.events };
}
