import type { NextRequest } from 'next/server';
import { trainingServerUrl } from './training-server';

/** Passes a file on to the training server chunk by chunk: up to 2 GiB, never held in memory (proxy.ts would). */
export async function passFile(request: NextRequest): Promise<Response> {
  const headers = new Headers(request.headers);
  headers.set('x-forwarded-host', request.headers.get('host') ?? '');
  headers.set('x-forwarded-proto', request.nextUrl.protocol.replace(':', ''));
  for (const name of ['host', 'connection', 'transfer-encoding', 'content-length', 'expect', 'keep-alive']) headers.delete(name);
  const declared = request.headers.get('content-length');
  if (declared) headers.set('x-upload-length', declared);
  try {
    const answer = await fetch(trainingServerUrl() + request.nextUrl.pathname + request.nextUrl.search, {
      method: request.method,
      headers,
      body: request.body,
      // Needed by fetch for a body that is a stream; missing from the DOM's types.
      duplex: 'half',
      signal: request.signal,
      redirect: 'manual',
    } as RequestInit & { duplex: 'half' });
    return new Response(answer.body, { status: answer.status, headers: forwarded(answer.headers) });
  } catch (error) {
    if (request.signal.aborted) return new Response(null, { status: 499 });
    console.error('upload could not be passed on', error);
    const app = { code: 'DATABASE_UNAVAILABLE', message: 'The training server does not answer.', fix: 'Check that Bellwether is still running, then upload again.' };
    return Response.json({ error: { data: { app } }, ...app }, { status: 503 });
  }
}

function forwarded(source: Headers): Headers {
  const headers = new Headers(source);
  // fetch has already undone these.
  for (const name of ['content-encoding', 'content-length', 'transfer-encoding', 'connection']) headers.delete(name);
  return headers;
}

