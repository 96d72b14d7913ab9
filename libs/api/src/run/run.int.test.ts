import type { RunId } from '@bellwether/contracts';
import { claimRun, completeRun, writeLogs, writeMetricPoints } from '@bellwether/lineage';
import { testDatasetVersion, testRuns } from '@bellwether/lineage/testing';
import { familyRegistry } from '@bellwether/tasks';
import { toyFamily } from '@bellwether/tasks/testing';
import { testApi, type TestApi } from '../testing';

let api: TestApi;
let data: Awaited<ReturnType<typeof testDatasetVersion>>;
let forget: () => void;
beforeAll(async () => {
  forget = familyRegistry.register(toyFamily);
  api = await testApi();
  data = await testDatasetVersion(api.deps.db, api.projectId);
});
afterAll(async () => {
  forget();
  await api.close();
});

const spec = () => ({ familyId: 'toy', datasetVersionId: data.versionId, experimentName: 'trials', params: { steps: 40 } });
const claim = async (runId: RunId) => {
  const claimed = await claimRun(api.deps.db, { runId, owner: 'w' });
  if (claimed.kind !== 'claimed') throw new Error(claimed.kind);
  return claimed.run;
};
const estimate = (value: number) => ({ value, lo: value - 0.01, hi: value + 0.01, n: 100 });
const finish = async (runId: RunId, auc: number) => {
  const run = await claim(runId);
  await completeRun(api.deps.db, run, { metrics: { auc: estimate(auc) }, figures: [], summary: {} as never, engine: {} as never, viewHash: 'v', artifactHash: 'a', packages: {}, resumedFromStep: -1 }, { wallSeconds: 3, cpuSeconds: 2, peakRssBytes: 1 });
};

test('a launch is checked and priced before it starts, and starts its runs and their jobs together', async () => {
  const caller = api.as({ role: 'operator' });
  const priced = await caller.run.estimate({ ...spec(), expand: { kind: 'grid', values: { steps: [20, 40], learningRate: [0.5, 1, 2] } } });
  expect(priced).toMatchObject({ runs: 6, issues: [] });
  expect(priced.names[0]).toBe('steps=20, learningRate=0.5');
  const { runIds } = await caller.run.launch({ ...spec(), expand: { kind: 'seeds', count: 3 }, tags: ['x'], labels: { team: 'crm' } });
  const { rows, total } = await caller.run.list({ runIds });
  expect(total).toBe(3);
  expect(rows.map((r) => r.seed).sort()).toEqual([1, 2, 3]);
  expect(rows[0]).toMatchObject({ state: 'queued', experimentName: 'trials', tags: ['x'], labels: { team: 'crm' } });
  const jobs = await api.deps.db.pool.query(`SELECT 1 FROM graphile_worker.jobs WHERE key = ANY($1)`, [runIds.map((id) => `train-run:${id}`)]);
  expect(jobs.rowCount).toBe(3);
});

test('a launch with a parameter out of range, of the wrong type, or too many runs starts nothing and names the fault', async () => {
  const caller = api.as({ role: 'operator' });
  const before = (await caller.run.list({})).total;
  await expect(caller.run.launch({ ...spec(), params: { steps: -1 } })).rejects.toMatchObject({ cause: { code: 'PARAMS_INVALID', message: expect.stringContaining('steps') } });
  await expect(caller.run.launch({ ...spec(), params: { steps: 'many' } })).rejects.toMatchObject({ cause: { code: 'PARAMS_INVALID' } });
  await expect(caller.run.launch({ ...spec(), expand: { kind: 'grid', values: { steps: Array.from({ length: 50 }, (_, i) => i + 1), learningRate: [1, 2, 3, 4, 5] } } })).rejects.toMatchObject({ cause: { code: 'PARAMS_INVALID' } });
  await expect(caller.run.launch({ ...spec(), roles: { x: 'numeric' } })).rejects.toMatchObject({ cause: { code: 'TARGET_MISSING' } });
  expect((await caller.run.list({})).total).toBe(before);
});

test('runs of another project are not there, whatever is asked of them', async () => {
  const { runIds } = await api.as().run.launch(spec());
  const stranger = api.as({ projectId: api.otherProjectId });
  const id = runIds[0]!;
  const asks = [
    stranger.run.get({ id }), stranger.run.points({ runIds }), stranger.run.logs({ runId: id }), stranger.run.samples({ runId: id }), stranger.run.figures({ runIds }), stranger.run.cancel({ runIds }), stranger.run.rerun({ id }),
    stranger.run.update({ id, name: 'mine' }), stranger.run.favourite({ runIds, favourite: true }), stranger.run.bulk({ runIds, addTags: ['x'] }), stranger.run.compare({ baselineId: id, runIds }), stranger.run.launch(spec()),
  ];
  for (const ask of asks) await expect(ask).rejects.toMatchObject({ cause: { code: 'NOT_FOUND' } });
  expect((await stranger.run.list({ archived: 'all' })).total).toBe(0);
});

test('the table sorts by metrics, parameters and labels with missing values last', async () => {
  const ids = await testRuns(api.deps.db, api.deps.scope(), { count: 3, data, familyId: 'toy' });
  await finish(ids[0]!, 0.7);
  await finish(ids[2]!, 0.9);
  const order = async (descending: boolean) => (await api.as().run.list({ runIds: ids, sort: [{ field: 'metrics.auc', descending }] })).rows.map((r) => r.metrics.auc?.value ?? null);
  expect(await order(true)).toEqual([0.9, 0.7, null]);
  expect(await order(false)).toEqual([0.7, 0.9, null]);
  await expect(api.as().run.list({ sort: [{ field: 'run; drop table run', descending: true }] })).rejects.toMatchObject({ cause: { code: 'QUERY_INVALID' } });
});

test('a curve is thinned so that its spikes stay', async () => {
  const [id] = await testRuns(api.deps.db, api.deps.scope(), { data });
  const run = await claim(id!);
  const points = Array.from({ length: 5000 }, (_, i) => ({ key: 'train/loss', step: i, value: i === 3333 ? 99 : i === 1111 ? -99 : Math.sin(i / 50), wallMs: i }));
  await writeMetricPoints(api.deps.db, run, points);
  const [{ curves } = { curves: [] }] = await api.as().run.points({ runIds: [id!], maxPoints: 200 });
  expect(curves[0]!.total).toBe(5000);
  expect(curves[0]!.steps.length).toBeLessThanOrEqual(204);
  expect(curves[0]!.steps).toEqual(expect.arrayContaining([0, 1111, 3333, 4999]));
});

test('a watcher that reconnects goes on exactly behind what it saw, and hears the end', async () => {
  const [id] = await testRuns(api.deps.db, api.deps.scope(), { data });
  const run = await claim(id!);
  await writeMetricPoints(api.deps.db, run, [{ key: 'train/loss', step: 1, value: 1, wallMs: 1 }]);
  await writeLogs(api.deps.db, run, [{ at: new Date(), level: 'info', message: 'begin' }]);
  const collect = async (lastEventId: string | null, until: (kind: string) => boolean) => {
    const seen: { id: string; event: { kind: string } & Record<string, unknown> }[] = [];
    for await (const [eventId, event] of (await api.as().run.watch({ runId: id!, lastEventId })) as AsyncIterable<[string, never, unknown]>) {
      seen.push({ id: eventId, event });
      if (until((event as { kind: string }).kind)) break;
    }
    return seen;
  };
  const first = await collect(null, (kind) => kind === 'state');
  expect(first.map((s) => s.event.kind)).toEqual(['points', 'logs', 'state']);
  await writeMetricPoints(api.deps.db, run, [{ key: 'train/loss', step: 2, value: 2, wallMs: 2 }]);
  setTimeout(() => void completeRun(api.deps.db, run, { metrics: {}, figures: [], summary: {} as never, engine: {} as never, viewHash: 'v', artifactHash: 'a', packages: {}, resumedFromStep: -1 }, { wallSeconds: 1, cpuSeconds: 1, peakRssBytes: 1 }), 300);
  const second = await collect(first.at(-1)!.id, (kind) => kind === 'end');
  expect(second.filter((s) => s.event.kind === 'points').flatMap((s) => (s.event.points as { step: number }[]).map((p) => p.step))).toEqual([2]);
  expect(second.filter((s) => s.event.kind === 'logs')).toEqual([]);
  expect(second.at(-1)!.event).toEqual({ kind: 'end', state: 'done' });
});

test('changes are written to the audit log with before and after; a favourite is the user’s own', async () => {
  const [id] = await testRuns(api.deps.db, api.deps.scope(), { data });
  await api.as({ role: 'operator' }).run.bulk({ runIds: [id!], addTags: ['keep'] });
  await expect(api.as({ role: 'viewer' }).run.bulk({ runIds: [id!], addTags: ['no'] })).rejects.toMatchObject({ cause: { code: 'PERMISSION_DENIED' } });
  const entry = await api.deps.db.prisma.auditEntry.findFirstOrThrow({ where: { objectId: id, action: 'run.update' } });
  expect(entry).toMatchObject({ before: { tags: [] }, after: { tags: ['keep'] }, actorRole: 'operator' });
  await api.as({ role: 'viewer' }).run.favourite({ runIds: [id!], favourite: true });
  expect((await api.as({ role: 'viewer' }).run.get({ id: id! })).favourite).toBe(true);
  expect((await api.as({ role: 'operator' }).run.get({ id: id! })).favourite).toBe(false);
  await expect(api.as().run.update({ id: id!, archived: true })).rejects.toMatchObject({ cause: { code: 'CONFLICT' } });
});

test('the queue tells position and time left; a rerun repeats data, parameters and seed', async () => {
  await api.deps.db.pool.query(`UPDATE run SET state = 'cancelled', lease_until = NULL WHERE state IN ('queued', 'running')`);
  const ids = await testRuns(api.deps.db, api.deps.scope(), { count: 3, data, params: { steps: 7 } });
  await api.deps.db.pool.query(`INSERT INTO worker_process (id, host, pid, lease_until, info) VALUES ('q', 'h', 1, now() + interval '1 minute', '{"concurrency": 1, "engines": [{"name": "compiled", "available": true, "reason": "1.30.0, cpu"}]}')`);
  await claim(ids[0]!);
  const status = await api.as().queue.status();
  expect(status).toMatchObject({ running: 1, queued: 2, slots: 1, workers: [{ host: 'h', slots: 1, engines: [{ name: 'compiled', available: true, reason: '1.30.0, cpu' }] }] });
  expect(status.entries.map((e) => e.position)).toEqual([null, 1, 2]);
  expect(status.entries[2]!.etaSeconds!).toBeGreaterThan(status.entries[1]!.etaSeconds!);
  const again = await api.as().run.rerun({ id: ids[2]! });
  const [was, is] = await Promise.all([api.as().run.get({ id: ids[2]! }), api.as().run.get({ id: again.runIds[0]! })]);
  expect(is).toMatchObject({ seed: was.seed, datasetVersionId: was.datasetVersionId, clonedFrom: { id: was.id } });
});

test('the CSV export has a column for each parameter and metric, and no formula', async () => {
  const [id] = await testRuns(api.deps.db, api.deps.scope(), { data, params: { nested: { units: 8 } } });
  await finish(id!, 0.8);
  await api.as().run.update({ id: id!, name: '=HYPERLINK("http://evil","x")', notes: 'two\nlines, and "quotes"' });
  const { csv, rows } = await api.as().run.exportCsv({ runIds: [id!] });
  expect(rows).toBe(1);
  expect(csv.split('\r\n')[0]).toContain('params.nested.units,metrics.auc,metrics.auc.lo,metrics.auc.hi');
  expect(csv).toContain(`"'=HYPERLINK(""http://evil"",""x"")"`);
  expect(csv).toContain('"two\nlines, and ""quotes"""');
});

test('an experiment counts its runs and keeps its name to itself', async () => {
  const made = await api.as().experiment.create({ name: 'fresh', familyId: 'toy' });
  await expect(api.as().experiment.create({ name: 'fresh', familyId: 'toy' })).rejects.toMatchObject({ cause: { code: 'NAME_TAKEN' } });
  await expect(api.as({ projectId: api.otherProjectId }).experiment.get({ id: made.id })).rejects.toMatchObject({ cause: { code: 'NOT_FOUND' } });
  const { runIds } = await api.as().run.launch({ ...spec(), experimentName: undefined, experimentId: made.id });
  await finish(runIds[0]!, 0.83);
  expect(await api.as().experiment.get({ id: made.id })).toMatchObject({ runs: { done: 1, queued: 0 }, extremes: { auc: { min: 0.83, max: 0.83 } }, groups: [{ runs: 1, done: 1 }] });
  await api.as().experiment.update({ id: made.id, archived: true });
  expect((await api.as().experiment.list({ search: 'fresh' })).rows).toEqual([]);
  expect((await api.as().experiment.list({ search: 'fresh', archived: 'only' })).rows).toHaveLength(1);
});
