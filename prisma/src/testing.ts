// Databases for tests: each call clones the migrated template, so that files cannot see each other.
import { randomBytes } from 'node:crypto';
import pg from 'pg';

export type TestDatabase = { url: string; drop: () => Promise<void> };

/**
 * A fresh, migrated database on the Postgres that Jest's global setup started
 * (jest.config.cjs: `globalSetup: require.resolve('../../tools/checks/postgres-setup.cjs')` and postgres-teardown.cjs).
 */
export async function testDatabase(): Promise<TestDatabase> {
  const template = process.env.BELLWETHER_TEST_DATABASE_URL;
  if (!template) throw new Error('expected BELLWETHER_TEST_DATABASE_URL: add globalSetup/globalTeardown of tools/checks/postgres-*.cjs to the jest.config.cjs of this project');
  const url = new URL(template);
  const name = `t_${randomBytes(6).toString('hex')}`;
  const admin = async (sql: string) => {
    const client = new pg.Client({ connectionString: Object.assign(new URL(template), { pathname: '/postgres' }).toString() });
    await client.connect();
    try {
      await client.query(sql);
    } finally {
      await client.end();
    }
  };
  await admin(`CREATE DATABASE ${name} TEMPLATE template_bellwether`);
  url.pathname = `/${name}`;
  return { url: url.toString(), drop: () => admin(`DROP DATABASE IF EXISTS ${name} WITH (FORCE)`) };
}
