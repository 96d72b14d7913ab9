import { readdir, stat } from 'node:fs/promises';
import path from 'node:path';
import { Readable } from 'node:stream';
import { AppError, type EventLogId } from '@bellwether/contracts';
import { DuckSession, eventFiles, registerEventViews } from '@bellwether/features';
import { addFirstExpectations, commitEventBatch, createEventLog, eventQuality, eventTables, getEventBatch, getEventLog, listEventBatches, listEventVersions, logState, type RegisteredEventBatch } from '@bellwether/lineage';
import { testDeps, type TestDeps } from '@bellwether/lineage/testing';
import { compactEvents } from './compact-events';
import { acceptEventFiles, previewEventFiles, proposeEventMapping, uploadEventFile } from './event-files';
import { ingestEventBatch } from './ingest-events';
import { rejectedEvents } from './rejected-events';

let deps: TestDeps;
beforeAll(async () => {
  deps = await testDeps();
});
afterAll(() => deps.close());

const signal = new AbortController().signal;
const HEAD = 'order_id,customer_id,sku,quantity,unit_price,ordered_at\n';
const day = (d: number) => `2026-03-${String(d).padStart(2, '0')} 10:00:00`;
const lines = (from: number, to: number) => Array.from({ length: to - from + 1 }, (_, i) => `o${from + i},c${(from + i) % 3},p${(from + i) % 2},1,5,${day(from + i)}`);

async function newLog(name: string): Promise<EventLogId> {
  const log = await createEventLog(deps.db, deps.scope(), { name, currency: 'USD', timeZone: 'UTC' });
  await addFirstExpectations(deps.db, deps.scope(), log.id);
  return log.id;
}

async function shown(logId: EventLogId, files: Record<string, string>) {
  const scope = deps.scope();
  const uploads = [];
  for (const [name, text] of Object.entries(files)) uploads.push(await uploadEventFile(deps, scope, Readable.from([Buffer.from(text)]), name));
  const proposal = await proposeEventMapping(deps, scope, { logId, uploadId: uploads[0]!.id, entity: null });
  return previewEventFiles(deps, scope, { logId, uploadIds: uploads.map((u) => u.id), mapping: proposal.mapping });
}

async function take(logId: EventLogId, files: Record<string, string>, name: string): Promise<RegisteredEventBatch> {
  const { previewId } = await shown(logId, files);
  const sources = await deps.db.prisma.eventSource.findMany({ where: { logId, name } });
  const batch = await acceptEventFiles(deps, deps.scope(), { logId, previewId, source: sources[0] ? { id: sources[0].id as never } : { name }, origin: 'console' });
  await ingestEventBatch(deps, { projectId: deps.projectId, batchId: batch.batchId }, { signal });
  return batch;
}

test('from files to a version: the loss is shown first, counts and rejects are kept, the views read it', async () => {
  const logId = await newLog('walk');
  const files = { 'a.csv': HEAD + lines(1, 6).join('\n') + '\n', 'b.csv': HEAD + [...lines(7, 10), 'o99,c1,p1,many,5,2026-03-11 10:00:00', lines(1, 1)[0]].join('\n') + '\n' };
  const { preview } = await shown(logId, files);
  expect(preview).toMatchObject({ whole: true, counts: { read: 12, accepted: { order_line: 10 }, duplicates: { order_line: 1 }, rejected: 1, reasons: { 'quantity: not a number': 1 } } });
  expect(preview.rows[0]).toMatchObject({ kind: 'order_line', columns: expect.arrayContaining(['orderId', 'unitPrice']) });
  const { batchId } = await take(logId, files, 'Orders');
  const batch = await getEventBatch(deps.db, deps.scope(), batchId);
  expect(batch).toMatchObject({ state: 'done', versionNumber: 1, counts: preview.counts });
  const audit = await deps.db.prisma.auditEntry.findMany({ where: { projectId: deps.projectId, action: { in: ['events.accept-mapping', 'events.add-batch'] } } });
  expect(audit.map((l) => l.action).sort()).toEqual(['events.accept-mapping', 'events.add-batch']);
  expect(await rejectedEvents(deps, deps.scope(), batchId, { offset: 0, limit: 10 })).toMatchObject({ total: 1, rows: [{ file: 'b.csv', row: 5, reason: 'quantity: not a number' }] });
  const { latest } = await getEventLog(deps.db, deps.scope(), logId);
  const tables = await eventTables(deps, deps.scope(), latest!.id);
  const session = await DuckSession.open({ folders: [], files: eventFiles(tables), memoryMb: 256, threads: 1, spill: path.join(deps.artifacts.root, 'spill') });
  await registerEventViews(session, tables);
  expect(await session.one('SELECT count(*) AS n, sum(quantity * unit_price) AS money FROM order_line_of_customer')).toEqual({ n: 10, money: 50 });
  session.close();
  const quality = await eventQuality(deps.db, deps.scope(), logId, null);
  expect(quality.kinds[0]).toMatchObject({ kind: 'order_line', rows: 10, gaps: [], late: 0 });
  expect(quality.expectations.filter((e) => e.outcome?.passed === false)).toEqual([]);
  await expect(acceptEventFiles(deps, deps.scope('admin', deps.otherProjectId), { logId, previewId: (await shown(logId, files)).previewId, source: { name: 'x' }, origin: 'console' })).rejects.toMatchObject({ code: 'NOT_FOUND' });
});

test('the next files make the next version beside shared partitions; a changed column is told, a missing day found, compaction keeps every row', async () => {
  const logId = await newLog('versions');
  await take(logId, { 'a.csv': HEAD + lines(1, 8).join('\n') + '\n' }, 'Orders');
  // three days are missing, and a column came along
  await take(logId, { 'b.csv': HEAD.replace('\n', ',voucher\n') + lines(12, 14).map((l) => `${l},x`).join('\n') + '\n' }, 'Orders');
  const { rows } = await listEventVersions(deps.db, deps.scope(), { logId, offset: 0, limit: 10 });
  expect(rows.map((v) => [v.number, v.rows, v.partitions])).toEqual([[2, 11, 2], [1, 8, 1]]);
  const quality = await eventQuality(deps.db, deps.scope(), logId, null);
  expect(quality.kinds[0]!.gaps).toEqual([{ from: '2026-03-09', to: '2026-03-11', days: 3 }]);
  expect(quality.schemaChanges).toMatchObject([{ warning: { code: 'column-added', column: 'voucher' } }]);
  expect(quality.expectations.filter((e) => e.outcome?.passed === false)).toMatchObject([{ rule: { rule: 'no-gap' }, history: [true, false], outcome: { observed: { longest: 3 }, examples: ['2026-03-09 – 2026-03-11'] } }]);
  const kept = (await eventTables(deps, deps.scope(), rows[1]!.id)).files.order_line!;
  expect((await eventTables(deps, deps.scope(), rows[0]!.id)).files.order_line).toEqual(expect.arrayContaining(kept));
  await compactEvents(deps, { projectId: deps.projectId, logId }, { signal }, { rows: 1000, files: 2 });
  const after = await eventQuality(deps.db, deps.scope(), logId, null);
  expect(after.version).toMatchObject({ number: 3, rows: 11 });
  expect(after.kinds[0]).toMatchObject({ partitions: 1, days: quality.kinds[0]!.days });
  expect((await eventTables(deps, deps.scope(), rows[1]!.id)).files.order_line).toEqual(kept);
});

test('a full disk in the middle leaves the log as it was, and the batch is read when there is room again', async () => {
  const logId = await newLog('disk');
  const { previewId } = await shown(logId, { 'a.csv': HEAD + lines(1, 3).join('\n') + '\n' });
  const { batchId } = await acceptEventFiles(deps, deps.scope(), { logId, previewId, source: { name: 'Orders' }, origin: 'console' });
  // the store is the real one on a disk that takes nothing more
  const full = Object.create(deps.artifacts, { putFile: { value: () => Promise.reject(new AppError({ code: 'DISK_FULL', message: 'no space', fix: 'free some', retry: true })) } }) as typeof deps.artifacts;
  await expect(ingestEventBatch({ ...deps, artifacts: full }, { projectId: deps.projectId, batchId }, { signal })).rejects.toMatchObject({ code: 'DISK_FULL' });
  expect(await getEventLog(deps.db, deps.scope(), logId)).toMatchObject({ latest: null });
  expect(await deps.db.prisma.eventPartition.count({ where: { logId } })).toBe(0);
  const left = await readdir(path.join(deps.artifacts.root, 'tmp'));
  for (const name of left) expect((await stat(path.join(deps.artifacts.root, 'tmp', name))).isDirectory()).toBe(false);
  await ingestEventBatch(deps, { projectId: deps.projectId, batchId }, { signal });
  expect((await listEventBatches(deps.db, deps.scope(), { logId, offset: 0, limit: 5 })).rows).toMatchObject([{ state: 'done', versionNumber: 1 }]);
});

test('what was read against an older version is refused: it is read again, and only what is new is taken', async () => {
  const logId = await newLog('race');
  const stale = await logState(deps.db, deps.projectId, logId);
  await take(logId, { 'a.csv': HEAD + lines(1, 3).join('\n') + '\n' }, 'Orders');
  const { batchId } = await take(logId, { 'again.csv': HEAD + lines(1, 4).join('\n') + '\n' }, 'Orders');
  const { counts } = await getEventBatch(deps.db, deps.scope(), batchId);
  expect(counts).toMatchObject({ accepted: { order_line: 1 }, duplicates: { order_line: 3 } });
  await expect(commitEventBatch(deps.db, stale, { batchId, sourceName: 'Orders', partitions: [], supersededHash: 'f'.repeat(64), linkHash: null, counts: counts!, warnings: [], rejectedHash: null, columns: null })).rejects.toMatchObject({ code: 'CONFLICT', retry: true });
});
