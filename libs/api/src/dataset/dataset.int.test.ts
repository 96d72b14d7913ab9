import { Readable } from 'node:stream';
import type { DatasetId, DatasetVersionId } from '@bellwether/contracts';
import { ingestDataset, registerPath, registerStream } from '@bellwether/pipeline';
import { appendFile, mkdtemp, rm, writeFile } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { testRuns } from '@bellwether/lineage/testing';
import { testApi, type TestApi } from '../testing';

let api: TestApi;
beforeAll(async () => {
  api = await testApi();
});
afterAll(() => api.close());

const signal = new AbortController().signal;
const BASE = `id,amount,bought\n${Array.from({ length: 60 }, (_, i) => `c${i},${i * 1.5},${i % 3 === 0}`).join('\n')}\n`;

async function register(name: string, text: string, parse = true) {
  const version = await registerStream(api.deps, api.deps.scope(), Readable.from([Buffer.from(text)]), { dataset: { name }, fileName: `${name}.csv`, origin: 'upload' });
  if (parse) await ingestDataset(api.deps, { projectId: api.projectId, datasetVersionId: version.versionId }, { signal });
  return version;
}

test('the same bytes are the same version; other bytes are the next one, with its changes', async () => {
  const caller = api.as({ role: 'operator' });
  const one = await register('orders', BASE);
  expect(await register('orders', BASE, false)).toMatchObject({ versionId: one.versionId, number: 1, existing: true });
  const two = await register('orders', `${BASE.replace('id,amount,bought', 'id,amount,paid')}x,999,true\n`);
  expect(two).toMatchObject({ datasetId: one.datasetId, number: 2, existing: false });
  const changes = await caller.dataset.changes({ id: two.versionId });
  expect(changes).toMatchObject({ rows: { before: 60, after: 61 }, added: [{ name: 'paid' }], removed: [{ name: 'bought' }] });
  expect((await caller.dataset.get({ id: one.datasetId })).allVersions.map((v) => v.number)).toEqual([2, 1]);
});

test('a file that holds no table ends its version with the reason and how to mend it', async () => {
  const { versionId } = await register('empty', 'a,b\n');
  expect(await api.as().dataset.version({ id: versionId })).toMatchObject({ state: 'failed', error: { code: 'DATA_HEADER_ONLY', fix: expect.any(String) } });
});

test('rows are paged, searched and sorted; refused ones keep their number and reason', async () => {
  const { versionId } = await register('ragged', `${BASE}lonely\n`);
  const caller = api.as({ role: 'viewer' });
  const page = await caller.dataset.rows({ id: versionId, limit: 2, sort: { column: 'amount', descending: true } });
  expect(page).toMatchObject({ total: 60, columns: ['id', 'amount', 'bought'], rows: [[60, 'c59', 88.5, false], [59, 'c58', 87, false]] });
  expect((await caller.dataset.rows({ id: versionId, search: 'C59' })).total).toBe(1);
  expect(await caller.dataset.rejected({ id: versionId })).toMatchObject({ total: 1, rows: [{ row: 61, raw: 'lonely' }] });
});

test('roles are corrected by people, kept for the next version, and the profile follows the target', async () => {
  const caller = api.as({ role: 'operator' });
  const { versionId, datasetId } = await register('roles', BASE.replace('bought', 'flag'));
  const proposed = await caller.dataset.version({ id: versionId });
  const changed = await caller.dataset.setRoles({ id: versionId, roles: { flag: 'target', amount: 'sensitive' } });
  expect(changed).toMatchObject({ rolesProposed: false, roles: { flag: 'target', amount: 'sensitive' }, profile: { target: { column: 'flag', positiveValue: 'true' } } });
  expect(changed.roleSetId).not.toBe(proposed.roleSetId);
  await expect(caller.dataset.setRoles({ id: versionId, roles: { nope: 'id' } })).rejects.toMatchObject({ cause: { code: 'COLUMN_NOT_FOUND' } });
  await expect(caller.dataset.setRoles({ id: versionId, roles: { id: 'target' } })).rejects.toMatchObject({ cause: { code: 'INPUT_INVALID', message: expect.stringContaining('one target') } });
  const next = await register('roles', `${BASE.replace('bought', 'flag')}c60,1,true\n`);
  expect((await caller.dataset.version({ id: next.versionId })).roles).toEqual(changed.roles);
  expect(next.datasetId).toBe(datasetId);
});

test('what something depends on is not deleted, and the refusal says what; the rest is, and the log has it', async () => {
  const caller = api.as({ role: 'operator' });
  const used = await register('used', BASE);
  const roleSet = await api.deps.db.prisma.columnRoleSet.findFirstOrThrow({ where: { versionId: used.versionId } });
  await testRuns(api.deps.db, api.deps.scope(), { data: { datasetId: used.datasetId, versionId: used.versionId, roleSetId: roleSet.id } as never });
  await expect(caller.dataset.delete({ id: used.datasetId })).rejects.toMatchObject({ cause: { code: 'IN_USE', message: expect.stringContaining('run #') } });
  expect((await caller.dataset.dependants({ id: used.versionId })).total).toBe(1);
  const free = await register('free', BASE);
  await caller.dataset.delete({ id: free.datasetId });
  await expect(caller.dataset.get({ id: free.datasetId })).rejects.toMatchObject({ cause: { code: 'NOT_FOUND' } });
  expect(await api.deps.db.prisma.auditEntry.count({ where: { action: 'dataset.delete', objectName: 'free' } })).toBe(1);
});

test('names are unique, tags filter, archives are out of sight and come back', async () => {
  const caller = api.as({ role: 'operator' });
  const { datasetId } = await register('plain', BASE, false);
  await expect(caller.dataset.update({ id: datasetId, name: 'orders' })).rejects.toMatchObject({ cause: { code: 'NAME_TAKEN' } });
  await caller.dataset.update({ id: datasetId, tags: ['crm', 'q4'], notes: 'from the warehouse', archived: true });
  const names = async (input: Parameters<typeof caller.dataset.list>[0]) => (await caller.dataset.list(input)).rows.map((d) => d.name);
  expect(await names({ tags: ['crm'] })).toEqual([]);
  expect(await names({ tags: ['crm'], archived: true })).toEqual(['plain']);
  await caller.dataset.update({ id: datasetId, archived: false });
  expect(await names({ tags: ['crm', 'q4'] })).toEqual(['plain']);
});

test('a dataset of another project does not answer, whatever is asked of it', async () => {
  const { datasetId, versionId } = await register('mine', BASE, false);
  const other = api.as({ role: 'admin', projectId: api.otherProjectId });
  const asked: ((d: DatasetId, v: DatasetVersionId) => Promise<unknown>)[] = [(d) => other.dataset.get({ id: d }), (_, v) => other.dataset.version({ id: v }), (_, v) => other.dataset.rows({ id: v }), (_, v) => other.dataset.rejected({ id: v }), (_, v) => other.dataset.setRoles({ id: v, roles: { id: 'id' } }), (d) => other.dataset.delete({ id: d }), (_, v) => other.dataset.deleteVersion({ id: v })];
  for (const ask of asked) await expect(ask(datasetId, versionId)).rejects.toMatchObject({ cause: { code: 'NOT_FOUND' } });
});

test('a file that changes while it is read is refused', async () => {
  const home = await mkdtemp(path.join(os.tmpdir(), 'bellwether-changing-'));
  const file = path.join(home, 'growing.csv');
  await writeFile(file, BASE.repeat(3000));
  const writing = setInterval(() => void appendFile(file, 'more,1,true\n'), 1);
  await expect(registerPath(api.deps, api.deps.scope(), file, { dataset: { name: 'growing' }, origin: 'path' })).rejects.toMatchObject({ code: 'DATA_CHANGED_WHILE_READ' });
  clearInterval(writing);
  expect((await api.as().dataset.list({ search: 'growing' })).total).toBe(0);
  await rm(home, { recursive: true, force: true });
});
