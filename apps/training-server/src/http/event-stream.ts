import { promisify } from 'node:util';
import { gunzip } from 'node:zlib';
import { AppError, EVENT_LIMITS, eventSourceIdSchema } from '@bellwether/contracts';
import { Unreadable } from '@bellwether/features';
import { ingestEvents, openHttpSource } from '@bellwether/pipeline';
import { readBody, sendJson } from './respond';
import type { HttpCall, HttpRoute } from './route';

const unpack = promisify(gunzip);

/** POST /api/events/<source id>: events as JSON lines or a JSON array. The answer comes when they are on disk. */
export const receiveEventBatch: HttpRoute = {
  method: 'POST',
  path: '/api/events/:sourceId',
  permission: 'event.write',
  summary: `Send up to ${EVENT_LIMITS.eventsPerCall} events, as JSON lines (application/x-ndjson) or a JSON array, also gzipped; answered when they are on disk. The same event id again changes nothing`,
  async handle({ req, res, params, deps, scope }) {
    const id = eventSourceIdSchema.safeParse(params.sourceId);
    if (!id.success) throw new AppError({ code: 'NOT_FOUND', message: `No event source ${JSON.stringify(params.sourceId)} in this project.`, fix: 'Use the id that events.sources names.' });
    // whose it is comes before what is in it: a foreign source answers as one that is not there, whatever the body
    await openHttpSource(deps, scope, id.data);
    const events = parseEvents(await plainBody(req), req.headers['content-type'] ?? '');
    sendJson(res, 200, await ingestEvents(deps, scope, { sourceId: id.data, events }));
  },
};

async function plainBody(req: HttpCall['req']): Promise<Buffer> {
  const body = await readBody(req, EVENT_LIMITS.callBytes);
  const encoding = req.headers['content-encoding'];
  if (encoding === undefined || encoding === 'identity') return body;
  if (encoding !== 'gzip') throw new AppError({ code: 'INPUT_INVALID', message: `Expected the encoding gzip or none, received ${encoding.slice(0, 40)}.`, fix: 'Send the events gzipped or as they are.' });
  try {
    return await unpack(body, { maxOutputLength: EVENT_LIMITS.callBytes });
  } catch (cause) {
    if ((cause as NodeJS.ErrnoException).code === 'ERR_BUFFER_TOO_LARGE') throw new AppError({ code: 'BODY_TOO_LARGE', message: `Expected at most ${EVENT_LIMITS.callBytes} bytes once unpacked.`, fix: 'Send the events in several calls.', cause });
    throw new AppError({ code: 'INPUT_INVALID', message: 'The body is not gzip.', fix: 'Leave the header content-encoding out, or send gzip.', cause });
  }
}

/** A malformed line is one refused event; an array that cannot be read refuses the call. @throws AppError INPUT_INVALID */
export function parseEvents(body: Buffer, contentType: string): unknown[] {
  const text = body.toString('utf8');
  if (/^application\/(x-)?(ndjson|jsonl|json-lines)\b/i.test(contentType)) return text.split('\n').filter((line) => line.trim() !== '').map(parseLine);
  if (!/^application\/json\b/i.test(contentType)) throw new AppError({ code: 'INPUT_INVALID', message: 'Expected a body of type application/x-ndjson or application/json.', fix: 'Send the header "content-type: application/x-ndjson" with one JSON object a line.' });
  let parsed: unknown;
  try {
    parsed = JSON.parse(text);
  } catch (cause) {
    throw new AppError({ code: 'INPUT_INVALID', message: `The body is not JSON: ${(cause as Error).message.slice(0, 200)}`, fix: 'Send a JSON array of events, or JSON lines, of which a malformed one does not refuse the others.', cause });
  }
  const events = Array.isArray(parsed) ? parsed : (parsed as { events?: unknown } | null)?.events;
  if (!Array.isArray(events)) throw new AppError({ code: 'INPUT_INVALID', message: 'Expected an array of events.', fix: 'Send [{"entity": "order_line", …}, …].' });
  return events;
}

function parseLine(line: string): unknown {
  try {
    return JSON.parse(line);
  } catch {
    return new Unreadable(line);
  }
}
