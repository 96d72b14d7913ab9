import type { IncomingMessage, ServerResponse } from 'node:http';
import { ERROR_KINDS, AppError } from '@bellwether/contracts';
import { toAppError } from '@bellwether/api';

const STATUS: Record<(typeof ERROR_KINDS)[keyof typeof ERROR_KINDS], number> = {
  unauthorized: 401, forbidden: 403, 'too-many': 429, 'not-found': 404, 'bad-request': 400, 'too-large': 413, conflict: 409, failed: 422, unavailable: 503, internal: 500,
};

/** A full disk is nobody's mistake and passes: worth another try. */
export const statusOf = (error: AppError): number => (error.code === 'DISK_FULL' ? 503 : (STATUS[ERROR_KINDS[error.code]] ?? 500));

/** JSON has no whole numbers beyond 2^53 of its own. */
const plain = (_: string, value: unknown): unknown => (typeof value === 'bigint' ? Number(value) : value);

/** A replacer is called for every value of every answer, and hardly any holds such a number: it comes in where the plain way refuses. */
function jsonOf(body: unknown): string {
  try {
    return JSON.stringify(body);
  } catch {
    return JSON.stringify(body, plain);
  }
}

export function sendJson(res: ServerResponse, status: number, body: unknown, headers: Record<string, string> = {}): void {
  if (res.headersSent || res.destroyed) return;
  const text = jsonOf(body);
  // with its length it leaves in one piece instead of three
  res.writeHead(status, { 'content-type': 'application/json; charset=utf-8', 'content-length': String(Buffer.byteLength(text)), 'cache-control': 'no-store', ...headers }).end(text);
}

/** Every error outside tRPC has this body: `{ error: { code, message, fix, context, retry, requestId } }`. */
export function sendError(res: ServerResponse, error: unknown, requestId: string): AppError {
  const app = toAppError(error);
  const headers: Record<string, string> = typeof app.context.retryAfterSeconds === 'number' ? { 'retry-after': String(app.context.retryAfterSeconds) } : {};
  if (res.headersSent) res.destroy();
  else sendJson(res, statusOf(app), { error: { ...app.toRecord(), retry: app.retry, requestId } }, headers);
  return app;
}

/** @throws AppError BODY_TOO_LARGE as soon as the limit is passed, INPUT_INVALID */
export function readBody(req: IncomingMessage, limit: number): Promise<Buffer> {
  const tooLarge = () => new AppError({ code: 'BODY_TOO_LARGE', message: `Expected at most ${limit} bytes, received more.`, fix: 'Send less at once; files go to the upload address.', context: { limit } });
  if (Number(req.headers['content-length'] ?? 0) > limit) return Promise.reject(tooLarge());
  const chunks: Buffer[] = [];
  let total = 0;
  // events, for an iterator over a body of one piece costs as much as the rest of a small request; nothing here closes the socket, since a refusal still has to be sent
  return new Promise((resolve, reject) => {
    const take = (chunk: Buffer): void => {
      total += chunk.length;
      if (total > limit) return stop(() => reject(tooLarge()));
      chunks.push(chunk);
    };
    const ended = (): void => stop(() => resolve(chunks.length === 1 ? chunks[0]! : Buffer.concat(chunks)));
    const failed = (error: Error): void => stop(() => reject(error));
    const closed = (): void => failed(Object.assign(new Error('The request ended before its body did.'), { code: 'ECONNRESET' }));
    const stop = (then: () => void): void => {
      req.pause();
      req.off('data', take).off('end', ended).off('error', failed).off('close', closed);
      then();
    };
    if (req.destroyed) closed();
    else req.on('data', take).on('end', ended).on('error', failed).on('close', closed);
  });
}

/** @throws AppError BODY_TOO_LARGE, INPUT_INVALID */
export async function readJson(req: IncomingMessage, limit: number): Promise<unknown> {
  if (!/^application\/json\b/i.test(req.headers['content-type'] ?? '')) throw new AppError({ code: 'INPUT_INVALID', message: 'Expected a body of type application/json.', fix: 'Send the header "content-type: application/json".' });
  const text = (await readBody(req, limit)).toString('utf8');
  try {
    return text === '' ? undefined : JSON.parse(text);
  } catch (cause) {
    throw new AppError({ code: 'INPUT_INVALID', message: `The body is not JSON: ${(cause as Error).message}`, fix: 'Send valid JSON.', cause });
  }
}
