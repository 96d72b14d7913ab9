import path from 'node:path';
import { Readable } from 'node:stream';
import { testCaller } from '@bellwether/api/testing';
import type { DatasetVersionId, RunId } from '@bellwether/contracts';
import { ArtifactStore } from '@bellwether/lineage';
import { testDeps, type TestDeps } from '@bellwether/lineage/testing';
import { registerStream } from '@bellwether/pipeline';
import { familyRegistry } from '@bellwether/tasks';
import { toyFamily } from '@bellwether/tasks/testing';
import { startTestWorker, until, type TestWorker } from './worker-testing';

// A family that the product does not ship walks from a CSV to the next dataset version: real database, real worker, real procedures.
const TOY = path.resolve(import.meta.dirname, '../../../libs/tasks/src/testing/toy-family.ts');

let t: TestDeps;
let deps: TestDeps;
let worker: TestWorker;
let forget: () => void;
beforeAll(async () => {
  forget = familyRegistry.register(toyFamily);
  t = await testDeps();
  deps = { ...t, artifacts: new ArtifactStore(path.join(t.artifacts.root, 'artifacts')) };
  worker = await startTestWorker({ url: t.url, home: t.artifacts.root, families: [TOY] });
});
afterAll(async () => {
  await worker.stop('SIGTERM');
  await t.close();
  forget();
});

const row = (i: number) => ({ customer: `c${i}`, visits: (i * 37) % 101, basket: ((i * 13) % 29) / 2, bought: ((i * 37) % 101) + ((i * 13) % 29) > 60 });
const csv = (n: number) => ['customer,visits,basket,bought', ...Array.from({ length: n }, (_, i) => Object.values(row(i)).join(','))].join('\n');

test('CSV → version → run → model → champion → prediction → outcome → next version → run, with lineage both ways', async () => {
  const api = testCaller(deps, { role: 'admin' });
  const ready = (id: DatasetVersionId) => until(() => api.dataset.version({ id }), (v) => v.state !== 'parsing', 180_000);
  const trained = (id: RunId) => until(() => api.run.get({ id }), (r) => ['done', 'failed', 'cancelled'].includes(r.state), 180_000);

  const first = await registerStream(deps, t.scope(), Readable.from([Buffer.from(csv(400))]), { dataset: { name: 'Visits' }, fileName: 'visits.csv', origin: 'upload' });
  const version = await ready(first.versionId);
  expect(version).toMatchObject({ state: 'ready', rowCount: 400, roles: { customer: 'id', visits: 'numeric', basket: 'numeric', bought: 'target' } });

  const launch = { familyId: 'toy', experimentName: 'Walk', params: { steps: 60 } };
  const { runIds } = await api.run.launch({ ...launch, datasetVersionId: version.id });
  expect(await trained(runIds[0]!)).toMatchObject({ state: 'done', error: null });

  const made = await api.model.register({ runId: runIds[0]!, name: 'Buyers' });
  // 80 test rows are fewer than the policy asks for: refused with the reason, then overridden by an admin with one
  const refused = await api.model.promote({ versionId: made.versionId, reason: '' });
  expect(refused).toMatchObject({ decision: 'refused', gates: expect.arrayContaining([expect.objectContaining({ gate: 'test-rows', passed: false })]) });
  expect(await api.model.promote({ versionId: made.versionId, override: true, reason: 'a toy of four hundred rows' })).toMatchObject({ decision: 'overridden' });

  const { predictions } = await api.prediction.predict({ model: 'Buyers', rows: [500, 501, 502].map((i) => ({ key: `c${i}`, features: { visits: row(i).visits, basket: row(i).basket } })) });
  expect(predictions.every((p) => p.score >= 0 && p.score <= 1)).toBe(true);
  expect(await api.outcome.record({ outcomes: predictions.map((p, k) => ({ predictionId: p.predictionId, value: row(500 + k).bought })) })).toMatchObject({ accepted: 3, rejected: [] });

  const closed = await api.outcome.closeLoop({ modelId: made.modelId });
  expect(closed).toMatchObject({ datasetId: version.datasetId, number: 2, realised: 3 });
  expect(await ready(closed.versionId)).toMatchObject({ state: 'ready', rowCount: 403, origin: 'outcomes' });
  const again = await api.run.launch({ ...launch, datasetVersionId: closed.versionId });
  expect(await trained(again.runIds[0]!)).toMatchObject({ state: 'done' });

  const graph = await api.lineage.graph({ kind: 'prediction', id: predictions[0]!.predictionId });
  const kinds = new Set(graph.nodes.map((n) => n.kind));
  for (const kind of ['dataset-version', 'run', 'model-version', 'prediction', 'outcome']) expect([...kinds]).toContain(kind);
}, 90_000);

test('a version of the sample file names the column that knows the outcome', async () => {
  const api = testCaller(deps, { role: 'operator' });
  const { createReadStream } = await import('node:fs');
  const { ONLINE_SHOPPERS } = await import('./sample');
  const { versionId } = await registerStream(deps, t.scope(), createReadStream(ONLINE_SHOPPERS.file), { dataset: { name: 'Online shoppers' }, fileName: path.basename(ONLINE_SHOPPERS.file), origin: 'sample' });
  const version = await until(() => api.dataset.version({ id: versionId }), (v) => v.state !== 'parsing', 180_000);
  expect(version).toMatchObject({ rowCount: 12_330, columnCount: 18, rejectedCount: 0 });
  expect(version.warnings).toContainEqual(expect.objectContaining({ code: 'too-good', column: 'PageValues', severity: 'bad' }));
  expect(version.profile?.target).toMatchObject({ column: 'Revenue', positiveValue: 'true' });
  expect(version.profile?.target?.baseRate).toBeCloseTo(0.1547, 4);
}, 180_000);
