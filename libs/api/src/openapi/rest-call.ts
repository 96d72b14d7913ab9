import { AppError } from '@bellwether/contracts';
import { callTRPCProcedure } from '@trpc/server';
import type { ApiContext } from '../context';
import { appRouter } from '../router';
import { catalogueOf, type CatalogueEntry, type JsonSchema } from './catalogue';
import { openApiOf } from './document';

let listed: CatalogueEntry[] | null = null;
/** Made once, when first asked for: it takes some 50 ms. */
export const catalogue = (): CatalogueEntry[] => (listed ??= catalogueOf(appRouter));

let byPath: ReadonlyMap<string, CatalogueEntry> | null = null;
const entryAt = (path: string): CatalogueEntry | undefined => (byPath ??= new Map(catalogue().map((e) => [e.path, e]))).get(path);

export const openApiDocument = (info: { origin: string; version: string }): JsonSchema => openApiOf(catalogue(), info);

/**
 * The procedure at `/api/v1/<noun>/<verb>`, run with the same checks as over tRPC.
 * @param method GET reads only: no address changes anything by being opened
 * @throws AppError NOT_FOUND, INPUT_INVALID; TRPCError of the procedure
 */
export function callRest(context: ApiContext, method: string, pathname: string, input: unknown): Promise<unknown> {
  const path = pathname.replace(/^\/api\/v1\//, '').replaceAll('/', '.');
  const entry = entryAt(path);
  if (!entry || entry.type === 'subscription') throw new AppError({ code: 'NOT_FOUND', message: `No procedure ${JSON.stringify(path.slice(0, 100))}.`, fix: 'Look the name up in /docs.' });
  if (method !== 'POST' && !(method === 'GET' && entry.type === 'query')) throw new AppError({ code: 'INPUT_INVALID', message: `Expected ${entry.type === 'query' ? 'GET or POST' : 'POST'}, received ${method}.`, fix: 'Use the method that /docs names.' });
  // what a caller made of the router does in the end, without the proxies by which it finds its way there
  return callTRPCProcedure({ router: appRouter, path, getRawInput: () => Promise.resolve(input), ctx: context, type: entry.type, signal: undefined, batchIndex: 0 });
}
