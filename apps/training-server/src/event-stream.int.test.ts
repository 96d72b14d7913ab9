import { fork, type ChildProcess } from 'node:child_process';
import path from 'node:path';
import { gzipSync } from 'node:zlib';
import type { EventBatchId, ProjectId } from '@bellwether/contracts';
import { DuckSession, eventFiles, programOf, registerEventViews } from '@bellwether/features';
import { eventTables, SYSTEM_ACTOR } from '@bellwether/lineage';
import { flushEventDoor, ingestEventBatch, openEventDoor } from '@bellwether/pipeline';
import { testServer, type Credential, type TestServer } from './testing';

let server: TestServer;
let admin: Credential;
let key: Credential;
let sourceId: string;
let logId: string;
beforeAll(async () => {
  server = await testServer();
  admin = await server.makeAdmin();
  key = { key: (await server.mutate('key.create', { name: 'shop', scopes: ['event.write'] }, admin)).body.secret };
  logId = (await server.mutate('events.createLog', { name: 'Shop' }, admin)).body.id;
  sourceId = (await server.mutate('events.createSource', { logId, name: 'Web shop', config: { kind: 'http' } }, admin)).body.id;
});
afterAll(() => server.close());

const event = (id: string) => ({ entity: 'session_event', eventId: id, eventTime: new Date().toISOString(), sessionId: 's1', kind: 'view', productId: 'p1' });
const lines = (events: unknown[]) => events.map((e) => JSON.stringify(e)).join('\n');
const ndjson = { 'content-type': 'application/x-ndjson' };
const post = (raw: string, headers: Record<string, string> = ndjson, as: Credential | undefined = key) => server.send('POST', `/api/events/${sourceId}`, { raw, headers, as });

test('JSON lines, an array, gzip and the procedure: each is answered with what became of the events', async () => {
  expect(await post(`${lines([event('a1'), event('a2')])}\n{"entity":\n`)).toMatchObject({ status: 200, body: { accepted: 2, refused: 1, refusals: [{ index: 2, reason: 'not JSON' }] } });
  expect(await post(JSON.stringify([event('a3')]), { 'content-type': 'application/json' })).toMatchObject({ status: 200, body: { accepted: 1 } });
  const zipped = await fetch(`${server.origin}/api/events/${sourceId}`, { method: 'POST', body: gzipSync(lines([event('a4')])), headers: { ...ndjson, 'content-encoding': 'gzip', authorization: `Bearer ${key.key}` } });
  expect(await zipped.json()).toMatchObject({ accepted: 1 });
  expect(await server.send('POST', '/api/v1/events/ingest', { body: { sourceId, events: [event('a5')] }, as: key })).toMatchObject({ status: 200, body: { accepted: 1 } });
});

test('who may not send, what is no batch and what is too much is refused whole', async () => {
  expect(await post(lines([event('b1')]), ndjson, {})).toMatchObject({ status: 401 });
  const reader = { key: (await server.mutate('key.create', { name: 'reader', scopes: ['dataset.read'] }, admin)).body.secret as string };
  expect(await post(lines([event('b1')]), ndjson, reader)).toMatchObject({ status: 403 });
  expect(await post('{"a":1}', { 'content-type': 'application/json' })).toMatchObject({ status: 400 });
  expect(await post('x', { 'content-type': 'text/csv' })).toMatchObject({ status: 400 });
  expect(await post('x'.repeat(9 * 1024 ** 2))).toMatchObject({ status: 413 });
  const bomb = await fetch(`${server.origin}/api/events/${sourceId}`, { method: 'POST', body: gzipSync(Buffer.alloc(20 * 1024 ** 2)), headers: { ...ndjson, 'content-encoding': 'gzip', authorization: `Bearer ${key.key}` } });
  expect(bomb.status).toBe(413);
  expect(await server.send('POST', '/api/events/00000000-0000-4000-8000-000000000000', { raw: lines([event('b1')]), headers: ndjson, as: key })).toMatchObject({ status: 404 });
});

test('too much at once is answered 429 with the time to wait', async () => {
  // in waves: a slow machine sends one wave for so long that the count begins anew under it
  let refused: Awaited<ReturnType<typeof post>> | undefined;
  for (let wave = 0; wave < 10 && !refused; wave++) refused = (await Promise.all(Array.from({ length: 260 }, () => post('')))).find((a) => a.status === 429);
  expect(Number(refused?.headers.get('retry-after'))).toBeGreaterThan(0);
  await new Promise((resolve) => setTimeout(resolve, 1500));
});

/** A second server on the same database and folder, as a process of its own. */
async function startOther(): Promise<{ child: ChildProcess; origin: string }> {
  const { file, execArgv } = await programOf(path.join(import.meta.dirname, 'main.ts'));
  const child = fork(file, {
    execArgv, stdio: ['ignore', 'ignore', 'inherit', 'ipc'],
    env: { PATH: process.env.PATH, DATABASE_URL: server.databaseUrl, BELLWETHER_HOME: server.home, TRAINING_SERVER_PORT: '0', BELLWETHER_LOG_LEVEL: 'error', BELLWETHER_CODE_VERSION: 'test' },
  });
  return new Promise((resolve, reject) => {
    child.on('message', (m: { type: string; port: number }) => m.type === 'ready' && resolve({ child, origin: `http://127.0.0.1:${m.port}` }));
    child.on('exit', (code) => reject(new Error(`the server ended with ${code}`)));
  });
}

test('kill -9 in the middle of the stream: every event that was acknowledged is in the log once', async () => {
  const { child, origin } = await startOther();
  const acknowledged: string[] = [];
  let sent = 0;
  const sender = async (): Promise<void> => {
    for (;;) {
      const ids = Array.from({ length: 50 }, () => `k${sent++}`);
      const answer = await fetch(`${origin}/api/events/${sourceId}`, { method: 'POST', body: lines(ids.map(event)), headers: { ...ndjson, authorization: `Bearer ${key.key}` } }).catch(() => null);
      if (answer === null) return;
      if (answer.status === 200) acknowledged.push(...ids);
      else await new Promise((resolve) => setTimeout(resolve, 50));
    }
  };
  const senders = Array.from({ length: 6 }, sender);
  while (acknowledged.length < 3000) await new Promise((resolve) => setTimeout(resolve, 5));
  child.removeAllListeners('exit');
  child.kill('SIGKILL');
  await Promise.all(senders);
  // the next start takes over what lies there
  await openEventDoor(server.deps);
  await flushEventDoor(server.deps);
  const { prisma } = server.deps.db;
  const batches = await prisma.eventBatch.findMany({ where: { logId, state: 'queued' }, orderBy: { number: 'asc' } });
  for (const b of batches) await ingestEventBatch(server.deps, { projectId: b.projectId as ProjectId, batchId: b.id as EventBatchId }, { signal: new AbortController().signal });
  const { latest } = (await server.query('events.log', { logId }, admin)).body;
  const tables = await eventTables(server.deps, { projectId: batches[0]!.projectId as ProjectId, actor: SYSTEM_ACTOR }, latest.id);
  const session = await DuckSession.open({ folders: [], files: eventFiles(tables), memoryMb: 256, threads: 1, spill: path.join(server.home, 'spill') });
  await registerEventViews(session, tables);
  const ids = (await session.rows<{ id: string }>('SELECT event_id AS id FROM session_event')).map((r) => r.id);
  session.close();
  // what was on its way when the process died may be there too, but nothing that was acknowledged is missing
  expect(new Set(ids).size).toBe(ids.length);
  expect(acknowledged.filter((id) => !ids.includes(id))).toEqual([]);
});
