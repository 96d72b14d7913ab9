import net from 'node:net';
import { testServer, type Credential, type TestServer } from '../testing';

let server: TestServer;
let admin: Credential;
beforeAll(async () => {
  server = await testServer();
  admin = await server.makeAdmin();
});
afterAll(() => server.close());

describe('what stands open', () => {
  it('unsigned: health, sign-in and setup; everything else asks who you are', async () => {
    expect((await server.send('GET', '/health')).body).toEqual({ status: 'ok', database: 'ok' });
    for (const path of ['/metrics', '/openapi.json', '/docs', '/api/v1/user/list', '/api/v1/project/current']) expect([path, (await server.send('GET', path)).status]).toEqual([path, 401]);
  });

  it('signed in: metrics, the OpenAPI document and its page', async () => {
    expect((await server.send('GET', '/metrics', { as: admin })).body).toMatch(/bellwether_http_requests_total\{method="GET",route="\/health",status="200"\} 1/);
    const { body: document } = await server.send('GET', '/openapi.json', { as: admin });
    expect(document).toMatchObject({ openapi: '3.1.0', paths: { '/api/v1/project/create': { post: { 'x-permission': 'project.manage' } } } });
    const page = await server.send('GET', '/docs', { as: admin });
    expect(page.body).toContain('/api/v1/project/create');
    expect(page.headers.get('content-security-policy')).toContain("default-src 'none'");
  });
});

describe('limits at the door', () => {
  const big = JSON.stringify({ json: { name: 'x'.repeat(1024 * 1024), slug: 'x' } });

  it('a body over 1 MB is refused by name, over tRPC and over REST', async () => {
    expect(await server.send('POST', '/trpc/project.create', { raw: big, as: admin })).toMatchObject({ status: 413, body: { error: { json: { data: { app: { code: 'BODY_TOO_LARGE' } } } } } });
    expect(await server.send('POST', '/api/v1/project/create', { raw: big, as: admin })).toMatchObject({ status: 413, body: { error: { code: 'BODY_TOO_LARGE' } } });
  });

  it('a body that lies about its length is cut too', async () => {
    const status = await new Promise<string>((resolve, reject) => {
      const socket = net.connect(server.port, '127.0.0.1');
      socket.on('error', reject);
      let text = '';
      socket.on('data', (d) => {
        text += d;
        if (text.includes('\r\n')) {
          resolve(text.split('\r\n')[0]!);
          socket.destroy();
        }
      });
      socket.write(`POST /api/v1/project/create HTTP/1.1\r\nHost: localhost\r\nOrigin: http://localhost\r\nCookie: ${admin.cookie}\r\nContent-Type: application/json\r\nTransfer-Encoding: chunked\r\n\r\n`);
      const chunk = 'x'.repeat(256 * 1024);
      for (let i = 0; i < 5; i++) socket.write(`${chunk.length.toString(16)}\r\n${chunk}\r\n`);
    });
    expect(status).toContain('413');
  });

  it('more than 20 calls in one batch are refused', async () => {
    const batch = (n: number) => server.send('GET', `/trpc/${Array(n).fill('setup.status').join(',')}?batch=1&input=${encodeURIComponent('{}')}`);
    expect((await batch(20)).status).toBe(200);
    expect((await batch(21)).status).toBe(400);
  });

  it.each([
    ['no JSON', '{'],
    ['a wrong type', '{"json":{"name":1,"slug":"x"}}'],
    ['a key of the prototype', '{"json":{"__proto__":{"name":"x"},"slug":"x"}}'],
    ['a superjson path into the prototype', '{"json":{"name":"x","slug":"x y"},"meta":{"values":{"__proto__.polluted":["Date"]}}}'],
  ])('%s is an answer, not a fault', async (_, raw) => {
    const { status, body } = await server.send('POST', '/trpc/project.create', { raw, as: admin });
    expect([status, body.error.json.data.app.code]).toEqual([400, 'INPUT_INVALID']);
    expect(({} as Record<string, unknown>).polluted).toBeUndefined();
  });

  it('each field that does not fit is named, with what was expected', async () => {
    const { body } = await server.mutate('project.create', { name: '', slug: 'No Good', timeZone: 'Mars/Olympus' }, admin);
    expect(body).toMatchObject({ code: 'INPUT_INVALID', context: { issues: [{ path: 'name', message: 'expected a name' }, { path: 'slug' }, { path: 'timeZone', message: expect.stringContaining('IANA') }] } });
  });

  it('a failing database is said to be one, and the answer holds no statement', async () => {
    const { rows } = await server.deps.db.pool.query('SELECT current_database() AS name');
    await server.deps.db.pool.query(`ALTER TABLE project RENAME TO project_away`);
    try {
      const { status, body } = await server.query('project.list', undefined, admin);
      expect([status, body.code]).toEqual([500, 'INTERNAL']);
      expect(JSON.stringify(body)).not.toMatch(new RegExp(`project_away|SELECT|prisma|${rows[0].name}`, 'i'));
    } finally {
      await server.deps.db.pool.query(`ALTER TABLE project_away RENAME TO project`);
    }
  });
});
