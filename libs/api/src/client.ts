import { createTRPCClient, httpBatchLink, httpSubscriptionLink, splitLink, TRPCClientError, type TRPCClient } from '@trpc/client';
import superjson from 'superjson';
import type { AppErrorData } from './error-map';
import type { AppRouter } from './router';

export type BellwetherClient = TRPCClient<AppRouter>;

export type ClientOptions = {
  /** the address people open, for example http://localhost:4000 */
  url: string;
  /** `bw_<prefix>_<secret>`, from Admin, API keys. It works in its own project */
  apiKey: string;
  /** for streams (`run.watch`) where there is no EventSource: Node before 22. `import { EventSource } from 'eventsource'` */
  EventSource?: unknown;
  /** another fetch: a proxy agent, a test */
  fetch?: typeof fetch;
};

/** The server refuses longer batches. */
const MAX_BATCH = 20;

/**
 * The typed client for services: every procedure of the router, dates and all.
 *
 *     const bellwether = createBellwetherClient({ url: 'http://localhost:4000', apiKey: process.env.BELLWETHER_API_KEY! });
 *     const { predictions } = await bellwether.prediction.predict.mutate({ model: 'buyers', rows: [{ key: 'c-17', features: { … } }] });
 *
 * A refusal is a TRPCClientError; `bellwetherError(e)` gives its code, message and fix.
 */
export function createBellwetherClient(options: ClientOptions): BellwetherClient {
  const url = `${options.url.replace(/\/+$/, '')}/trpc`;
  const authorization = `Bearer ${options.apiKey}`;
  const request = options.fetch ?? fetch;
  const withKey: typeof fetch = (input, init) => request(input, { ...init, headers: { ...(init?.headers as Record<string, string>), authorization } });
  return createTRPCClient<AppRouter>({
    links: [
      splitLink({
        condition: (op) => op.type === 'subscription',
        // EventSource sends no headers of ours; the one of the package `eventsource` takes a fetch that does
        true: httpSubscriptionLink({ url, transformer: superjson, EventSource: options.EventSource as never, eventSourceOptions: { fetch: withKey } as never }),
        false: httpBatchLink({ url, transformer: superjson, maxItems: MAX_BATCH, headers: { authorization }, fetch: request as never }),
      }),
    ],
  });
}

/** What the server said: code, message, fix, whether to try again. @returns null for an error that did not come from it (no network) */
export function bellwetherError(error: unknown): AppErrorData | null {
  if (!(error instanceof TRPCClientError)) return null;
  const app = (error.data as { app?: AppErrorData } | null | undefined)?.app;
  return app ?? null;
}
