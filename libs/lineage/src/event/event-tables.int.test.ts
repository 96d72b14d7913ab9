import type { EventLogVersionId } from '@bellwether/contracts';
import { testDeps, type TestDeps } from '../testing';
import { eventTables } from './event-tables';

let deps: TestDeps;
beforeAll(async () => {
  deps = await testDeps();
});
afterAll(() => deps.close());

const at = new Date('2026-01-01T00:00:00Z');
const rules = { stitch: { enabled: true, lookbackDays: 7 } };

async function log() {
  const { prisma } = deps.db;
  const { id } = await prisma.eventLog.create({ data: { projectId: deps.projectId, name: 'Shop', currency: 'USD', timeZone: 'UTC', rules, createdBy: 'x' } });
  const partition = (kind: string, hash: string, addedIn: number, removedIn: number | null) =>
    prisma.eventPartition.create({ data: { projectId: deps.projectId, logId: id, kind, contentHash: hash.repeat(64), rows: 1n, bytes: 1n, eventFrom: at, eventTo: at, knownFrom: at, knownTo: at, stats: {}, addedIn, removedIn } });
  await partition('order_line', 'a', 1, 3);
  await partition('order_line', 'b', 2, null);
  await partition('product', 'c', 3, null);
  const version = (number: number, more: object = {}) => prisma.eventLogVersion.create({ data: { projectId: deps.projectId, logId: id, number, cause: 'ingest', contentHash: 'x', rules, currency: 'USD', counts: {}, rows: 1n, ...more } });
  return [await version(1), await version(2, { supersededHash: 'd'.repeat(64), linkHash: 'e'.repeat(64) }), await version(3)] as const;
}

test('a version is the partitions that were added by then and not removed; versions share them', async () => {
  const versions = await log();
  const tables = await Promise.all(versions.map((v) => eventTables(deps, deps.scope(), v.id as EventLogVersionId)));
  const names = tables.map((t) => Object.fromEntries(Object.entries(t.files).map(([kind, files]) => [kind, files.map((f) => f.at(-1))])));
  expect(names).toEqual([{ order_line: ['a'] }, { order_line: ['a', 'b'] }, { order_line: ['b'], product: ['c'] }]);
  expect(tables[1]).toMatchObject({ supersededFile: deps.artifacts.path('d'.repeat(64)), linkFile: deps.artifacts.path('e'.repeat(64)), stitchLookbackDays: 7, currency: { base: 'USD', rates: [] } });
  expect(tables[0]).toMatchObject({ supersededFile: null, linkFile: null, partitions: [{ kind: 'order_line', rows: 1, knownFrom: at.toISOString() }] });
  await expect(eventTables(deps, deps.scope('admin', deps.otherProjectId), versions[0].id as EventLogVersionId)).rejects.toMatchObject({ code: 'NOT_FOUND' });
});

test('what a version says stays said', async () => {
  await expect(deps.db.prisma.eventLogVersion.updateMany({ data: { rows: 2n } })).rejects.toThrow(/append-only/);
  await expect(deps.db.prisma.eventPartition.updateMany({ data: { rows: 2n } })).rejects.toThrow(/immutable/);
  await expect(deps.db.prisma.eventPartition.updateMany({ where: { removedIn: null }, data: { removedIn: 9 } })).resolves.toBeTruthy();
});
