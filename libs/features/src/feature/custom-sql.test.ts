import { mkdtemp, rm } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { openLog, type OpenedLog } from '../task/task-testing';
import { checkSql, makeAsOfViews, sqlError, sqlFeatureSql } from './custom-sql';
import { randomShop } from './parity-testing';

let home: string;
let log: OpenedLog;
beforeAll(async () => {
  home = await mkdtemp(path.join(os.tmpdir(), 'bellwether-sql-'));
  log = await openLog(home, randomShop(5));
});
afterAll(async () => {
  log.close();
  await rm(home, { recursive: true, force: true });
});

const T = Date.parse('2025-04-01T00:00:00Z');
async function answers(sql: string, type = 'number'): Promise<Record<string, unknown>> {
  const checked = await checkSql(log.session, sql);
  await makeAsOfViews(log.session, 'customer', checked.kinds, T, true);
  const rows = await log.session.rows<{ entity_id: string; m0: unknown }>(sqlFeatureSql(checked, type)).catch((e) => Promise.reject(sqlError(e)));
  return Object.fromEntries(rows.map((r) => [r.entity_id, r.m0]));
}

describe('a query as a feature', () => {
  it('sees what was known at the cutoff, and nothing else', async () => {
    const counted = await answers('SELECT customer_id AS entity_id, count(*) AS value FROM order_line GROUP BY 1', 'integer');
    const expected = await log.session.rows<{ c: string; n: number }>(`SELECT customer_id AS c, count(*) AS n FROM order_line WHERE event_time <= TIMESTAMP '2025-04-01' AND known_time <= TIMESTAMP '2025-04-01' AND (superseded_time IS NULL OR superseded_time > TIMESTAMP '2025-04-01') GROUP BY 1`);
    expect(counted).toEqual(Object.fromEntries(expected.map((r) => [r.c, r.n])));
    const recent = await answers('SELECT customer_id AS entity_id, count(*) AS value FROM order_line WHERE event_time > cutoff() - INTERVAL 30 DAY GROUP BY 1');
    expect(Object.values(recent).reduce<number>((a, b) => a + (b as number), 0)).toBeLessThan(Object.values(counted).reduce<number>((a, b) => a + (b as number), 0));
  });

  it('may join, use common table expressions, windows and subqueries', async () => {
    const sql = `WITH ranked AS (SELECT o.customer_id, p.category, count(*) AS n, row_number() OVER (PARTITION BY o.customer_id ORDER BY count(*) DESC, p.category) AS k FROM order_line AS o JOIN product p USING (product_id) WHERE o.state = 'placed' GROUP BY 1, 2)
      SELECT customer_id AS entity_id, category AS value FROM ranked WHERE k = 1 AND customer_id IN (SELECT customer_id FROM customer)`;
    expect(Object.keys(await answers(sql, 'string')).length).toBeGreaterThan(3);
    expect((await checkSql(log.session, sql)).lineage).toEqual(['customer.customerId', 'order_line.customerId', 'order_line.state', 'product.category']);
  });

  it.each([
    ['files', "SELECT 1 AS entity_id, content AS value FROM read_text('/etc/passwd')", /read_text/],
    ['files by name', "SELECT * FROM '/etc/passwd'", /view of the events/],
    ['files by glob', "SELECT file AS entity_id, 1 AS value FROM glob('/*')", /glob/],
    ['parquet of anybody', "SELECT * FROM read_parquet('/tmp/*.parquet')", /read_parquet/],
    ['the network', "SELECT * FROM 'https://example.com/x.parquet'", /view of the events/],
    ['writing', "COPY (SELECT 1) TO '/tmp/x'", /one SELECT/],
    ['attaching', "ATTACH '/tmp/other.db'", /one SELECT/],
    ['installing', 'INSTALL httpfs', /one SELECT/],
    ['settings', "SET enable_external_access = true", /one SELECT/],
    ['a second statement', 'SELECT customer_id AS entity_id, 1 AS value FROM order_line; DROP VIEW order_line', /SELECT/],
    ['the catalogue', 'SELECT database_name AS entity_id, 1 AS value FROM duckdb_databases()', /duckdb_databases/],
    ['other schemas', 'SELECT table_name AS entity_id, 1 AS value FROM information_schema.tables', /bare name/],
    ['other tables', 'SELECT * FROM review_score', /view of the events/],
    ['rows not yet known', 'SELECT customer_id AS entity_id, 1 AS value FROM order_line_of_customer', /view of the events/],
    ['chance', 'SELECT customer_id AS entity_id, random() AS value FROM order_line', /random/],
    ['the clock', 'SELECT customer_id AS entity_id, now() AS value FROM order_line', /now/],
    ['current_date', 'SELECT customer_id AS entity_id, current_date AS value FROM order_line', /current_date/],
    ['the order of rows', 'SELECT customer_id AS entity_id, first(channel) AS value FROM order_line GROUP BY 1', /first/],
    ['an unordered list', 'SELECT customer_id AS entity_id, string_agg(channel) AS value FROM order_line GROUP BY 1', /order of rows/],
    ['samples', 'SELECT customer_id AS entity_id, 1 AS value FROM order_line USING SAMPLE 10 ROWS', /sample/],
    ['settings by function', "SELECT current_setting('temp_directory') AS entity_id, 1 AS value", /current_setting/],
    ['a query in a query', "SELECT * FROM query('SELECT 1')", /query/],
    ['endless recursion', 'WITH RECURSIVE r AS (SELECT 1 AS n UNION ALL SELECT n + 1 FROM r) SELECT n AS entity_id, 1 AS value FROM r', /recursive/],
    ['a view that hides a view', 'WITH order_line AS (SELECT 1) SELECT * FROM order_line', /another name/],
    ['nonsense', 'SELEKT', /syntax|SELECT/],
  ])('refuses %s', async (_, sql, message) => {
    await expect(checkSql(log.session, sql)).rejects.toMatchObject({ code: 'PARAMS_INVALID', message: expect.stringMatching(message), fix: expect.stringMatching(/\w/) });
  });

  it('says what is missing in words about the query', async () => {
    await expect(answers('SELECT customer_id AS entity_id, colour AS value FROM order_line')).rejects.toMatchObject({ message: expect.stringMatching(/colour/) });
    await expect(answers('SELECT customer_id AS entity_id, quantity AS value FROM order_line')).rejects.toMatchObject({ message: expect.stringMatching(/several rows for one entity_id/) });
    await expect(answers('SELECT customer_id, 1 AS value FROM order_line')).rejects.toMatchObject({ message: expect.not.stringMatching(/asof_/) });
  });
});
