import pg from 'pg';
import { deployMigrations, inspectDatabase, migrationNames } from './migrate';
import { testDatabase, type TestDatabase } from './testing';

const open: { client: pg.Client; db: TestDatabase }[] = [];

async function database() {
  const db = await testDatabase();
  const client = new pg.Client({ connectionString: db.url });
  await client.connect();
  open.push({ client, db });
  return { url: db.url, query: (sql: string, values?: unknown[]) => client.query(sql, values) };
}

afterEach(async () => {
  for (const { client, db } of open.splice(0)) {
    await client.end();
    await db.drop();
  }
});

describe('migrations on a real Postgres', () => {
  it('a migrated database is ours, and deploying again applies nothing', async () => {
    const { url } = await database();
    expect(await inspectDatabase(url)).toMatchObject({ state: 'ours' });
    expect(await deployMigrations(url)).toEqual([]);
  });

  it('an emptied database gets every migration', async () => {
    const { url, query } = await database();
    await query('DROP SCHEMA public CASCADE');
    await query('CREATE SCHEMA public');
    expect((await inspectDatabase(url)).state).toBe('empty');
    expect(await deployMigrations(url)).toEqual(await migrationNames());
  });

  it("another product's database is told apart and named", async () => {
    const { url, query } = await database();
    await query('DROP SCHEMA public CASCADE');
    await query('CREATE SCHEMA public');
    await query('CREATE TABLE blog_post (id int)');
    expect(await inspectDatabase(url)).toEqual({ state: 'foreign', detail: expect.stringContaining('blog_post') });
  });

  it('a database of a newer release is told apart', async () => {
    const { url, query } = await database();
    await query(`INSERT INTO _prisma_migrations (id, checksum, finished_at, migration_name, started_at, applied_steps_count) VALUES ('x', 'x', now(), '9999_from_the_future', now(), 1)`);
    expect(await inspectDatabase(url)).toEqual({ state: 'newer', detail: expect.stringContaining('9999_from_the_future') });
  });
});

describe('facts that nobody can rewrite', () => {
  it('the audit log refuses update, delete and truncate', async () => {
    const { query } = await database();
    await query(`INSERT INTO audit_entry (actor_kind, actor_id, actor_name, actor_role, action, object_type, object_id) VALUES ('user','u','U','admin','did','thing','1')`);
    await expect(query(`UPDATE audit_entry SET action = 'forged'`)).rejects.toThrow('append-only');
    await expect(query('DELETE FROM audit_entry')).rejects.toThrow('append-only');
    await expect(query('TRUNCATE audit_entry')).rejects.toThrow('append-only');
    expect((await query('SELECT action FROM audit_entry')).rows).toEqual([{ action: 'did' }]);
  });

  it('a rewritten metric point gets a later seq, so that a resumed stream sees it', async () => {
    const { query } = await database();
    const run = '00000000-0000-4000-8000-000000000001';
    for (const step of [1, 2]) await query(`INSERT INTO metric_point (run_id, key, step, value, wall_ms, fence) VALUES ($1, 'loss', $2, 1, 0, 1)`, [run, step]);
    await query(`UPDATE metric_point SET value = 2, fence = 2 WHERE step = 1`);
    const { rows } = await query('SELECT step, seq::int FROM metric_point ORDER BY seq');
    expect(rows.map((r) => r.step)).toEqual([2, 1]);
    expect(rows[1].seq).toBeGreaterThan(rows[0].seq);
  });
});
