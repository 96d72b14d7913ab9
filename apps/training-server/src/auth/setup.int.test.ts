import { stat } from 'node:fs/promises';
import path from 'node:path';
import { existsSync, readFileSync } from 'node:fs';
import { PASSWORD, testServer, type TestServer } from '../testing';

let server: TestServer;
beforeAll(async () => {
  server = await testServer();
});
afterAll(() => server.close());

const link = () => readFileSync(path.join(server.home, 'setup-link'), 'utf8').trim();
const complete = (token: string, email = 'ada@example.com', password = PASSWORD) => server.mutate('setup.complete', { token, name: 'Ada', email, password });

describe('first start', () => {
  it('there is no account, the link is for its owner only, and its token reaches no access log', async () => {
    expect((await server.query('setup.status')).body).toEqual({ needed: true });
    expect((await stat(path.join(server.home, 'setup-link'))).mode & 0o777).toBe(0o600);
    expect(new URL(link()).pathname).toBe('/setup');
    expect(new URL(link()).hash.slice(1)).toMatch(/^[\w-]{22}$/); // 128 bit
    const stored = await server.deps.db.prisma.setting.findUnique({ where: { key: 'setup-link' } });
    expect(JSON.stringify(stored)).not.toContain(link().split('#')[1]);
  });

  it('nothing answers before: not even to somebody who guesses', async () => {
    expect((await complete('A'.repeat(22))).body).toMatchObject({ code: 'SETUP_LINK_INVALID' });
    expect((await server.query('user.list')).body).toMatchObject({ code: 'AUTH_REQUIRED' });
  });

  it('a weak password does not spend the link', async () => {
    expect((await complete(link().split('#')[1]!, 'ada@example.com', 'short')).body).toMatchObject({ code: 'INPUT_INVALID', message: expect.stringContaining('12 characters') });
    expect((await server.query('setup.status')).body).toEqual({ needed: true });
  });

  it('two who use the link at once make one admin, and it never works again', async () => {
    const token = link().split('#')[1]!;
    const both = await Promise.all([complete(token), complete(token, 'eve@example.com')]);
    expect(both.map((a) => a.status).sort()).toEqual([200, 403]);
    expect((await complete(token, 'mallory@example.com')).body).toMatchObject({ code: 'SETUP_LINK_INVALID', fix: expect.stringContaining('sign in') });
    expect(await server.deps.db.prisma.user.count()).toBe(1);
    expect((await server.query('setup.status')).body).toEqual({ needed: false });
  });

  it('the file goes away', async () => {
    for (let i = 0; i < 70 && existsSync(path.join(server.home, 'setup-link')); i++) await new Promise((r) => setTimeout(r, 100));
    expect(existsSync(path.join(server.home, 'setup-link'))).toBe(false);
  });

  it('an expired link makes nobody', async () => {
    const other = await testServer();
    try {
      const token = readFileSync(path.join(other.home, 'setup-link'), 'utf8').trim().split('#')[1];
      await other.deps.db.pool.query(`UPDATE setting SET value = jsonb_set(value, '{expiresAt}', to_jsonb(now() - interval '1 second'))`);
      expect((await other.mutate('setup.complete', { token, name: 'Ada', email: 'a@example.com', password: PASSWORD })).body).toMatchObject({ code: 'SETUP_LINK_INVALID' });
    } finally {
      await other.close();
    }
  });
});

describe('a server that others can reach', () => {
  it.each([{ TRAINING_SERVER_HOST: '0.0.0.0' }, { BELLWETHER_HOST: '0.0.0.0' }])('%j is refused until an admin exists', async (env) => {
    await expect(testServer(env as never)).rejects.toMatchObject({ code: 'BIND_REFUSED', fix: expect.stringContaining('setup link') });
  });
});
