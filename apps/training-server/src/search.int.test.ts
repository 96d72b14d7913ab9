import path from 'node:path';
import type { RunEnding, SearchId, SearchInput } from '@bellwether/contracts';
import { ArtifactStore, extendSearch, stopSearch } from '@bellwether/lineage';
import { testDatasetVersion, testDeps, type TestDeps } from '@bellwether/lineage/testing';
import { readSearchView, startSearch } from '@bellwether/pipeline';
import { loadFamilyModules } from './child/family-modules';
import { startTestWorker, storeToyTable, until, type TestWorker } from './worker-testing';

const TOY = path.resolve(import.meta.dirname, '../../../libs/tasks/src/testing/toy-family.ts');

let t: TestDeps;
let worker: TestWorker;
let data: Awaited<ReturnType<typeof testDatasetVersion>>;
const startWorker = () => startTestWorker({ url: t.url, home: t.artifacts.root, families: [TOY], env: { BELLWETHER_WORKERS: '2' } });

beforeAll(async () => {
  t = await testDeps();
  await loadFamilyModules([TOY]);
  data = await testDatasetVersion(t.db, t.projectId, { tableHash: await storeToyTable(new ArtifactStore(path.join(t.artifacts.root, 'artifacts'))), rows: 200 });
  worker = await startWorker();
});
afterAll(async () => {
  await worker.stop('SIGTERM');
  await t.close();
});

const start = async (input: Partial<SearchInput>): Promise<SearchId> =>
  (await startSearch(t, t.scope(), { experimentName: 'searches', familyId: 'toy', datasetVersionId: data.versionId, params: { steps: 60, stepDelayMs: 2 }, space: [{ kind: 'float', path: 'learningRate', low: 0.001, high: 3, log: true }], budget: { trials: 4 }, ...input })).searchId;
const view = (id: SearchId) => readSearchView(t, t.scope(), id);
const ended = (id: SearchId) => until(() => view(id), (v) => v.state !== 'running' && v.state !== 'stopping', 180_000);

test('a search outlives a worker killed outright: every trial is made once, each ends, and what is pruned says at which rung', async () => {
  const id = await start({
      space: [{ kind: 'choice', path: 'learningRate', values: [2, 0.0001, 0.0002] }], sampler: { kind: 'grid' }, objective: 'log_loss', seed: 3, params: { steps: 200, stepDelayMs: 12, checkpointEvery: 10 },
    pruner: { kind: 'asha', firstRung: 2, reduction: 2 }, budget: { trials: 10 }, parallel: 2,
  });
  await until(() => view(id), (v) => v.trials.some((trial) => (trial.progress?.step ?? 0) >= 20), 180_000);
  await worker.stop('SIGKILL');
  worker = await startWorker();
  const v = await ended(id);
  // three values are all there are: the budget of ten is not used up
  expect(v).toMatchObject({ state: 'done', endReason: 'exhausted', counts: { open: 0, failed: 0, cancelled: 0 } });
  expect(v.trials.map((trial) => trial.number)).toEqual([1, 2, 3]);
  expect(new Set(v.trials.map((trial) => trial.values['learningRate'])).size).toBe(3);
  expect(v.trials.find((trial) => trial.runId === v.best!.runId)!.values).toEqual({ learningRate: 2 });
  const pruned = v.trials.filter((trial) => trial.state === 'cancelled');
  expect(pruned.length).toBeGreaterThan(0);
  for (const trial of pruned) {
    const ending = trial.ending as Extract<RunEnding, { kind: 'pruned' }>;
    expect(ending).toMatchObject({ kind: 'pruned', curve: 'valid/loss', unit: 'step' });
    expect(ending.rank).toBeGreaterThan(1);
  }
  expect(v.counts.done + v.counts.pruned).toBe(3);
  expect(await t.db.prisma.auditEntry.count({ where: { action: 'search.trial' } })).toBe(3);
  expect(await t.db.prisma.auditEntry.count({ where: { action: 'search.start', objectId: id } })).toBe(1);
  expect(await t.db.prisma.auditEntry.count({ where: { action: 'search.done', objectId: id } })).toBe(1);
});

test('a search is stopped within seconds, and goes on when it is extended', async () => {
  const id = await start({ params: { steps: 4000, stepDelayMs: 20 }, budget: { trials: 50 } });
  await until(() => view(id), (v) => v.trials.filter((trial) => trial.state === 'running').length === 2, 180_000);
  expect(await stopSearch(t.db, t.scope(), id)).toBe(true);
  const stopped = await ended(id);
  expect(stopped).toMatchObject({ state: 'stopped', endReason: 'stopped', counts: { open: 0, cancelled: 2 } });
  expect(stopped.trials.map((trial) => trial.ending)).toEqual([{ kind: 'search-stopped' }, { kind: 'search-stopped' }]);
  await t.db.pool.query(`UPDATE search SET spec = jsonb_set(spec, '{params}', '{"steps": 20}') WHERE id = $1`, [id]);
  expect(await extendSearch(t.db, t.scope(), { id, trials: 2 })).toEqual({ trials: 4 });
  expect(await ended(id)).toMatchObject({ state: 'done', endReason: 'trials', counts: { done: 2, cancelled: 2 }, budget: { trials: 4 } });
});

test('budgets in minutes and in core-minutes end what is open, and say which was spent', async () => {
  const slow = { params: { steps: 4000, stepDelayMs: 5 }, parallel: 1 };
  const [minutes, core] = [await start({ ...slow, budget: { minutes: 0.03 } }), await start({ ...slow, budget: { coreMinutes: 0.005 } })];
  expect(await ended(minutes)).toMatchObject({ state: 'done', endReason: 'minutes', counts: { open: 0, cancelled: 1 }, trials: [{ ending: { kind: 'budget', budget: 'minutes' } }] });
  const spent = await ended(core);
  expect(spent).toMatchObject({ state: 'done', endReason: 'core-minutes', trials: [{ ending: { kind: 'budget', budget: 'core-minutes' } }] });
  expect(spent.spent.coreMinutes).toBeGreaterThanOrEqual(0.005);
});

test('where every trial fails, the search fails with the reason and makes no more', async () => {
  const id = await start({ params: { steps: 40, failAtStep: 3 }, budget: { trials: 500 }, parallel: 2 });
  const v = await ended(id);
  expect(v).toMatchObject({ state: 'failed', endReason: 'failed', error: { code: 'MODEL_DIVERGED' } });
  expect(v.trials.length).toBeLessThan(8);
});

test('a search that cannot be is refused before anything is made', async () => {
  await expect(start({ space: [{ kind: 'float', path: 'learningRate', low: 1, high: 500 }] })).rejects.toMatchObject({ code: 'PARAMS_INVALID' });
  await expect(start({ objective: 'nonsense' })).rejects.toMatchObject({ code: 'PARAMS_INVALID' });
  expect(await t.db.prisma.search.count()).toBe(5);
});
