import { SYSTEM_ACTOR } from '../scope/scope';
import { testDeps, type TestDeps } from '../testing';
import { createProject, ensureFirstProject, findProjectId } from './project';
import { createUser, updateUser } from './user';

let deps: TestDeps;
beforeAll(async () => {
  deps = await testDeps();
});
afterAll(() => deps.close());

const admin = (name: string) => createUser(deps.db, SYSTEM_ACTOR, { name, email: `${name}@example.com`, role: 'admin', passwordHash: 'x' });

describe('people', () => {
  it('two admins who demote each other at once: one stays', async () => {
    const [a, b] = await Promise.all([admin('a'), admin('b')]);
    const results = await Promise.allSettled([updateUser(deps.db, SYSTEM_ACTOR, a.id, { role: 'viewer' }), updateUser(deps.db, SYSTEM_ACTOR, b.id, { disabled: true })]);
    expect(results.map((r) => r.status).sort()).toEqual(['fulfilled', 'rejected']);
    expect(await deps.db.prisma.user.count({ where: { role: 'admin', disabled: false } })).toBe(1);
  });

  it('an address is one account, however it is typed', async () => {
    await admin('c');
    await expect(createUser(deps.db, SYSTEM_ACTOR, { name: 'C', email: ' C@Example.com ', role: 'viewer', passwordHash: 'x' })).rejects.toMatchObject({ code: 'NAME_TAKEN', context: { field: 'email' } });
  });
});

describe('shops', () => {
  it('a short name is taken once', async () => {
    await expect(createProject(deps.db, SYSTEM_ACTOR, { slug: 'shop', name: 'x', currency: 'USD', timeZone: 'UTC' })).rejects.toMatchObject({ code: 'NAME_TAKEN' });
  });

  it('starters of an empty instance make one shop, at once or one after another', async () => {
    const fresh = await testDeps();
    try {
      await fresh.db.prisma.project.deleteMany();
      const ids = await Promise.all([ensureFirstProject(fresh.db), ensureFirstProject(fresh.db), ensureFirstProject(fresh.db)]);
      expect([new Set(ids).size, await fresh.db.prisma.project.count(), await ensureFirstProject(fresh.db)]).toEqual([1, 1, ids[0]]);
    } finally {
      await fresh.close();
    }
  });

  it('what is no id and no short name finds nothing', async () => {
    for (const odd of ['', "' OR true --", '00000000-0000-4000-8000-000000000000', 'SHOP']) expect(await findProjectId(deps.db, odd)).toBeNull();
  });
});
