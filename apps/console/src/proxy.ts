import { NextResponse, type NextRequest } from 'next/server';
import { secured } from './page-security';
import { trainingServerUrl } from './training-server';

/**
 * Pages get their security headers; what the console does not serve itself goes on.
 * One address for people: what the console does not serve itself goes to the training server, whose port is read per request
 * (rewrites() in next.config would freeze it at build time). Server-sent events pass unbuffered.
 * Uploads are not in the matcher: a proxied body is held in memory and cut at 10 MB, so `app/api/upload` and `app/api/event-files` stream them.
 */
export function proxy(request: NextRequest): NextResponse {
  const { pathname, search } = request.nextUrl;
  if (!SERVED_BY_SERVER.test(pathname)) return secured(request);
  const headers = new Headers(request.headers);
  // The server checks Host and Origin: tell it which address the browser used.
  headers.set('x-forwarded-host', request.headers.get('host') ?? '');
  headers.set('x-forwarded-proto', request.nextUrl.protocol.replace(':', ''));
  return NextResponse.rewrite(new URL(pathname + search, trainingServerUrl()), { request: { headers } });
}

const SERVED_BY_SERVER = /^\/(?:trpc|api|health|metrics|docs|openapi\.json|collect|collect\.js)(?:\/|$)/;

export const config = {
  matcher: [
    // pages: everything without a file of the build behind it
    '/((?!_next/|api/|trpc/|icon\\.svg|favicon\\.ico).*)',
    '/trpc/:path*', '/api/((?!(?:upload|event-files)(?:/|$)).*)', '/health', '/health/:path*', '/metrics', '/openapi.json', '/docs', '/docs/:path*',
  ],
};
