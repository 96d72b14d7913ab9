// For tests only: the whole server on a real database and a free port, and a browser-like client.
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { testDatabase } from '@bellwether/lineage/testing';
import { readEnv } from './env';
import { startServer, type RunningServer } from './start-server';

export const PASSWORD = 'a quiet river at dawn';

// eslint-disable-next-line @typescript-eslint/no-explicit-any -- tests look into whatever was answered
export type Answer = { status: number; body: any; headers: Headers };

export type TestServer = RunningServer & {
  origin: string;
  home: string;
  databaseUrl: string;
  /** sends JSON; `as` is a cookie or an API key */
  send: (method: string, pathname: string, options?: { body?: unknown; as?: Credential; headers?: Record<string, string>; raw?: string }) => Promise<Answer>;
  /** a tRPC call, unwrapped */
  query: (name: string, input?: unknown, as?: Credential, headers?: Record<string, string>) => Promise<Answer>;
  mutate: (name: string, input?: unknown, as?: Credential, headers?: Record<string, string>) => Promise<Answer>;
  signIn: (email: string, password?: string) => Promise<Credential>;
  /** through the setup link, as a person would */
  makeAdmin: () => Promise<Credential>;
  close: () => Promise<void>;
};

export type Credential = { cookie?: string; key?: string };

export async function testServer(extra: Record<string, string> = {}): Promise<TestServer> {
  const database = await testDatabase();
  const home = await mkdtemp(path.join(os.tmpdir(), 'bellwether-server-'));
  const env = readEnv({ DATABASE_URL: database.url, BELLWETHER_HOME: home, TRAINING_SERVER_PORT: '0', BELLWETHER_LOG_LEVEL: 'silent', BELLWETHER_URL: 'http://localhost:7350', BELLWETHER_CODE_VERSION: 'test', ...extra });
  const running = await startServer(env, { version: '0.0.0-test', lightPasswords: true });
  const origin = `http://127.0.0.1:${running.port}`;
  const send: TestServer['send'] = async (method, pathname, { body, as, headers, raw } = {}) => {
    const res = await fetch(origin + pathname, {
      method,
      headers: { ...(body !== undefined || raw !== undefined ? { 'content-type': 'application/json' } : {}), ...(as?.cookie ? { cookie: as.cookie, origin } : {}), ...(as?.key ? { authorization: `Bearer ${as.key}` } : {}), ...headers },
      body: raw ?? (body === undefined ? undefined : JSON.stringify(body)),
    });
    const text = await res.text();
    return { status: res.status, body: text.startsWith('{') || text.startsWith('[') || text === 'null' ? JSON.parse(text) : text, headers: res.headers };
  };
  const unwrap = (a: Answer): Answer => ({ ...a, body: a.body?.result?.data?.json ?? a.body?.error?.json?.data?.app ?? a.body });
  const test: TestServer = {
    ...running,
    origin,
    home,
    databaseUrl: database.url,
    send,
    query: async (name, input, as, headers) => unwrap(await send('GET', `/trpc/${name}${input === undefined ? '' : `?input=${encodeURIComponent(JSON.stringify({ json: input }))}`}`, { as, headers })),
    mutate: async (name, input, as, headers) => unwrap(await send('POST', `/trpc/${name}`, { body: { json: input }, as, headers })),
    signIn: async (email, password = PASSWORD) => {
      const answer = await send('POST', '/api/auth/sign-in/email', { body: { email, password }, headers: { origin } });
      if (answer.status !== 200) throw Object.assign(new Error(`sign-in answered ${answer.status}`), { answer });
      return { cookie: answer.headers.getSetCookie().map((c) => c.split(';')[0]).join('; ') };
    },
    makeAdmin: async () => {
      const link = (await readFile(path.join(home, 'setup-link'), 'utf8')).trim();
      await test.mutate('setup.complete', { token: link.split('#')[1], name: 'Ada', email: 'ada@example.com', password: PASSWORD });
      return test.signIn('ada@example.com');
    },
    close: async () => {
      await running.stop();
      await database.drop();
      await rm(home, { recursive: true, force: true });
    },
  };
  return test;
}
