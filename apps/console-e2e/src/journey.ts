import { expect, test as base, type Page } from '@playwright/test';
import { mkdirSync } from 'node:fs';
import path from 'node:path';
import superjson from 'superjson';
import { CONSOLE_URL, SCREENSHOTS } from './product';

/** What a browser says when a page is left while it still fetches: no fault of the page. */
const HARMLESS = [/net::ERR_ABORTED/, /Failed to load resource: the server responded with a status of 4\d\d/];

type Journey = { api: Api; /** saves the page as a picture of the tour */ shot: (name: string) => Promise<void> };

/** A test that fails on any error in the browser's console, and that can prepare data through the API. */
export const test = base.extend<Journey & { quiet: void }>({
  quiet: [
    async ({ page }, use) => {
      const said: string[] = [];
      page.on('console', (m) => m.type() === 'error' && !HARMLESS.some((h) => h.test(m.text())) && said.push(m.text()));
      page.on('pageerror', (e) => said.push(e.stack ?? e.message));
      await use();
      expect(said, 'errors in the browser console').toEqual([]);
    },
    { auto: true },
  ],
  api: async ({ page }, use) => use(apiOf(page)),
  shot: async ({ page }, use) =>
    use(async (name) => {
      mkdirSync(SCREENSHOTS, { recursive: true });
      await page.screenshot({ path: path.join(SCREENSHOTS, `${name}.png`) });
    }),
});

export { expect };

export type Api = { query: <T = unknown>(path: string, input?: unknown) => Promise<T>; mutate: <T = unknown>(path: string, input?: unknown) => Promise<T> };

/** The console's own API with the page's cookies: for what a journey needs but does not walk. */
function apiOf(page: Page): Api {
  const read = async <T>(response: { ok(): boolean; text(): Promise<string> }, what: string): Promise<T> => {
    const body = JSON.parse(await response.text()) as { result?: { data: never }; error?: unknown };
    if (!response.ok() || !body.result) throw new Error(`${what}: ${JSON.stringify(body.error)}`);
    return superjson.deserialize<T>(body.result.data);
  };
  return {
    query: async (name, input) => read(await page.request.get(`/trpc/${name}${input === undefined ? '' : `?input=${encodeURIComponent(JSON.stringify(superjson.serialize(input)))}`}`), name),
    mutate: async (name, input) => read(await page.request.post(`/trpc/${name}`, { headers: { origin: CONSOLE_URL }, data: superjson.serialize(input) }), name),
  };
}

/** Asks until the answer is good; says the last one when it never is. */
export async function until<T>(ask: () => Promise<T>, good: (answer: T) => boolean, withinMs: number): Promise<T> {
  let last: T | undefined;
  for (const began = Date.now(); Date.now() - began < withinMs; ) {
    last = await ask();
    if (good(last)) return last;
    await new Promise((resolve) => setTimeout(resolve, 150));
  }
  throw new Error(`not within ${withinMs / 1000} s; last: ${JSON.stringify(last)?.slice(0, 1500)}`);
}
