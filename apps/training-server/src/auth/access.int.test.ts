import http from 'node:http';
import type { ProjectId } from '@bellwether/contracts';
import { SYSTEM_ACTOR } from '@bellwether/lineage';
import { testRuns } from '@bellwether/lineage/testing';
import { PASSWORD, testServer, type Credential, type TestServer } from '../testing';

let server: TestServer;
let admin: Credential;
beforeAll(async () => {
  server = await testServer();
  admin = await server.makeAdmin();
});
afterAll(() => server.close());

const makeKey = async (scopes = ['run.read', 'project.read'], expiresInDays: number | null = 1) => (await server.mutate('key.create', { name: 'service', scopes, expiresInDays }, admin)).body as { secret: string; apiKey: { id: string; projectId: string } };

describe('sessions', () => {
  it('sign in, ask, sign out: the cookie is worth nothing afterwards', async () => {
    const me = await server.signIn('ADA@example.com');
    expect((await server.query('user.me', undefined, me)).body).toMatchObject({ name: 'Ada', role: 'admin' });
    expect((await server.send('POST', '/api/auth/sign-out', { as: me, body: {} })).status).toBe(200);
    expect((await server.query('user.me', undefined, me)).body).toMatchObject({ code: 'AUTH_REQUIRED' });
  });

  it('a session that is silent for an hour ends; one that is used does not', async () => {
    const [silent, used] = [await server.signIn('ada@example.com'), await server.signIn('ada@example.com')];
    const age = (minutes: number, cookie: Credential) => server.deps.db.pool.query(`UPDATE sessions SET updated_at = now() - $1 * interval '1 minute' WHERE token = $2`, [minutes, decodeURIComponent(cookie.cookie!.split('=')[1]!).split('.')[0]]);
    await age(61, silent);
    await age(59, used);
    expect([(await server.query('user.me', undefined, silent)).status, (await server.query('user.me', undefined, used)).status]).toEqual([401, 200]);
    await age(59, used);
    expect((await server.query('user.me', undefined, used)).status).toBe(200);
  });

  it('the cookie cannot be read by scripts and is not sent by other sites', async () => {
    const answer = await server.send('POST', '/api/auth/sign-in/email', { body: { email: 'ada@example.com', password: PASSWORD }, headers: { origin: server.origin } });
    expect(answer.headers.getSetCookie()[0]).toMatch(/^bellwether\.session_token=.*; Max-Age=43200; Path=\/; HttpOnly; SameSite=Lax$/);
  });

  it('over https the cookie is Secure', async () => {
    const other = await testServer({ BELLWETHER_URL: 'https://shop.example.com' });
    try {
      await other.makeAdmin();
      const answer = await other.send('POST', '/api/auth/sign-in/email', { body: { email: 'ada@example.com', password: PASSWORD }, headers: { origin: 'https://shop.example.com', 'x-forwarded-host': 'shop.example.com' } });
      expect(answer.headers.getSetCookie()[0]).toMatch(/^__Secure-bellwether\.session_token=.*Secure/);
    } finally {
      await other.close();
    }
  });

  it('a user who is closed or demoted loses the session at once', async () => {
    const { body: user } = await server.mutate('user.create', { name: 'Bo', email: 'bo@example.com', role: 'operator', password: PASSWORD }, admin);
    const bo = await server.signIn('bo@example.com');
    expect((await server.query('user.me', undefined, bo)).body.role).toBe('operator');
    await server.mutate('user.update', { id: user.id, role: 'viewer' }, admin);
    expect((await server.query('user.me', undefined, bo)).status).toBe(401);
    await server.mutate('user.update', { id: user.id, disabled: true }, admin);
    await expect(server.signIn('bo@example.com')).rejects.toMatchObject({ answer: { status: 401, body: { error: { code: 'AUTH_INVALID_CREDENTIALS' } } } });
  });

  it('the last open admin cannot be closed or demoted', async () => {
    const { body: users } = await server.query('user.list', undefined, admin);
    const ada = users.find((u: { email: string }) => u.email === 'ada@example.com');
    expect((await server.mutate('user.update', { id: ada.id, role: 'viewer' }, admin)).body).toMatchObject({ code: 'CONFLICT' });
    expect((await server.mutate('user.update', { id: ada.id, disabled: true }, admin)).body).toMatchObject({ code: 'CONFLICT' });
  });

  it('a changed password ends the other sessions, and needs the current one', async () => {
    await server.mutate('user.create', { name: 'Cy', email: 'cy@example.com', role: 'viewer', password: PASSWORD }, admin);
    const [here, there] = [await server.signIn('cy@example.com'), await server.signIn('cy@example.com')];
    const change = (currentPassword: string, newPassword: string) => server.send('POST', '/api/auth/change-password', { as: here, body: { currentPassword, newPassword } });
    expect((await change('not it at all', 'another quiet river')).body.error.code).toBe('AUTH_INVALID_CREDENTIALS');
    expect((await change(PASSWORD, 'short')).body.error.code).toBe('INPUT_INVALID');
    expect((await change(PASSWORD, 'another quiet river')).status).toBe(200);
    expect((await server.query('user.me', undefined, there)).status).toBe(401);
    await server.signIn('cy@example.com', 'another quiet river');
  });

  it('nobody signs up, and nothing of the login library is open that the product does not use', async () => {
    for (const path of ['sign-up/email', 'update-user', 'delete-user', 'request-password-reset', 'list-sessions', 'sign-in/social', 'ok', 'error'])
      expect((await server.send('POST', `/api/auth/${path}`, { as: admin, body: { email: 'x@example.com', password: PASSWORD, name: 'X', role: 'admin' } })).status).toBe(404);
  });

  it('wrong passwords are slowed, and an unknown address is answered as a wrong password', async () => {
    const other = await testServer();
    try {
      await other.makeAdmin();
      const attempt = (email: string) => other.send('POST', '/api/auth/sign-in/email', { body: { email, password: 'wrong wrong wrong' }, headers: { origin: other.origin } });
      const unknown = await attempt('nobody@example.com');
      expect(unknown.body.error).toMatchObject({ code: 'AUTH_INVALID_CREDENTIALS' });
      for (let i = 0; i < 5; i++) expect((await attempt('ada@example.com')).body.error.message).toBe(unknown.body.error.message);
      const limited = await attempt('ada@example.com');
      expect([limited.status, limited.body.error.code, limited.headers.get('retry-after')]).toEqual([429, 'RATE_LIMITED', '2']);
    } finally {
      await other.close();
    }
  });
});

describe('API keys', () => {
  it('open what their scopes say and nothing else; only a hash is kept', async () => {
    const { secret } = await makeKey();
    expect(secret).toMatch(/^bw_[0-9a-f]{8}_[\w-]{43}$/);
    expect((await server.query('user.me', undefined, { key: secret })).body).toMatchObject({ kind: 'key', role: 'service', permissions: ['run.read', 'project.read'] });
    expect((await server.query('user.list', undefined, { key: secret })).body).toMatchObject({ code: 'PERMISSION_DENIED' });
    expect((await server.mutate('key.create', { name: 'child', scopes: ['run.read'] }, { key: secret })).body).toMatchObject({ code: 'PERMISSION_DENIED' });
    const stored = JSON.stringify(await server.deps.db.prisma.apiKey.findMany()) + JSON.stringify((await server.query('audit.list', { objectType: 'api-key' }, admin)).body);
    expect(stored).not.toContain(secret.slice(12));
    // written beside the request: a second later it is there
    for (const until = Date.now() + 10_000; (await server.query('key.list', undefined, admin)).body[0].lastUsedAt === null && Date.now() < until; ) await new Promise((r) => setTimeout(r, 50));
    expect((await server.query('key.list', undefined, admin)).body[0].lastUsedAt).not.toBeNull();
  });

  it('expired and revoked keys say so, an invented one does not', async () => {
    const expired = await makeKey();
    await server.deps.db.pool.query(`UPDATE api_key SET expires_at = now() - interval '1 second' WHERE id = $1`, [expired.apiKey.id]);
    expect(await server.query('user.me', undefined, { key: expired.secret })).toMatchObject({ status: 401, body: { code: 'AUTH_KEY_EXPIRED' } });
    const revoked = await makeKey();
    // in use a moment before
    expect((await server.query('user.me', undefined, { key: revoked.secret })).status).toBe(200);
    await server.mutate('key.revoke', { id: revoked.apiKey.id }, admin);
    expect(await server.query('user.me', undefined, { key: revoked.secret })).toMatchObject({ status: 401, body: { code: 'AUTH_KEY_REVOKED' } });
    for (const key of [`bw_00000000_${'A'.repeat(43)}`, 'x', "' OR 1=1 --"]) expect(await server.query('user.me', undefined, { key })).toMatchObject({ status: 401, body: { code: 'AUTH_INVALID_CREDENTIALS' } });
  });

  it('cannot carry an admin right, and cannot reach another project', async () => {
    expect((await server.mutate('key.create', { name: 'x', scopes: ['user.manage'] }, admin)).body).toMatchObject({ code: 'INPUT_INVALID' });
    const { body: other } = await server.mutate('project.create', { name: 'Other', slug: 'other' }, admin);
    const { secret } = await makeKey();
    for (const project of [other.id, 'other', 'no-such']) expect(await server.query('project.current', undefined, { key: secret }, { 'x-bellwether-project': project })).toMatchObject({ status: 404, body: { code: 'NOT_FOUND' } });
    expect((await server.query('project.list', undefined, { key: secret })).body.map((p: { slug: string }) => p.slug)).toEqual(['shop']);
    expect((await server.query('project.current', undefined, admin, { 'x-bellwether-project': 'other' })).body.id).toBe(other.id);
  });

  it('live streams of one key have an end', async () => {
    const { secret, apiKey } = await makeKey();
    const [runId] = await testRuns(server.deps.db, { projectId: apiKey.projectId as ProjectId, actor: SYSTEM_ACTOR });
    const address = `${server.origin}/trpc/run.watch?input=${encodeURIComponent(JSON.stringify({ json: { runId } }))}`;
    const opened: AbortController[] = [];
    /** what the stream says first; it stays open */
    const begin = async (): Promise<string> => {
      const abort = new AbortController();
      opened.push(abort);
      const reader = (await fetch(address, { headers: { authorization: `Bearer ${secret}`, accept: 'text/event-stream' }, signal: abort.signal })).body!.getReader();
      let text = '';
      while (!/"kind"|"code"/.test(text)) text += new TextDecoder().decode((await reader.read()).value);
      return text;
    };
    const first = await Promise.all(Array.from({ length: 30 }, begin));
    expect(first.filter((text) => text.includes('RATE_LIMITED'))).toHaveLength(6);
    for (const abort of opened) abort.abort();
    // those that were closed count no more
    let again = '';
    for (let i = 0; i < 100 && !again.includes('queued'); i++) again = await begin();
    expect(again).toContain('queued');
    for (const abort of opened) abort.abort();
  });
});

describe('what a strange page could make a browser send', () => {
  /** fetch does not let us write Host */
  const raw = (headers: Record<string, string>, method = 'GET', path = '/trpc/setup.status') =>
    new Promise<number>((resolve, reject) => {
      const req = http.request({ host: '127.0.0.1', port: server.port, path, method, headers }, (res) => {
        res.resume();
        resolve(res.statusCode!);
      });
      req.on('error', reject);
      req.end();
    });

  it.each([
    ['a name that was made to point here', { host: 'evil.example' }],
    ['the same, claiming another in the proxy header', { host: 'evil.example', 'x-forwarded-host': 'localhost' }],
    ['a strange name behind the proxy', { host: 'localhost', 'x-forwarded-host': 'evil.example' }],
    ['two names behind the proxy', { host: 'localhost', 'x-forwarded-host': 'localhost, evil.example' }],
    ['a name that begins like ours', { host: 'localhost.evil.example' }],
  ])('%s is refused', async (_, headers) => expect(await raw(headers)).toBe(403));

  it.each([['localhost:4000'], ['127.0.0.1:4000'], ['[::1]:4000']])('%s is ours', async (host) => expect(await raw({ host })).toBe(200));

  it.each([
    ['a page of another site', { origin: 'https://evil.example' }],
    ['a sandboxed page', { origin: 'null' }],
    ['a cookie without an origin', {}],
    ['what the browser marks as cross-site', { origin: 'http://localhost:4000', 'sec-fetch-site': 'cross-site' }],
  ])('a change from %s is refused', async (_, headers) => {
    const before = await server.deps.db.prisma.project.count();
    const status = await raw({ host: 'localhost', cookie: admin.cookie!, 'content-type': 'application/json', ...headers } as Record<string, string>, 'POST', '/api/v1/project/create');
    expect([status, await server.deps.db.prisma.project.count()]).toEqual([403, before]);
  });

  it('nothing is changed by opening an address', async () => {
    expect((await server.send('GET', `/api/v1/project/create?input=${encodeURIComponent('{"name":"x","slug":"x"}')}`, { as: admin })).status).toBe(400);
    expect((await server.send('GET', `/trpc/project.create?input=${encodeURIComponent('{"json":{"name":"x","slug":"x"}}')}`, { as: admin })).status).toBe(405);
  });
});
