import { readFileSync } from 'node:fs';
import path from 'node:path';
import { gzipSync } from 'node:zlib';
import { testServer, type Credential, type TestServer } from '../testing';

const SHOP = 'https://shop.example.com';
let server: TestServer;
let admin: Credential;
let source: { id: string; writeKey: string };
beforeAll(async () => {
  server = await testServer();
  admin = await server.makeAdmin();
  const logId = (await server.mutate('events.createLog', { name: 'Shop' }, admin)).body.id;
  source = (await server.mutate('events.createSource', { logId, name: 'Pages', config: { kind: 'browser', origins: [SHOP] } }, admin)).body;
});
afterAll(() => server.close());

const view = { entity: 'session_event', eventId: 'e1', eventTime: new Date().toISOString(), sessionId: 's', kind: 'view' };
const post = (body: unknown, origin: string | null = SHOP, key = source.writeKey) => fetch(`${server.origin}/collect?k=${key}`, { method: 'POST', body: typeof body === 'string' ? body : JSON.stringify(body), headers: { 'content-type': 'text/plain', ...(origin ? { origin } : {}) } });

test('the script is small, cached by its content, and may be loaded by any page', async () => {
  const script = await fetch(`${server.origin}/collect.js`);
  expect([script.status, script.headers.get('content-type'), script.headers.get('cross-origin-resource-policy')]).toEqual([200, 'text/javascript; charset=utf-8', 'cross-origin']);
  expect(gzipSync(readFileSync(path.join(import.meta.dirname, '../collector/collector.js'))).length).toBeLessThan(4096);
  expect((await fetch(`${server.origin}/collect.js`, { headers: { 'if-none-match': script.headers.get('etag')! } })).status).toBe(304);
});

test('pages of the source may send what a browser may say, and no more', async () => {
  const order = { entity: 'order_line', eventTime: view.eventTime, orderId: 'o', productId: 'p', quantity: 1 };
  const answer = await post({ sentAt: Date.now(), events: [view, order] });
  expect([answer.status, answer.headers.get('access-control-allow-origin'), await answer.json()]).toEqual([200, SHOP, { accepted: 1, refused: 1 }]);
  const before = await fetch(`${server.origin}/collect?k=${source.writeKey}`, { method: 'OPTIONS', headers: { origin: SHOP, 'access-control-request-method': 'POST' } });
  expect([before.status, before.headers.get('access-control-allow-origin')]).toEqual([204, SHOP]);
});

test('another page, no page, another key, no batch and too much are refused, without leave to read the answer', async () => {
  for (const origin of ['https://evil.example.com', 'https://shop.example.com.evil.com', 'null', null]) {
    const answer = await post({ events: [view] }, origin);
    expect([answer.status, answer.headers.get('access-control-allow-origin')]).toEqual([403, null]);
  }
  expect((await post({ events: [view] }, SHOP, 'bwc_other')).status).toBe(404);
  for (const body of ['', 'x', '{}', { events: Array.from({ length: 101 }, () => view) }]) expect((await post(body)).status).toBe(400);
  expect((await post({ events: [{ ...view, page: 'x'.repeat(70_000) }] })).status).toBe(413);
});

test('the key opens nothing else, and a renewed one ends the old', async () => {
  expect((await server.query('events.logs', undefined, { key: source.writeKey })).status).toBe(401);
  const { writeKey } = (await server.mutate('events.updateSource', { sourceId: source.id, renewKey: true }, admin)).body;
  expect(writeKey).not.toBe(source.writeKey);
  expect((await post({ events: [view] }, SHOP, writeKey)).status).toBe(200);
  // looked up anew within seconds
  await new Promise((resolve) => setTimeout(resolve, 3200));
  expect((await post({ events: [view] }, SHOP, source.writeKey)).status).toBe(404);
});
