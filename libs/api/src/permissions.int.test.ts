import { ROLE_PERMISSIONS, ROLES, type Permission } from '@bellwether/contracts';
import { testActor } from '@bellwether/lineage/testing';
import { catalogueOf } from './openapi/catalogue';
import { appRouter } from './router';
import { testApi, type TestApi } from './testing';

let api: TestApi;
beforeAll(async () => {
  api = await testApi();
});
afterAll(() => api.close());

const entries = catalogueOf(appRouter).filter((e) => e.meta.permission !== 'public');
const call = (path: string, who: Parameters<TestApi['as']>[0]) => {
  const procedure = path.split('.').reduce<unknown>((at, key) => (at as Record<string, unknown>)[key], api.as(who)) as (input: unknown) => Promise<unknown>;
  return Promise.resolve(procedure({ nothing: 'that fits' })).then(() => 'OK', (e) => e.cause?.code ?? e.code);
};

describe('the permission matrix', () => {
  it.each(ROLES)('%s: exactly what the table says, for every procedure', async (role) => {
    for (const { path, meta } of entries) {
      const code = await call(path, { role });
      const allowed = ROLE_PERMISSIONS[role].includes(meta.permission as Permission);
      expect([path, code === 'PERMISSION_DENIED']).toEqual([path, !allowed]);
    }
  });

  it('nobody: nothing but the public ones', async () => {
    for (const { path } of entries) expect([path, await call(path, { role: null })]).toEqual([path, 'AUTH_REQUIRED']);
  });

  it('a key has only its own scopes, whatever its role could', async () => {
    const actor = { ...testActor('service'), permissions: ['run.read'] as const };
    for (const { path, meta } of entries) expect([path, (await call(path, { actor })) === 'PERMISSION_DENIED']).toEqual([path, meta.permission !== 'run.read']);
  });

  it('without a project, every procedure of a project says so', async () => {
    for (const { path } of entries.filter((e) => e.meta.project)) expect([path, await call(path, { projectId: null })]).toEqual([path, 'NOT_FOUND']);
  });
});
