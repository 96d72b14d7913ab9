import type { IncomingMessage, ServerResponse } from 'node:http';
import { callRest, type ApiContext } from '@bellwether/api';
import { AppError } from '@bellwether/contracts';
import { readJson, sendJson } from './respond';

/** /api/v1/<noun>/<verb>: the procedures for whoever has no tRPC client. Plain JSON both ways. */
export async function handleRest(context: ApiContext, req: IncomingMessage, res: ServerResponse, url: URL, limit: number): Promise<void> {
  const method = req.method ?? 'GET';
  const input = method === 'GET' ? fromQuery(url) : await readJson(req, limit);
  const answer = await callRest(context, method, url.pathname, input);
  sendJson(res, 200, answer ?? null);
}

function fromQuery(url: URL): unknown {
  const text = url.searchParams.get('input');
  if (text === null) return undefined;
  try {
    return JSON.parse(text);
  } catch (cause) {
    throw new AppError({ code: 'INPUT_INVALID', message: 'The query parameter input is not JSON.', fix: 'Send ?input= followed by URL-encoded JSON.', cause });
  }
}
