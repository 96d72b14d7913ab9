import { createUser, SYSTEM_ACTOR } from '@bellwether/lineage';
import { catalogueOf } from './openapi/catalogue';
import { appRouter } from './router';
import { testApi, type TestApi } from './testing';
import { foreignShop, type ForeignIds } from './testing/foreign-shop';
import { byName, inputFor, type Schema } from './testing/input-for';

let api: TestApi;
let ids: ForeignIds;
beforeAll(async () => {
  api = await testApi();
});
afterAll(() => api.close());

/** Changes that are their own record, or belong to one person alone. */
const WITHOUT_LINE: Record<string, string> = {
  'events.ingest': 'each batch of events is a row with where it came from',
  'prediction.predict': 'each prediction is a row with its author',
  'recommendation.recommend': 'each list is a row with its author',
  'run.favourite': 'a mark in one person’s own list',
  'setup.complete': 'public; proven in apps/training-server',
};
/** What a field has to hold for the call to get through, where its schema cannot say so. */
const FITTING: Record<string, object> = {
  'events.addExpectation': { rule: { rule: 'one-currency', kind: 'order_line' } },
  'events.updateSource': { name: 'changed', config: undefined, password: undefined },
  'run.update': { notes: 'changed' },
  'run.acceptLeak': { findingKey: 'single-feature:y', reason: 'known before the prediction' },
  'run.bulk': { addTags: ['changed'] },
  'dataset.update': { notes: 'changed' },
  'dataset.setRoles': { roles: { 'FOREIGN-SECRET': 'ignored', y: 'target' } },
  'experiment.update': { description: 'changed' },
  'project.update': { name: 'changed' },
  'project.create': { name: 'new', slug: 'new' },
  'model.update': { description: 'changed' },
  'key.create': { name: 'new', scopes: ['run.read'] },
  'tasks.save': { name: 'another', spec: { entity: 'customer', target: { kind: 'any', of: 'order_line' }, horizonDays: 30, cadence: { every: 'month' } } },
  'view.save': { page: 'runs', name: 'new', state: {}, shared: true },
};
/** Refused on this fixture (no artifacts, no passwords, no history, everything in use): their lines are asserted where they succeed. */
const REFUSED_HERE = ['dataset.setRoles', 'dataset.delete', 'dataset.deleteVersion', 'events.acceptFiles', 'events.acceptMapping', 'events.previewMapping', 'events.pull', 'events.retryBatch', 'events.sampleSource', 'events.testSource', 'events.proposeMapping', 'features.saveSet', 'model.import', 'model.register', 'model.rollback', 'outcome.closeLoop', 'outcome.upload', 'prediction.batchCancel', 'recommendation.saveRules', 'run.launch', 'run.rerun', 'search.start', 'user.create', 'user.setPassword'];
const mutations = catalogueOf(appRouter).filter((e) => e.type === 'mutation' && !(e.path in WITHOUT_LINE));
// what deletes comes last
const ordered = [...mutations].sort((a, b) => Number(/delete|revoke/i.test(a.path)) - Number(/delete|revoke/i.test(b.path)));

it('every change that succeeds leaves a line in the audit log', async () => {
  ids = await foreignShop(api.deps.db, api.projectId);
  // the only outcome would make the next a duplicate
  await api.deps.db.prisma.outcome.deleteMany();
  const person = await createUser(api.deps.db, SYSTEM_ACTOR, { name: 'Bo', email: 'bo@example.com', role: 'viewer', passwordHash: 'x' });
  await createUser(api.deps.db, SYSTEM_ACTOR, { name: 'Ada', email: 'ada@example.com', role: 'admin', passwordHash: 'x' });
  const exercised: string[] = [];
  const silent: string[] = [];
  const refused: string[] = [];
  for (const entry of ordered) {
    const before = await api.deps.db.prisma.auditEntry.count();
    const input = entry.input ? { ...(inputFor(entry.input as Schema, '', byName(entry, ids)) as object), ...FITTING[entry.path], ...(entry.path.startsWith('user.') ? { id: person.id, name: 'Beau' } : {}), ...(entry.path === 'run.cancel' ? { runIds: [ids.queuedRun] } : {}) } : undefined;
    const call = entry.path.split('.').reduce<unknown>((at, key) => (at as Record<string, unknown>)[key], api.as()) as (input: unknown) => Promise<unknown>;
    const error = await call(input).then(() => null, (e) => e);
    if (error) {
      refused.push(`${entry.path}: ${error.cause?.code ?? error.code} ${error.message}`);
      continue;
    }
    exercised.push(entry.path);
    if ((await api.deps.db.prisma.auditEntry.count()) === before) silent.push(entry.path);
  }
  expect(silent).toEqual([]);
  // the test must not pass by being refused
  expect(refused.map((r) => r.split(':')[0]).filter((path) => !REFUSED_HERE.includes(path!))).toEqual([]);
  expect(exercised.length).toBeGreaterThanOrEqual(mutations.length - REFUSED_HERE.length);
});
