import type { PostgresSourceConfig } from '@bellwether/contracts';
import { createEventLog, decryptSecret, eventSourceSecret, getEventLog, getEventSource, listEventBatches, queueDuePulls, settledBound, withForeign, type EventSourceRow } from '@bellwether/lineage';
import { testDeps, type TestDeps } from '@bellwether/lineage/testing';
import pg from 'pg';
import { addEventSource, changeEventSource } from './event-sources';
import { previewEventFiles, proposeEventMapping } from './event-files';
import { ingestEventBatch } from './ingest-events';
import { acceptPulledMapping, pullEvents, sampleEventSource, testEventSource } from './pull-events';

const PASSWORD = 'a river, quietly';
let deps: TestDeps;
let shop: pg.Client;
let admin: pg.Client;
let where: Pick<PostgresSourceConfig, 'host' | 'port' | 'database' | 'user'>;
const name = `shop_${process.pid}_${Date.now()}`;
beforeAll(async () => {
  deps = await testDeps();
  const url = new URL(deps.url);
  admin = new pg.Client({ connectionString: Object.assign(new URL(deps.url), { pathname: '/postgres' }).toString() });
  await admin.connect();
  await admin.query(`CREATE DATABASE ${name}`);
  await admin.query(`CREATE ROLE ${name}_reader LOGIN PASSWORD '${PASSWORD}'`);
  shop = new pg.Client({ connectionString: Object.assign(new URL(deps.url), { pathname: `/${name}` }).toString() });
  await shop.connect();
  await shop.query(`CREATE TABLE lines (id serial PRIMARY KEY, order_id text, customer_id text, sku text, quantity int, unit_price numeric, ordered_at timestamptz, changed_at timestamptz NOT NULL);
    CREATE TABLE secret (id serial); GRANT SELECT ON lines TO ${name}_reader`);
  where = { host: url.hostname, port: Number(url.port), database: name, user: `${name}_reader` };
});
afterAll(async () => {
  await shop.end();
  await admin.query(`DROP DATABASE ${name} WITH (FORCE)`);
  await admin.query(`DROP ROLE ${name}_reader`);
  await admin.end();
  await deps.close();
});

const config = (more: Partial<PostgresSourceConfig> = {}): PostgresSourceConfig => ({ kind: 'postgres', ...where, tls: 'off', table: 'lines', cursorColumn: 'changed_at', tieColumn: 'id', everyMinutes: 15, settleSeconds: 0, batchRows: 100, ...more });
const insert = (from: number, to: number, at: string) => shop.query(`INSERT INTO lines (order_id, customer_id, sku, quantity, unit_price, ordered_at, changed_at) SELECT 'o' || n, 'c' || n % 7, 'p' || n % 5, 1, 9.5, '2026-03-01'::timestamptz + n * interval '1 minute', $3 FROM generate_series($1::int, $2::int) n`, [from, to, at]);
const pull = () => pullEvents(deps, { projectId: deps.projectId, sourceId: source.id }, { signal: new AbortController().signal });
async function settle(): Promise<void> {
  for (const b of await deps.db.prisma.eventBatch.findMany({ where: { sourceId: source.id, state: 'queued' }, orderBy: { number: 'asc' } })) await ingestEventBatch(deps, { projectId: deps.projectId, batchId: b.id as never }, { signal: new AbortController().signal });
}
let source: EventSourceRow;

test('the connection is tried line by line, and every refusal says what to mend', async () => {
  const well = await testEventSource(deps, deps.scope(), { config: config(), password: PASSWORD });
  expect(well).toMatchObject({ passed: true, checks: [{ check: 'reach', detail: expect.stringMatching(/^Postgres \d/) }, { check: 'table' }, { check: 'cursor', detail: 'changed_at timestamp with time zone, id integer' }, { check: 'read' }] });
  const refusal = async (more: Partial<PostgresSourceConfig>) => {
    const { checks, passed } = await testEventSource(deps, deps.scope(), { config: config(more), password: PASSWORD });
    expect(passed).toBe(false);
    return `${checks.at(-1)!.check}: ${checks.at(-1)!.detail}`;
  };
  expect(await refusal({ port: 1 })).toMatch(/^reach: .*:1 does not answer \(ECONNREFUSED\)/);
  expect(await refusal({ database: 'no_such' })).toMatch(/^reach: There is no database no_such/);
  expect(await refusal({ tls: 'verify' })).toMatch(/^reach: .* does not speak TLS/);
  expect(await refusal({ table: 'no_such' })).toMatch(/^table: Expected a table no_such/);
  expect(await refusal({ cursorColumn: 'no_such' })).toMatch(/^cursor: Expected a column no_such in lines, which has id, order_id/);
  expect(await refusal({ cursorColumn: 'sku' })).toMatch(/^cursor: Expected a whole number or a time .* sku is text/);
  expect(await refusal({ table: 'secret', cursorColumn: 'id', tieColumn: undefined })).toMatch(/^read: .* may not read secret/);
  expect(JSON.stringify(await deps.db.prisma.auditEntry.findMany({ where: { action: 'events.test-source' }, select: { after: true } }))).not.toContain(PASSWORD);
});

test('the password is kept encrypted, opens under the same key alone, and does not follow to another host', async () => {
  const log = await createEventLog(deps.db, deps.scope(), { name: 'pulled', currency: 'USD', timeZone: 'UTC' });
  source = await addEventSource(deps, deps.scope(), { logId: log.id, name: 'Orders', config: config(), password: PASSWORD });
  const sealed = (await eventSourceSecret(deps.db, deps.scope(), source.id))!;
  expect(Buffer.from(sealed).toString('latin1')).not.toContain('river');
  expect(decryptSecret(deps, sealed)).toBe(PASSWORD);
  expect(() => decryptSecret({ artifacts: deps.artifacts, secretKey: 'x'.repeat(32) }, sealed)).toThrow(/another key/);
  expect(JSON.stringify(await getEventSource(deps.db, deps.scope(), source.id))).not.toContain('river');
  expect(await changeEventSource(deps, deps.scope(), source.id, { config: config({ host: 'elsewhere.example.com' }) })).toMatchObject({ hasSecret: false });
  expect(await changeEventSource(deps, deps.scope(), source.id, { config: config(), password: PASSWORD })).toMatchObject({ hasSecret: true });
});

test('a mapping is proposed on the table\'s own rows; pages of equal times end nowhere in the middle; what was killed goes on behind the last page', async () => {
  // 250 rows of one moment: pages of 100 end within it
  await insert(1, 250, '2026-04-01T00:00:00Z');
  await insert(251, 260, '2026-04-01T00:00:01Z');
  const { uploadId, knownTime, eventIdColumn } = await sampleEventSource(deps, deps.scope(), source.id);
  const proposal = await proposeEventMapping(deps, deps.scope(), { logId: source.logId, uploadId, entity: null });
  // a row is known from its last change on: a correction must not be known before it was made
  expect(knownTime).toEqual({ from: 'column', column: 'changed_at' });
  const mapping = { ...proposal.mapping, rows: proposal.mapping.rows.map((row) => ({ ...row, knownTime: knownTime!, fields: { ...row.fields, eventId: { column: eventIdColumn! } } })) };
  const shown = await previewEventFiles(deps, deps.scope(), { logId: source.logId, uploadIds: [uploadId], mapping });
  expect(shown.preview.counts).toMatchObject({ read: 260, rejected: 0, accepted: { order_line: 260 } });
  await acceptPulledMapping(deps, deps.scope(), { sourceId: source.id, previewId: shown.previewId });
  // the worker dies with the second page in its hands
  let pages = 0;
  const dying = { ...deps, db: { ...deps.db, prisma: deps.db.prisma, transaction: (work: never) => (++pages === 2 ? Promise.reject(new Error('killed')) : deps.db.transaction(work)) } } as typeof deps;
  await expect(pullEvents(dying, { projectId: deps.projectId, sourceId: source.id }, { signal: new AbortController().signal })).rejects.toThrow('killed');
  expect(await deps.db.prisma.eventBatch.count({ where: { sourceId: source.id } })).toBe(1);
  await pull();
  await settle();
  expect((await getEventLog(deps.db, deps.scope(), source.logId)).latest).toMatchObject({ rows: 260 });
  expect((await listEventBatches(deps.db, deps.scope(), { sourceId: source.id, offset: 0, limit: 10 })).rows.map((b) => [b.origin, b.counts!.read])).toEqual([['postgres', 60], ['postgres', 100], ['postgres', 100]]);
});

test('the next pull brings what is new or changed, and nothing when nothing is', async () => {
  await insert(261, 263, '2026-04-02T00:00:00Z');
  await shop.query(`UPDATE lines SET unit_price = 8, changed_at = '2026-04-02T00:00:01Z' WHERE order_id = 'o1'`);
  await pull();
  await settle();
  const { rows } = await listEventBatches(deps.db, deps.scope(), { sourceId: source.id, offset: 0, limit: 1 });
  expect(rows[0]!.counts).toMatchObject({ read: 4, accepted: { order_line: 4 }, corrections: { order_line: 1 } });
  await pull();
  expect((await listEventBatches(deps.db, deps.scope(), { sourceId: source.id, offset: 0, limit: 1 })).rows[0]!.id).toBe(rows[0]!.id);
});

test('a source is pulled again when it is due, once, and not while it is paused', async () => {
  await deps.db.pool.query('DELETE FROM graphile_worker._private_jobs');
  expect(await queueDuePulls(deps.db)).toBe(0);
  await deps.db.pool.query(`UPDATE event_source SET cursor = cursor || jsonb_build_object('at', now() - interval '16 minutes') WHERE id = $1`, [source.id]);
  await changeEventSource(deps, deps.scope(), source.id, { paused: true });
  expect(await queueDuePulls(deps.db)).toBe(0);
  await changeEventSource(deps, deps.scope(), source.id, { paused: false });
  expect([await queueDuePulls(deps.db), await queueDuePulls(deps.db)]).toEqual([1, 0]);
});

test('rows of a writer that has not finished are waited for: a later number does not hide an earlier one', async () => {
  const writer = new pg.Client({ connectionString: Object.assign(new URL(deps.url), { pathname: `/${name}` }).toString() });
  await writer.connect();
  await writer.query('BEGIN');
  await writer.query(`INSERT INTO lines (order_id, changed_at) VALUES ('slow', now())`);
  await insert(300, 300, '2026-04-03T00:00:00Z');
  const bound = (waitMs: number) => withForeign({ config: config({ cursorColumn: 'id', tieColumn: undefined }), password: PASSWORD }, (client) => settledBound(client, config({ cursorColumn: 'id', tieColumn: undefined }), false, waitMs));
  expect(await bound(300)).toBeNull();
  await writer.query('COMMIT');
  await writer.end();
  expect(Number(await bound(300))).toBeGreaterThan(264);
});

test('a column that went, a table without rights and a server that is away are told with the source until a pull succeeds; nothing can be written there', async () => {
  const error = async () => ((await getEventSource(deps.db, deps.scope(), source.id)).cursor as { error?: { code: string; message: string } }).error;
  await shop.query('ALTER TABLE lines RENAME COLUMN sku TO product');
  await pull();
  expect(await error()).toMatchObject({ code: 'SOURCE_CHANGED', message: 'The table lines no longer has sku, which the mapping reads.' });
  await shop.query('ALTER TABLE lines RENAME COLUMN product TO sku');
  await shop.query(`REVOKE SELECT ON lines FROM ${name}_reader`);
  await pull();
  expect(await error()).toMatchObject({ code: 'SOURCE_REFUSED', message: expect.stringContaining('may not read lines') });
  await shop.query(`GRANT ALL ON lines TO ${name}_reader`);
  await pull();
  expect(await error()).toBeUndefined();
  await expect(withForeign({ config: config(), password: PASSWORD }, (client) => client.query('DELETE FROM lines'))).rejects.toMatchObject({ code: 'SOURCE_REFUSED' });
});
