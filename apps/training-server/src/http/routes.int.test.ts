import { randomUUID } from 'node:crypto';
import { KEY_SCOPES, PERMISSIONS } from '@bellwether/contracts';
import { foreignShop, FOREIGN_MARK } from '@bellwether/api/testing';
import { testServer, type Credential, type TestServer } from '../testing';
import { matchRoute, routes } from './routes';

let server: TestServer;
let makeKey: (scopes: readonly string[]) => Promise<Credential>;
let noScopes: Credential;
let foreign: Record<string, string>;
beforeAll(async () => {
  server = await testServer();
  const admin = await server.makeAdmin();
  makeKey = async (scopes) => ({ key: (await server.mutate('key.create', { name: 'k', scopes }, admin)).body.secret as string });
  noScopes = await makeKey(['project.read']);
  const { body: other } = await server.mutate('project.create', { name: 'Other', slug: 'other' }, admin);
  foreign = await foreignShop(server.deps.db, other.id);
});
afterAll(() => server.close());

const address = (path: string, ids: (name: string) => string) => `${path.replace(/:(\w+)/g, (_, name) => ids(name))}?fileName=x.csv&name=x`;
const call = (route: (typeof routes)[number], ids: (name: string) => string, as: Credential) => server.send(route.method, address(route.path, ids), { as, ...(route.method === 'GET' ? {} : { raw: 'a,b\n1,2\n' }) });

describe.each(routes.map((r) => [`${r.method} ${r.path}`, r] as const))('%s', (_, route) => {
  // one a route: together they ask more often than one key may
  let key: Credential;
  beforeAll(async () => {
    key = await makeKey(KEY_SCOPES);
  });

  it('asks for a permission of the table', async () => {
    expect(PERMISSIONS).toContain(route.permission);
    expect((await call(route, () => randomUUID(), {})).status).toBe(401);
    expect((await call(route, () => randomUUID(), noScopes)).status).toBe(403);
  });

  if (route.path.includes(':'))
    it('answers for no id of another shop, and for none that does not exist', async () => {
      for (const id of new Set([...Object.values(foreign), randomUUID()])) {
        const { status, body } = await call(route, () => id, key);
        expect([id, status, JSON.stringify(body).includes(FOREIGN_MARK)]).toEqual([id, 404, false]);
      }
    });

  if (route.path.includes(':'))
    it.each(['..%2f..%2fetc%2fpasswd', '%2e%2e', '%252e%252e', "'%20OR%201=1", 'x'.repeat(500), '%00'])('takes %s for no file', async (odd) => {
      expect([400, 404]).toContain((await call(route, () => odd, key)).status);
    });
});

it('a path is matched whole, and decoded once', () => {
  expect(matchRoute('GET', '/api/upload')).toBeNull();
  expect(matchRoute('POST', '/api/upload/a/b')).toBeNull();
  expect(matchRoute('POST', '/api/upload/%252e')?.params).toEqual({ datasetId: '%2e' });
  expect(matchRoute('POST', '/api/upload/%ZZ')).toBeNull();
});
