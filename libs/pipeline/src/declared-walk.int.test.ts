import { Readable } from 'node:stream';
import type { EventLogId, PredictionTask } from '@bellwether/contracts';
import { createEventLog, featureCard, getDatasetVersion, getTrainingTable, lineageGraph, listTrainingTables, tableAttacks } from '@bellwether/lineage';
import { testDeps, type TestDeps } from '@bellwether/lineage/testing';
import { buildTrainingTable, materialiseTask } from './build-training-table';
import { checkDeclaredFeatures, declareFeatureSet, proposeFeatureSet } from './declare-features';
import { previewPredictionTask, proposePredictionTasks, savePredictionTask } from './declare-task';
import { acceptEventFiles, previewEventFiles, proposeEventMapping, uploadEventFile } from './event-files';
import { ingestEventBatch } from './ingest-events';
import { lookupFeatures, unloadFeatures } from './lookup-features';

let deps: TestDeps;
let logId: EventLogId;
const signal = new AbortController().signal;

/** Half the customers come back each three weeks, the others every three months. */
function orders(from: number, to: number): string {
  const day = (d: number) => new Date(Date.UTC(2025, 0, 1 + d, 9 + (d % 8))).toISOString();
  const lines = Array.from({ length: 40 }, (_, c) => c).flatMap((c) => {
    const every = c % 2 ? 21 : 90;
    return Array.from({ length: Math.ceil((to - from) / every) + 1 }, (_, k) => from - (from % every) + k * every + c).filter((d) => d >= from && d < to).map((d) => `o${c}-${d},c${c},p${(c + d) % 5},${1 + (d % 3)},${5 + (c % 7)},${day(d)},web`);
  });
  return `order_id,customer_id,sku,quantity,unit_price,ordered_at,channel\n${lines.join('\n')}\n`;
}

async function take(csv: string, source: string): Promise<void> {
  const scope = deps.scope();
  const upload = await uploadEventFile(deps, scope, Readable.from([Buffer.from(csv)]), `${source}.csv`);
  const { mapping } = await proposeEventMapping(deps, scope, { logId, uploadId: upload.id, entity: null });
  const { previewId } = await previewEventFiles(deps, scope, { logId, uploadIds: [upload.id], mapping });
  const { batchId } = await acceptEventFiles(deps, scope, { logId, previewId, source: { name: source }, origin: 'console' });
  await ingestEventBatch(deps, { projectId: deps.projectId, batchId }, { signal });
}

beforeAll(async () => {
  deps = await testDeps();
  logId = (await createEventLog(deps.db, deps.scope(), { name: 'shop', currency: 'USD', timeZone: 'Europe/Berlin' })).id;
  await take(orders(0, 330), 'Tills');
}, 180_000);
afterAll(async () => {
  unloadFeatures();
  await deps.close();
});

test('a column of one value is not proposed, also of partitions from before that was kept', async () => {
  const names = async () => (await proposeFeatureSet(deps, deps.scope(), { logId, entity: 'customer', preset: 'weekly-recipe' })).map((p) => p.definition.name);
  const before = await names();
  expect(before).toContain('orders_ever');
  expect(before).not.toContain('channel_share_ever');
  await deps.db.pool.query('ALTER TABLE event_partition DISABLE TRIGGER event_partition_immutable');
  await deps.db.pool.query(`UPDATE event_partition SET stats = stats - 'constant' WHERE log_id = $1`, [logId]);
  await deps.db.pool.query('ALTER TABLE event_partition ENABLE TRIGGER event_partition_immutable');
  expect(await names()).toEqual(before);
});

const named = () => ({ description: '', logId });
const build = (tableId: string) => buildTrainingTable(deps, { projectId: deps.projectId, tableId: tableId as never }, { signal });

async function declared(name: string, spec: PredictionTask) {
  const task = await savePredictionTask(deps, deps.scope(), { ...named(), taskId: null, name, spec });
  const proposed = await proposeFeatureSet(deps, deps.scope(), { logId, entity: 'customer', preset: 'proposed' });
  const set = await declareFeatureSet(deps, deps.scope(), { ...named(), setId: null, name: `${name} features`, entity: 'customer', timeZone: 'Europe/Berlin', features: proposed.map((p) => p.definition) });
  return { task, set };
}

test('from a proposal to rows with roles: the table is attacked, cached, told apart by its content, and traced to partitions and features', async () => {
  const scope = deps.scope();
  const [first] = await proposePredictionTasks(deps, scope, logId);
  const preview = await previewPredictionTask(deps, scope, { logId, spec: first!.spec });
  expect(preview.problems).toEqual([]);
  const { task, set } = await declared('Orders again', first!.spec);
  const { tableId, existing } = await materialiseTask(deps, scope, { taskId: task.id, setId: set.id, logVersionId: null });
  expect(existing).toBe(false);
  await build(tableId);
  const table = await getTrainingTable(deps.db, scope, tableId);
  expect(table).toMatchObject({ state: 'done', error: null, taskName: 'Orders again', output: 'binary', targetKind: 'yes_no', logVersion: 1, rows: preview.parts.train.rows + preview.parts.tune.rows + preview.parts.test.rows, leaks: 0 });
  const version = await getDatasetVersion(deps.db, scope, table.datasetVersionId!);
  expect(version).toMatchObject({ state: 'ready', origin: 'task', datasetName: 'Orders again', rolesProposed: false, roles: { customer_id: 'id', cutoff: 'time', target: 'target', split: 'split', recency: 'numeric' } });
  expect(version.profile?.target).toMatchObject({ column: 'target' });
  expect(table.report!.leakChecks.map((c) => [c.check, c.state])).toEqual([['shift-test', 'passed'], ['late-backfill', 'passed']]);
  expect((await tableAttacks(deps.db, version.id))!.leakChecks).toHaveLength(2);

  // the same three are the same table
  expect(await materialiseTask(deps, scope, { taskId: task.id, setId: set.id, logVersionId: null })).toEqual({ tableId, existing: true });
  // another version of the task finds every measure computed already where its snapshots are the same
  await savePredictionTask(deps, scope, { ...named(), taskId: task.id, name: 'Orders again', spec: { ...first!.spec, target: { kind: 'any', of: 'order_line', where: [], atLeast: 2 } } });
  const again = await materialiseTask(deps, scope, { taskId: task.id, setId: set.id, logVersionId: null });
  expect(again.existing).toBe(false);
  await build(again.tableId);
  const second = await getTrainingTable(deps.db, scope, again.tableId);
  expect(second).toMatchObject({ taskVersion: 2, state: 'done' });
  expect(second.report!.snapshots.every((s) => s.computed === 0 && s.cached > 0)).toBe(true);
  expect((await getDatasetVersion(deps.db, scope, second.datasetVersionId!)).number).toBe(2);

  const graph = await lineageGraph(deps.db, scope, { kind: 'dataset-version', id: version.id, up: 3, down: 0, most: 100 });
  const kinds = new Set(graph.nodes.map((n) => n.kind));
  expect([...kinds]).toEqual(expect.arrayContaining(['training-table', 'task-version', 'feature-version', 'event-log-version', 'event-partition']));
  const card = await featureCard(deps.db, scope, { entity: 'customer', name: 'recency' });
  expect(card).toMatchObject({ version: 1, sets: 1, inSets: [{ name: 'Orders again features' }], lineage: ['order_line.eventTime'] });
  expect(card.tables[0]!.column.snapshots.length).toBeGreaterThan(3);
  expect(card.medians.every((m) => m !== null)).toBe(true);
}, 180_000);

test('nonsense is refused with its reason, before and while the table is made', async () => {
  const scope = deps.scope();
  const [first] = await proposePredictionTasks(deps, scope, logId);
  const far = { ...first!.spec, horizonDays: 400 };
  expect((await previewPredictionTask(deps, scope, { logId, spec: far })).problems).toMatchObject([{ code: 'horizon-beyond-data' }]);
  await expect(savePredictionTask(deps, scope, { ...named(), taskId: null, name: 'x', spec: { ...first!.spec, target: { kind: 'sum', of: 'order_line', where: [], field: 'nothing' } } })).rejects.toMatchObject({ code: 'TASK_REFUSED', message: expect.stringContaining('nothing') });
  await expect(previewPredictionTask(deps, scope, { logId, spec: { entity: 'customer' } })).rejects.toMatchObject({ code: 'INPUT_INVALID' });
  await expect(savePredictionTask(deps, scope, { ...named(), taskId: null, name: 'Orders again', spec: first!.spec })).rejects.toMatchObject({ code: 'NAME_TAKEN' });
  const { task, set } = await declared('Too far', far);
  const { tableId } = await materialiseTask(deps, scope, { taskId: task.id, setId: set.id, logVersionId: null });
  await build(tableId);
  const [table] = await listTrainingTables(deps.db, scope, { taskId: task.id, limit: 5 });
  expect(table).toMatchObject({ state: 'failed', datasetVersionId: null, error: { code: 'TASK_REFUSED', message: expect.stringContaining('400 days') } });
}, 180_000);

test('queries as features are closed to files, the network and other projects, and tell what they read; what changes becomes a version', async () => {
  const scope = deps.scope();
  const ask = { logId, entity: 'customer' as const, timeZone: 'UTC' };
  const sql = (name: string, text: string) => ({ name, kind: 'sql', params: { sql: text, type: 'number' } });
  const good = sql('big_lines', 'SELECT customer_id AS entity_id, count(*) AS value FROM order_line WHERE quantity > 2 GROUP BY 1');
  const checks = await checkDeclaredFeatures(deps, scope, {
    ...ask,
    features: [good, sql('files', "SELECT content AS entity_id, 1 AS value FROM read_text('/etc/passwd')"), sql('network', "SELECT * FROM 'https://example.com/x.parquet'"), sql('others', `SELECT * FROM '${deps.artifacts.root}/**/*.parquet'`), sql('attach', "ATTACH '/tmp/x.db'")],
  });
  expect(checks[0]).toMatchObject({ error: null, lineage: ['order_line.customerId', 'order_line.quantity'], servable: true });
  expect(checks.slice(1).map((c) => c.error?.code)).toEqual(Array(4).fill('PARAMS_INVALID'));
  await expect(declareFeatureSet(deps, scope, { ...ask, setId: null, name: 'bad', description: '', features: [good, sql('files', "SELECT content AS entity_id, 1 AS value FROM read_text('/etc/passwd')")] })).rejects.toMatchObject({ code: 'PARAMS_INVALID', message: expect.stringContaining('read_text') });
  const set = await declareFeatureSet(deps, scope, { ...ask, setId: null, name: 'queries', description: '', features: [good] });
  const kept = await declareFeatureSet(deps, scope, { ...ask, setId: set.id, name: 'queries', description: '', features: [good] });
  expect(kept.latest).toMatchObject({ number: 1 });
  const changed = await declareFeatureSet(deps, scope, { ...ask, setId: set.id, name: 'queries', description: '', features: [sql('big_lines', 'SELECT customer_id AS entity_id, count(*) AS value FROM order_line WHERE quantity > 1 GROUP BY 1')] });
  expect(await deps.db.prisma.auditEntry.count({ where: { action: 'features.save', objectId: set.id } })).toBe(3);
  expect(changed).toMatchObject({ latest: { number: 2 }, members: [{ definition: { name: 'big_lines', version: 2 } }] });
  await expect(declareFeatureSet(deps, deps.scope('admin', deps.otherProjectId), { ...ask, setId: null, name: 'foreign', description: '', features: [good] })).rejects.toMatchObject({ code: 'NOT_FOUND' });
}, 180_000);

test('what is looked up online is what training computes for that moment, for every feature of a set, query included; later events are served, the past is not', async () => {
  const scope = deps.scope();
  const proposed = (await proposeFeatureSet(deps, scope, { logId, entity: 'customer', preset: 'proposed' })).map((p) => p.definition);
  const recipe = (await proposeFeatureSet(deps, scope, { logId, entity: 'customer', preset: 'weekly-recipe' })).map((p) => ({ ...p.definition, name: `r_${p.definition.name}` }));
  const features = [...proposed, ...recipe, { name: 'big_lines', kind: 'sql', params: { sql: 'SELECT customer_id AS entity_id, count(*) AS value FROM order_line WHERE quantity > 2 GROUP BY 1' } }];
  const set = await declareFeatureSet(deps, scope, { setId: null, name: 'served', description: '', logId, entity: 'customer', timeZone: 'Europe/Berlin', features });
  const trained = await checkDeclaredFeatures(deps, scope, { logId, entity: 'customer', timeZone: 'Europe/Berlin', features });
  const ids = trained[0]!.sample.map((s) => s.entityId);
  const at = new Date(trained[0]!.cutoff!);
  const served = await lookupFeatures(deps, scope, { setId: set.id, logId, entityIds: ids, at });
  expect(served.names).toEqual(features.map((f) => f.name));
  const apart = trained.flatMap((check, k) => check.sample.flatMap((s, i) => {
    const got = served.rows[i]!.values[k] ?? null;
    const near = typeof s.value === 'number' && typeof got === 'number' ? Math.abs(s.value - got) <= 1e-6 * Math.max(1, Math.abs(s.value)) : s.value === got;
    return near ? [] : [{ feature: check.ref, of: s.entityId, trained: s.value, served: got }];
  }));
  expect(apart).toEqual([]);
  expect(trained.flatMap((c) => c.sample).filter((s) => s.value !== null).length).toBeGreaterThan(features.length * 5);
  await expect(lookupFeatures(deps, scope, { setId: set.id, logId, entityIds: ids, at: new Date('2025-02-01') })).rejects.toMatchObject({ code: 'INPUT_INVALID' });
  await take(orders(330, 345), 'Later');
  unloadFeatures();
  const later = await lookupFeatures(deps, scope, { setId: set.id, logId, entityIds: ['c1', 'nobody'], at: null });
  expect(later.logVersion).toBe(2);
  expect(later.rows[1]!.values[later.names.indexOf('recency')]).toBeNull();
}, 180_000);
