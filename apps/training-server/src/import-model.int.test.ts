import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { readdir } from 'node:fs/promises';
import path from 'node:path';
import { Readable } from 'node:stream';
import { testCaller } from '@bellwether/api/testing';
import type { DatasetVersionId, ModelUploadId, RunId } from '@bellwether/contracts';
import { ArtifactStore } from '@bellwether/lineage';
import { testDeps, type TestDeps } from '@bellwether/lineage/testing';
import { registerStream, uploadModelFile } from '@bellwether/pipeline';
import { familyRegistry } from '@bellwether/tasks';
import { toyFamily } from '@bellwether/tasks/testing';
import { startTestWorker, until, type TestWorker } from './worker-testing';

// A network that PyTorch trained and exported itself (make-shoppers-mlp.py), from its bytes to a champion: real database, real worker.
const TOY = path.resolve(import.meta.dirname, '../../../libs/tasks/src/testing/toy-family.ts');
const FILE = readFileSync(path.resolve(import.meta.dirname, '../../../libs/tasks/src/outside/testing/shoppers-mlp.onnx'));

/** What PyTorch itself says of these rows. */
const EXPECTED = [{ visits: 10, basket: 3, p: 2.195e-10 }, { visits: 35, basket: 7, p: 0.00047074 }, { visits: 33, basket: 14, p: 0.57961547 }, { visits: 40, basket: 10, p: 0.42125481 }];

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

const csv = (n: number) => ['customer,visits,basket,bought', ...Array.from({ length: n }, (_, i) => `c${i},${(i * 37) % 101},${((i * 13) % 29) / 2},${((i * 37) % 101) + ((i * 13) % 29) + ((i * 7) % 23) > 75}`)].join('\n');
const upload = (bytes: Uint8Array, sha256?: string) => uploadModelFile(deps, t.scope(), Readable.from([Buffer.from(bytes)]), { fileName: 'shoppers.onnx', ...(sha256 ? { sha256 } : {}) });
const stored = async () => (await readdir(deps.artifacts.root, { recursive: true, withFileTypes: true }).catch(() => [])).filter((e) => e.isFile()).length;

test('a file that is cut short, is other than it was said to be, or is no model is refused, and nothing of it stays', async () => {
  const before = await stored();
  await expect(upload(FILE.subarray(0, 700))).rejects.toMatchObject({ code: 'MODEL_ARTIFACT_INVALID', message: expect.stringContaining('cannot be') });
  await expect(upload(FILE, 'a'.repeat(64))).rejects.toMatchObject({ code: 'MODEL_ARTIFACT_INVALID', message: expect.stringContaining('was declared') });
  // the same length, another operator: the library does not know it
  await expect(upload(Buffer.from(FILE.toString('latin1').replaceAll('Tanh', 'Tanj'), 'latin1'))).rejects.toMatchObject({ code: 'MODEL_ARTIFACT_INVALID', message: expect.stringContaining('Tanj') });
  expect(await stored()).toBe(before);
  expect(await t.db.prisma.modelUpload.count()).toBe(0);
});

test('an outside model is measured, challenges a model of our own on rows it has not learned from, is promoted, predicts, and its lineage says where it is from', async () => {
  const api = testCaller(deps, { role: 'admin' });
  const { versionId } = await registerStream(deps, t.scope(), Readable.from([Buffer.from(csv(600))]), { dataset: { name: 'Visits' }, fileName: 'visits.csv', origin: 'upload' });
  await until(() => api.dataset.version({ id: versionId }), (v) => v.state !== 'parsing', 180_000);
  const done = (id: RunId) => until(() => api.run.get({ id }), (r) => ['done', 'failed', 'cancelled'].includes(r.state), 180_000);
  const own = await api.run.launch({ familyId: 'toy', experimentName: 'Own', params: { steps: 2, learningRate: 0.01 }, datasetVersionId: versionId });

  const sha256 = createHash('sha256').update(FILE).digest('hex');
  const sent = await upload(FILE, sha256);
  expect(sent).toMatchObject({ sha256, bytes: FILE.length, described: { producer: 'pytorch', inputs: [{ name: 'features', type: 'float32', dims: [null, 2] }], outputs: [{ name: 'probabilities', dims: [null, 2] }] } });
  const signature = { inputs: [{ name: 'features', columns: ['visits', 'basket'] }], output: 'probabilities', outputColumn: 1 };
  await expect(api.model.import({ uploadId: sent.id, datasetVersionId: versionId, ...signature, inputs: [{ name: 'features', columns: ['visits', 'baskets'] }] })).rejects.toThrow(/baskets/);
  for (const [wrong, expected] of [
    [{ inputs: [{ name: 'features', columns: ['visits'] }] }, 'Expected 2 columns for "features", received 1.'],
    [{ inputs: [{ name: 'x', columns: ['visits', 'basket'] }] }, 'Expected inputs of the file, "features"; received "x".'],
    [{ output: 'label' }, 'Expected one of the outputs "probabilities", received "label".'],
    [{ outputColumn: 2 }, 'Expected a column from 0 to 1 of "probabilities", received 2.'],
  ] as const) await expect(api.model.import({ uploadId: sent.id, datasetVersionId: versionId, ...structuredClone({ ...signature, ...wrong }) as typeof signature })).rejects.toThrow(expected);
  const started = await api.model.import({ uploadId: sent.id, datasetVersionId: versionId, ...signature });
  const measured = await done(started.runIds[0]!);
  expect(measured).toMatchObject({ state: 'done', error: null, summary: { rows: { train: 0, test: 600 } } });
  expect(measured.metrics!.auc!.value).toBeGreaterThan(0.9);

  await done(own.runIds[0]!);
  const first = await api.model.register({ runId: own.runIds[0]!, name: 'Buyers' });
  await api.model.promote({ versionId: first.versionId, override: true, reason: 'a toy' });
  const second = await api.model.register({ runId: started.runIds[0]!, modelId: first.modelId });
  expect(second).toMatchObject({ modelId: first.modelId, number: 2 });
  const { evidence, gates } = await api.model.gates({ versionId: second.versionId });
  expect(evidence).toMatchObject({ caveats: [], rows: 120 });
  expect(evidence!.differences[0]).toMatchObject({ metric: 'auc', verdict: 'better' });
  expect(gates.find((g) => g.gate === 'paired-difference')).toMatchObject({ passed: true });
  await api.model.promote({ versionId: second.versionId, override: true, reason: 'few rows' });

  const { predictions, version } = await api.prediction.predict({ model: 'Buyers', rows: EXPECTED.map((e, i) => ({ key: `k${i}`, features: { visits: e.visits, basket: e.basket } })) });
  expect(version).toBe(2);
  predictions.forEach((p, i) => expect(p.score).toBeCloseTo(EXPECTED[i]!.p, 5));
  await expect(api.prediction.predict({ model: 'Buyers', rows: [{ key: 'k', features: { visits: 3 } }] })).rejects.toThrow(/basket/);

  const graph = await api.lineage.graph({ kind: 'model-version', id: second.versionId });
  expect(graph.nodes.find((n) => n.kind === 'model-version' && n.title === 'Buyers v2')!.facts).toMatchObject({ origin: 'outside' });
  expect(graph.nodes.find((n) => n.kind === 'bytes' && n.title === 'shoppers.onnx')!.facts).toMatchObject({ origin: 'outside', sha256, producer: 'pytorch' });
  expect(graph.edges.map((e) => e.label)).toEqual(expect.arrayContaining(['brought in as', 'measured on']));
  expect(graph.edges.map((e) => e.label)).not.toContain('fitted on');
}, 180_000);

test('another project cannot measure a file by its hash alone, nor by the id of its upload', async () => {
  const sent = await upload(FILE);
  const api = testCaller(deps, { role: 'admin' });
  const versionId = (await t.db.prisma.datasetVersion.findFirstOrThrow()).id as DatasetVersionId;
  await expect(api.model.import({ uploadId: '00000000-0000-4000-8000-000000000000' as ModelUploadId, datasetVersionId: versionId, inputs: [{ name: 'features', columns: ['visits', 'basket'] }], output: 'probabilities' })).rejects.toThrow(/upload/);
  await t.db.prisma.modelUpload.deleteMany({ where: { id: sent.id } });
  await expect(api.run.launch({ familyId: 'outside', experimentName: 'x', datasetVersionId: versionId, params: { file: sent.sha256, inputs: [{ name: 'features', columns: ['visits', 'basket'] }], output: 'probabilities' } })).rejects.toThrow(/this project was sent/);
});
