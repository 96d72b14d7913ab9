import { bellwetherError, createBellwetherClient, type BellwetherClient } from '@bellwether/api/client';
import { SYSTEM_ACTOR } from '@bellwether/lineage';
import { testRuns } from '@bellwether/lineage/testing';
import { KEY_SCOPES, type ProjectId } from '@bellwether/contracts';
import { EventSource } from 'eventsource';
import { testServer, type TestServer } from '../testing';

// Jest's sandbox has its own Object; what node's fetch parses has the host's, which superjson does not take for plain objects.
const fetchHere: typeof fetch = async (...request) => {
  const response = await fetch(...request);
  return Object.assign(response, { json: async () => JSON.parse(await response.text()) });
};

let server: TestServer;
let client: BellwetherClient;
let projectId: ProjectId;
beforeAll(async () => {
  server = await testServer();
  const admin = await server.makeAdmin();
  const { body } = await server.mutate('key.create', { name: 'service', scopes: KEY_SCOPES }, admin);
  client = createBellwetherClient({ url: `${server.origin}/`, apiKey: body.secret, EventSource, fetch: fetchHere });
  projectId = body.apiKey.projectId;
});
afterAll(() => server.close());

describe('the typed client', () => {
  it('speaks to the server with a key; dates arrive as dates', async () => {
    const [project] = await client.project.list.query();
    expect(project).toMatchObject({ id: projectId, slug: 'shop' });
    expect(project!.createdAt).toBeInstanceOf(Date);
  });

  it('many calls at once travel in few requests, none longer than the server takes', async () => {
    const all = await Promise.all(Array.from({ length: 45 }, () => client.project.current.query()));
    expect(all).toHaveLength(45);
  });

  it('a refusal has a code, a message and a fix', async () => {
    const error = await client.run.get.query({ id: '00000000-0000-4000-8000-000000000000' as never }).catch((e) => e);
    expect(bellwetherError(error)).toMatchObject({ code: 'NOT_FOUND', fix: expect.any(String), requestId: expect.stringMatching(/^[0-9a-f-]{36}$/) });
    expect(bellwetherError(new Error('no network'))).toBeNull();
  });

  it('follows a run live, with its key', async () => {
    const scope = { projectId, actor: SYSTEM_ACTOR };
    const [runId] = await testRuns(server.deps.db, scope, { count: 1 });
    const seen: unknown[] = [];
    let wake = () => {};
    const heard = (n: number) =>
      new Promise<void>((resolve, reject) => {
        const late = setTimeout(() => reject(new Error(`heard ${seen.length} of ${n}`)), 10_000);
        wake = () => {
          if (seen.length < n) return;
          clearTimeout(late);
          resolve();
        };
        wake();
      });
    const subscription = client.run.watch.subscribe({ runId: runId! }, { onData: (event) => { seen.push(event); wake(); }, onError: (e) => seen.push(e) });
    await heard(1);
    expect(JSON.stringify(seen[0])).toContain('queued');
    const before = seen.length;
    await server.deps.db.pool.query(`UPDATE run SET state = 'running', started_at = now(), fence = 1 WHERE id = $1`, [runId]);
    await heard(before + 1);
    expect(JSON.stringify(seen.at(-1))).toContain('running');
    subscription.unsubscribe();
  }, 30_000);

  it('the same procedure over REST is plain JSON', async () => {
    const admin = await server.signIn('ada@example.com');
    const viaGet = await server.send('GET', '/api/v1/project/current', { as: admin });
    const viaPost = await server.send('POST', '/api/v1/project/current', { as: admin, body: {} });
    expect(viaGet.body).toEqual({ ...viaPost.body, createdAt: expect.stringMatching(/^\d{4}-.*Z$/) });
    expect((await server.send('GET', '/api/v1/no/such', { as: admin })).body.error.code).toBe('NOT_FOUND');
    expect((await server.send('GET', '/api/v1/constructor/name', { as: admin })).body.error.code).toBe('NOT_FOUND');
  });
});
