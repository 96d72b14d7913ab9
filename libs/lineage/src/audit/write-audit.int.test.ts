import { testDeps, type TestDeps } from '../testing';
import { databaseError, isUniqueViolation } from '../db/database-error';
import { writeAudit } from './write-audit';

let deps: TestDeps;
beforeAll(async () => {
  deps = await testDeps();
});
afterAll(() => deps.close());

const line = (after: unknown) => ({ action: 'dataset.rename', objectType: 'dataset', objectId: 'd1', objectName: 'sessions', before: { name: 'a' }, after });

describe('the audit log', () => {
  it('keeps who, what, before and after', async () => {
    await deps.db.transaction((tx) => writeAudit(tx, deps.scope('operator'), line({ name: 'b' })));
    expect(await deps.db.prisma.auditEntry.findFirst()).toMatchObject({ projectId: deps.projectId, actorName: 'Test operator', action: 'dataset.rename', before: { name: 'a' }, after: { name: 'b' } });
  });

  it('a change that rolls back leaves no line', async () => {
    const before = await deps.db.prisma.auditEntry.count();
    await expect(
      deps.db.transaction(async (tx) => {
        await writeAudit(tx, deps.scope(), line({ name: 'c' }));
        throw new Error('no');
      }),
    ).rejects.toThrow('no');
    expect(await deps.db.prisma.auditEntry.count()).toBe(before);
  });

  it('never keeps a secret, whoever hands it over', async () => {
    await deps.db.transaction((tx) => writeAudit(tx, deps.scope(), line({ password: 'correct horse', apiSecret: 'bw_1_2', name: 'd' })));
    const { rows } = await deps.db.pool.query('SELECT after FROM audit_entry ORDER BY id DESC LIMIT 1');
    expect(rows[0].after).toEqual({ password: '(not kept)', apiSecret: '(not kept)', name: 'd' });
  });

  it.each([['UPDATE audit_entry SET action = $$x$$'], ['DELETE FROM audit_entry'], ['TRUNCATE audit_entry']])('refuses %s', async (sql) => {
    await expect(deps.db.pool.query(sql)).rejects.toThrow('append-only');
  });
});

describe('errors of the database', () => {
  it('a taken name is a unique violation through Prisma and through SQL', async () => {
    const viaPrisma = await deps.db.prisma.project.create({ data: { slug: 'shop', name: 'again' } }).catch((e) => e);
    const viaSql = await deps.db.pool.query(`INSERT INTO project (id, slug, name) VALUES (gen_random_uuid(), 'shop', 'again')`).catch((e) => e);
    expect([isUniqueViolation(viaPrisma), isUniqueViolation(viaSql), isUniqueViolation(new Error('x'))]).toEqual([true, true, false]);
  });

  it('a lost connection says so, and can be tried again', async () => {
    const error = await deps.db.pool.query('SELECT pg_terminate_backend(pg_backend_pid())').catch((e) => e);
    expect(databaseError(error)).toMatchObject({ code: 'DATABASE_UNAVAILABLE', retry: true });
    expect((await deps.db.pool.query('SELECT 1 AS one')).rows).toEqual([{ one: 1 }]);
  });
});
