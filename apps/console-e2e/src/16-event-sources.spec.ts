import { readFileSync } from 'node:fs';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import path from 'node:path';
import type { Request } from '@playwright/test';
import pg from 'pg';
import { expect, test, until } from './journey';
import { DATA_HOME } from './product';
import { accessible } from './sound';

/** A shop's page of another origin, with whatever stands in `head`. */
async function shopPage(): Promise<{ server: Server; origin: string; head: { html: string } }> {
  const head = { html: '' };
  const server = createServer((_, res) => res.writeHead(200, { 'content-type': 'text/html' }).end(`<!doctype html><html lang="en"><head><title>Shop</title>${head.html}</head><body><h1>Boots</h1></body></html>`));
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return { server, origin: `http://127.0.0.1:${(server.address() as AddressInfo).port}`, head };
}

/** Distinct in a product that is walked twice. */
const RUN = Date.now().toString(36);

type Counts = { latest: { counts: Record<string, number> } | null };

test('the website is connected: the copied snippet stores and sends nothing before consent, waits while offline, and forgets on request', async ({ page, api, shot, browser }) => {
  const log = await api.mutate<{ id: string }>('events.createLog', { name: `Website ${RUN}` });
  const shop = await shopPage();
  await page.goto(`/events/${log.id}`);
  await page.getByRole('button', { name: 'Connect a source' }).first().click();
  const sheet = page.getByRole('dialog');
  await sheet.getByLabel('Pages that may send').fill(shop.origin);
  await accessible(page);
  await sheet.getByRole('button', { name: 'Connect', exact: true }).click();
  const snippet = sheet.getByRole('region', { name: 'Snippet for the website' });
  await expect(snippet).toBeVisible();
  await shot('events-connect-website');
  await accessible(page);
  shop.head.html = (await snippet.textContent())!;

  const visitor = await browser.newContext({ storageState: undefined });
  const tab = await visitor.newPage();
  const calls: Request[] = [];
  tab.on('request', (r) => r.url().includes('/collect?') && calls.push(r));
  const stored = () => tab.evaluate(() => Object.keys(localStorage).filter((k) => k.startsWith('bw_')));
  const say = (...args: unknown[]) => tab.evaluate((a) => (window as unknown as { bellwether: (...x: unknown[]) => void }).bellwether(...a), args);
  await tab.goto(`${shop.origin}/boots`, { waitUntil: 'networkidle' });
  await say('track', 'view', { productId: 'sku-1' });
  await tab.waitForTimeout(2500);
  expect([calls.length, await stored()]).toEqual([0, []]);

  const answered = () => tab.waitForResponse((r) => r.url().includes('/collect?') && r.ok());
  /** events of a call that the server has taken */
  const sent = async (response: ReturnType<typeof answered>) => (JSON.parse((await response).request().postData()!) as { events: Record<string, unknown>[] }).events;
  const first = answered();
  await say('consent', true);
  expect((await sent(first)).map((e) => [e.kind, e.productId])).toEqual([['view', undefined], ['view', 'sku-1']]);

  // away: what is done waits in the browser, also across tabs that close
  await visitor.setOffline(true);
  await say('track', 'add_to_cart', { productId: 'sku-1' });
  await say('impressions', 'list-1', ['sku-2', 'sku-3'], { placement: 'home' });
  await tab.waitForTimeout(2500);
  expect(calls).toHaveLength(1);
  expect(await stored()).toEqual(expect.arrayContaining([expect.stringMatching(/^bw_q/)]));
  const again = answered();
  await visitor.setOffline(false);
  expect((await sent(again)).map((e) => [e.entity, e.productId])).toEqual([['session_event', 'sku-1'], ['impression', 'sku-2'], ['impression', 'sku-3']]);

  const known = answered();
  await say('identify', 'customer-42');
  expect((await sent(known))[0]).toMatchObject({ kind: 'click', step: 'identify', customerId: 'customer-42' });

  await say('consent', false);
  const before = calls.length;
  await say('track', 'view', { productId: 'sku-9' });
  await tab.waitForTimeout(2500);
  expect([calls.length, await stored()]).toEqual([before, []]);
  await visitor.close();
  shop.server.close();

  const read = await until(() => api.query<Counts>('events.log', { logId: log.id }), (l) => l.latest?.counts.session_event === 4, 20_000);
  expect(read.latest!.counts).toEqual({ session_event: 4, impression: 2 });
  await page.reload();
  await expect(page.getByRole('dialog').getByText('Events arrived')).toBeVisible();
});

test('a table of another Postgres: the connection is tried line by line, its rows are mapped, pulled and shown', async ({ page, api, shot }) => {
  const [, , , port] = readFileSync(path.join(DATA_HOME, 'postgres/postmaster.pid'), 'utf8').split('\n');
  const connect = { host: '127.0.0.1', port: Number(port), user: 'bellwether', password: readFileSync(path.join(DATA_HOME, 'postgres.secret'), 'utf8').trim() };
  const admin = new pg.Client({ ...connect, database: 'postgres' });
  await admin.connect();
  await admin.query(`CREATE DATABASE erp_${RUN}`);
  await admin.query(`CREATE ROLE erp_reader_${RUN} LOGIN PASSWORD 'quiet river'`);
  await admin.end();
  const erp = new pg.Client({ ...connect, database: `erp_${RUN}` });
  await erp.connect();
  await erp.query(`CREATE TABLE order_lines (id serial PRIMARY KEY, order_id text, customer_id text, sku text, quantity int, unit_price numeric, ordered_at timestamptz, updated_at timestamptz)`);
  await erp.query(`INSERT INTO order_lines (order_id, customer_id, sku, quantity, unit_price, ordered_at, updated_at) SELECT 'o' || n, 'c' || n % 40, 'sku-' || n % 9, 1 + n % 3, 9.9, now() - n * interval '3 hours', now() - interval '1 hour' FROM generate_series(1, 400) n`);
  const log = await api.mutate<{ id: string }>('events.createLog', { name: `ERP ${RUN}` });
  await page.goto(`/events/${log.id}?connect=1`);
  const sheet = page.getByRole('dialog');
  await sheet.getByRole('radio', { name: 'Postgres table' }).click();
  for (const [label, value] of [['Host', '127.0.0.1'], ['Port', port!], ['Database', `erp_${RUN}`], ['Account', `erp_reader_${RUN}`], ['Password', 'quiet river'], ['Table or view', 'order_lines'], ['Goes on from column', 'updated_at'], ['Told apart by', 'id']]) await sheet.getByLabel(label!, { exact: true }).fill(value!);
  await sheet.getByRole('combobox', { name: 'TLS' }).click();
  await page.getByRole('option', { name: 'Off' }).click();
  await sheet.getByRole('button', { name: 'Test connection' }).click();
  await expect(sheet.getByText('Rows cannot be read.')).toBeVisible();
  await expect(sheet.getByText(/GRANT SELECT ON order_lines TO erp_reader_/)).toBeVisible();
  await shot('events-postgres-refused');
  await erp.query(`GRANT SELECT ON order_lines TO erp_reader_${RUN}`);
  await sheet.getByRole('button', { name: 'Test connection' }).click();
  await expect(sheet.getByText('Rows can be read:')).toBeVisible();
  await accessible(page);
  await sheet.getByRole('button', { name: 'Save and look at the rows' }).click();
  await sheet.getByRole('button', { name: 'Map the columns' }).click();
  await expect(sheet.getByText('No row is lost.')).toBeVisible({ timeout: 20_000 });
  await shot('events-postgres-mapping');
  await sheet.getByRole('button', { name: 'Use this mapping and pull' }).click();
  await until(() => api.query<Counts>('events.log', { logId: log.id }), (l) => l.latest?.counts.order_line === 400, 20_000);
  await erp.end();
});
