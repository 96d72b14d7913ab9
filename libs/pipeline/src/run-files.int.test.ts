import type { ModelVersionId, RunId } from '@bellwether/contracts';
import { readManifest, runFile, versionFile } from '@bellwether/lineage';
import { testDeps, type TestDeps } from '@bellwether/lineage/testing';
import { familyRegistry, loadModelFile } from '@bellwether/tasks';
import { testSessions, testTrainedRun, type TestData } from './model-testing';
import { predict } from './predict';
import { promoteModel } from './promote-model';
import { registerModel } from './register-model';
import { runEvents } from './run-events';

let t: TestDeps;
let data: TestData;
let runId: RunId;
let versionId: ModelVersionId;
const params = { model: 'mlp', layers: 1, units: 8, epochs: 2, bootstrapReplicates: 50, importanceRepeats: 0 };
beforeAll(async () => {
  t = await testDeps();
  data = await testSessions(t, t.scope(), { rows: 400 });
  const family = familyRegistry.list().find((f) => f.traits.target === 'binary')!;
  runId = await testTrainedRun(t, t.scope(), data, params, family.id);
  ({ versionId } = await registerModel(t, t.scope(), { runId, model: { name: 'Buyers' } }));
});
afterAll(() => t.close());

test('the file of a run is the file of its version, by content; alone it scores as serving does', async () => {
  const file = await runFile(t, t.scope(), runId, null);
  expect(file.name).toBe('run-1.onnx');
  expect(await versionFile(t, t.scope(), versionId, null)).toEqual({ ...file, name: 'Buyers-v1.onnx' });
  await promoteModel(t, t.scope(), { versionId, override: true, reason: 'a test' });
  const features = { pages: 12, minutes: 3, noise: 0.5, channel: 'mail' };
  const { predictions } = await predict(t, t.scope(), { model: 'Buyers', alias: 'champion', rows: [{ features }] });
  const { predictor } = await loadModelFile(await t.artifacts.get(file.hash));
  const [alone] = await predictor.predictRows([features]);
  predictor.dispose();
  expect(alone!.score).toBe(predictions[0]!.score);
});

test('any other file of the run comes by its name; one that is not there is refused with those that are', async () => {
  const run = await t.db.prisma.run.findUniqueOrThrow({ where: { id: runId } });
  const view = (await readManifest(t.artifacts, run.artifactHash!)).files.find((f) => f.name === 'model/view.json')!;
  expect(await runFile(t, t.scope(), runId, 'model/view.json')).toEqual({ name: 'run-1-view.json', hash: view.sha256, bytes: view.bytes });
  await expect(runFile(t, t.scope(), runId, '../../etc/passwd')).rejects.toMatchObject({ code: 'NOT_FOUND', fix: expect.stringContaining('model/model.onnx') });
  const toy = await testTrainedRun(t, t.scope(), data, { steps: 2 });
  await expect(runFile(t, t.scope(), toy, null)).rejects.toMatchObject({ code: 'NOT_FOUND', message: 'This model was not written as one ONNX file.' });
});

test('the event file of a run holds its parameters, every point of its curves and its metrics', async () => {
  const { fileName, chunks } = await runEvents(t, t.scope(), runId);
  expect(fileName).toMatch(/^events\.out\.tfevents\.\d+\.bellwether-run-1$/);
  const parts: Uint8Array[] = [];
  for await (const chunk of chunks) parts.push(chunk);
  const text = Buffer.concat(parts).toString('latin1');
  const points = await t.db.prisma.metricPoint.count({ where: { runId, key: 'train/loss' } });
  expect(points).toBeGreaterThan(2);
  expect(text.split('train/loss')).toHaveLength(points + 1);
  for (const word of ['brain.Event:2', '_hparams_/session_start_info', 'units', '_hparams_/session_end_info', 'metrics/auc', 'valid/auc']) expect(text).toContain(word);
});
