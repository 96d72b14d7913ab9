import { randomUUID } from 'node:crypto';
import { readFile, writeFile } from 'node:fs/promises';
import { ROLE_PERMISSIONS, type Actor, type BatchScoringId, type ModelVersionId, type PredictInput, type PredictionId } from '@bellwether/contracts';
import { readTable } from '@bellwether/features';
import { aliasHistory, cancelBatchScoring, getBatch, getPrediction, listPromotions, setPolicy, startBatchScoring, type RegisteredModelVersion, type Scope } from '@bellwether/lineage';
import { testDeps, type TestDeps } from '@bellwether/lineage/testing';
import { closeLoop } from './close-loop';
import { testSessions, testTrainedRun, type TestData } from './model-testing';
import { realisedPerformance } from './monitor-model';
import { scoreDrift } from './monitor-scores';
import { predict } from './predict';
import { unloadPredictors } from './predict-cache';
import { explainPrediction } from './predict-explain';
import { checkGates, promoteModel, rollbackModel } from './promote-model';
import { recordOutcome, recordOutcomeCsv } from './record-outcome';
import { registerModel } from './register-model';
import { scoreBatch } from './score-batch';

let t: TestDeps;
let data: TestData;
let good: RegisteredModelVersion;
let bad: RegisteredModelVersion;
beforeAll(async () => {
  t = await testDeps();
  data = await testSessions(t, t.scope());
  const register = async (params: Record<string, unknown>) => registerModel(t, t.scope(), { runId: await testTrainedRun(t, t.scope(), data, params), model: { name: 'buyers' } });
  good = await register({ steps: 150 });
  // one small step from a random start ranks hardly better than chance
  bad = await register({ steps: 1, learningRate: 0.01 });
  await setPolicy(t.db, t.scope(), { id: good.modelId, policy: { metric: 'auc', against: 'non-inferior', margin: 0.002, minimum: {}, maxCalibrationError: null, minTestRows: 100, fourEyes: false } });
});
afterAll(async () => {
  unloadPredictors();
  await t.close();
});

const job = (attempt = 1) => ({ attempt, lastAttempt: false, workerId: `w${attempt}`, signal: new AbortController().signal });
const online = (rows: PredictInput['rows'], extra: Partial<PredictInput> = {}) => predict(t, t.scope(), { model: 'buyers', alias: 'champion', rows, ...extra });
const batch = (scope: Scope = t.scope(), format: 'csv' | 'parquet' = 'csv') => startBatchScoring(t.db, scope, { modelVersionId: good.versionId, datasetVersionId: data.versionId, format });
const runBatch = (id: BatchScoringId, attempt = 1) => scoreBatch(t, { projectId: t.projectId, batchScoringId: id }, job(attempt));

test('the first good version is promoted; a worse one is refused with reasons; an admin overrides with a reason; one action rolls back', async () => {
  expect(await promoteModel(t, t.scope(), { versionId: good.versionId })).toMatchObject({ decision: 'promoted', evidence: null });
  const refused = await promoteModel(t, t.scope('operator'), { versionId: bad.versionId });
  expect(refused.decision).toBe('refused');
  expect(refused.gates.filter((g) => !g.passed)).toMatchObject([{ gate: 'paired-difference', received: expect.stringMatching(/^-0\.\d+ against v1, interval -0\.\d+ to -?\+?0?.*on \d+ rows$/), fix: expect.any(String) }]);
  expect(refused.evidence).toMatchObject({ championVersionId: good.versionId, candidateVersionId: bad.versionId, caveats: [], rowsHash: expect.stringMatching(/^[0-9a-f]{64}$/) });
  expect(refused.evidence!.differences[0]).toMatchObject({ metric: 'auc', verdict: 'worse' });
  await expect(promoteModel(t, t.scope('operator'), { versionId: bad.versionId, override: true, reason: 'because' })).rejects.toMatchObject({ code: 'PERMISSION_DENIED' });
  await expect(promoteModel(t, t.scope(), { versionId: bad.versionId, override: true })).rejects.toMatchObject({ code: 'INPUT_INVALID' });
  expect((await online([{ features: { pages: 3 } }])).version).toBe(1);
  expect(await promoteModel(t, t.scope(), { versionId: bad.versionId, override: true, reason: 'trial of the season' })).toMatchObject({ decision: 'overridden' });
  expect((await online([{ features: { pages: 3 } }])).version).toBe(2);
  expect(await rollbackModel(t, t.scope(), { modelId: good.modelId })).toMatchObject({ number: 1 });
  expect((await online([{ features: { pages: 3 } }])).version).toBe(1);
  expect((await aliasHistory(t.db, t.scope(), { modelId: good.modelId })).map((e) => e.kind)).toEqual(['rolled-back', 'overridden', 'promoted']);
  expect((await listPromotions(t.db, t.scope(), { modelId: good.modelId })).map((p) => p.decision)).toEqual(['rolled-back', 'overridden', 'refused', 'promoted']);
});

test('a champion that was not measured on the candidate’s rows scores them with its own artifact, and the caveat says what it may have seen', async () => {
  const other = await testSessions(t, t.scope(), { seed: 7 });
  const candidate = await registerModel(t, t.scope(), { runId: await testTrainedRun(t, t.scope(), other, { steps: 150 }), model: { id: good.modelId } });
  const check = await checkGates(t, t.scope(), candidate.versionId);
  expect(check.evidence!.caveats).toEqual([expect.stringContaining('v1 was trained on other data')]);
  const auc = check.evidence!.differences[0]!;
  expect(Math.abs(auc.difference!)).toBeLessThan(0.05);
  expect(auc.baseline!).toBeGreaterThan(0.7);
});

test('every gate of a policy refuses on its own', async () => {
  const policy = { metric: 'auc', against: 'superior' as const, margin: 0, minimum: { auc: 0.999, logLoss: 0.0001 }, maxCalibrationError: 0.0001, minTestRows: 100_000, fourEyes: true };
  await setPolicy(t.db, t.scope(), { id: good.modelId, policy });
  const { gates } = await checkGates(t, t.scope(), bad.versionId);
  expect(gates.filter((g) => !g.passed).map((g) => g.gate)).toEqual(['test-rows', 'minimum-metric', 'minimum-metric', 'calibration', 'paired-difference', 'four-eyes']);
  const colleague: Actor = { kind: 'user', id: 'another', name: 'Another', role: 'operator', permissions: ROLE_PERMISSIONS.operator };
  expect((await checkGates(t, { projectId: t.projectId, actor: colleague }, bad.versionId)).gates.at(-1)).toMatchObject({ gate: 'four-eyes', passed: true });
  await setPolicy(t.db, t.scope(), { id: good.modelId, policy: { ...policy, against: 'none', minimum: {}, maxCalibrationError: null, minTestRows: 1, fourEyes: false } });
  expect((await checkGates(t, t.scope(), bad.versionId)).passed).toBe(true);
});

test('a model whose files were damaged is refused by the artifact gate', async () => {
  const fresh = await testDeps();
  const sessions = await testSessions(fresh, fresh.scope());
  const version = await registerModel(fresh, fresh.scope(), { runId: await testTrainedRun(fresh, fresh.scope(), sessions), model: { name: 'damaged' } });
  const { artifactHash } = (await fresh.db.prisma.modelVersion.findUnique({ where: { id: version.versionId } }))!;
  const manifest = JSON.parse(await readFile(fresh.artifacts.path(artifactHash), 'utf8')) as { files: { name: string; sha256: string }[] };
  await writeFile(fresh.artifacts.path(manifest.files.find((f) => f.name.startsWith('model/'))!.sha256), 'other bytes');
  const check = await checkGates(fresh, fresh.scope(), version.versionId);
  expect(check.gates.find((g) => g.gate === 'artifact')).toMatchObject({ passed: false });
  await fresh.close();
});

test('a prediction is kept with version, hash and latency before it is answered, and is explained by replaying it', async () => {
  const answer = await online([{ key: 'anna', features: { minutes: 30, noise: 0.2, pages: 19 } }, { features: { noise: 0.2, pages: 19, minutes: 30 } }]);
  const [a, b] = await Promise.all(answer.predictions.map((p) => getPrediction(t.db, t.scope(), p.predictionId)));
  expect(a).toMatchObject({ modelVersionId: good.versionId, alias: 'champion', entityKey: 'anna', score: answer.predictions[0]!.score });
  expect(a!.latencyMs).toBeGreaterThan(0);
  expect(a!.inputHash).toBe(b!.inputHash);
  const explained = await explainPrediction(t, t.scope(), a!.id);
  expect(explained).toMatchObject({ replay: { equal: true, inputHashEqual: true }, live: { to: { number: 1 } }, version: { datasetVersionId: data.versionId, codeVersion: 'test' } });
  expect(explained.contributions[0]!.feature).toBe('pages');
  expect(explained.training.trainRows).toBeGreaterThan(explained.training.testRows);
  await expect(explainPrediction(t, t.scope('admin', t.otherProjectId), a!.id)).rejects.toMatchObject({ code: 'NOT_FOUND' });
});

test('a missing field is named; an unknown model, alias or version is an error that says so', async () => {
  const { predictions } = await online([{ features: { pages: 3, minutes: 1 } }]);
  expect(predictions[0]!.warnings).toMatchObject([{ code: 'missing-field', field: 'noise' }]);
  await expect(online([{ features: {} }], { model: 'nobody' })).rejects.toMatchObject({ code: 'NOT_FOUND' });
  await expect(online([{ features: {} }], { alias: 'challenger' })).rejects.toMatchObject({ code: 'NO_CHAMPION' });
  await expect(online([{ features: {} }], { version: 99 })).rejects.toMatchObject({ code: 'NOT_FOUND' });
  await expect(predict(t, t.scope('admin', t.otherProjectId), { model: 'buyers', alias: 'champion', rows: [{ features: {} }] })).rejects.toMatchObject({ code: 'NOT_FOUND' });
  expect((await online([{ features: { pages: 3 } }], { version: 2 })).alias).toBeNull();
});

test('a batch scores every row once to CSV and to Parquet, with keys from the id column', async () => {
  const ids = [await batch(), await batch(t.scope(), 'parquet')];
  for (const id of ids) await runBatch(id);
  const [csv, parquet] = await Promise.all(ids.map((id) => getBatch(t.db, t.scope(), id)));
  expect(csv).toMatchObject({ state: 'done', rowsDone: 1200, rowsTotal: 1200 });
  const lines = (await readFile(t.artifacts.path(csv!.outputPath!), 'utf8')).trimEnd().split('\r\n');
  expect(lines).toHaveLength(1201);
  expect(lines[0]).toBe('row,prediction_id,key,score,label,pages,minutes,noise');
  expect(lines[1]).toMatch(/^1,[0-9a-f-]{36},v1-1,0\.\d+,/);
  expect(parquet!.outputBytes).toBeGreaterThan(1000);
  const { rows } = await t.db.pool.query<{ n: number }>(`SELECT count(*)::int AS n FROM prediction WHERE batch_id = ANY($1::uuid[])`, [ids]);
  expect(rows[0]!.n).toBe(2400);
  expect(await readTable(t.artifacts.path(data.tableHash), ['pages'])).toMatchObject({ rows: 1200 });
});

test('a batch that was killed goes on without a doubled row; a cancelled one ends; one that cannot be scored says what is missing', async () => {
  const big = await testSessions(t, t.scope(), { rows: 6000, seed: 3 });
  const start = () => startBatchScoring(t.db, t.scope(), { modelVersionId: good.versionId, datasetVersionId: big.versionId, format: 'csv' });
  const killed = await start();
  // another worker takes it over in the middle: its lease ran out while this one was at work
  const first = runBatch(killed, 1);
  await t.db.pool.query(`UPDATE batch_scoring SET lease_until = now() - interval '1 minute' WHERE id = $1`, [killed]);
  await Promise.allSettled([first, runBatch(killed, 2)]);
  for (let i = 3; (await getBatch(t.db, t.scope(), killed)).state !== 'done' && i < 10; i++) await runBatch(killed, i).catch(() => undefined);
  const { rows } = await t.db.pool.query<{ n: number; d: number }>(`SELECT count(*)::int AS n, count(DISTINCT batch_row)::int AS d FROM prediction WHERE batch_id = $1`, [killed]);
  expect(rows[0]).toEqual({ n: 6000, d: 6000 });

  const cancelled = await start();
  await cancelBatchScoring(t.db, t.scope(), cancelled);
  await runBatch(cancelled);
  expect(await getBatch(t.db, t.scope(), cancelled)).toMatchObject({ state: 'cancelled', rowsDone: 0 });

  await t.db.prisma.datasetVersion.create({ data: { projectId: t.projectId, datasetId: (await t.db.prisma.datasetVersion.findUnique({ where: { id: big.versionId } }))!.datasetId, number: 2, contentHash: randomUUID(), state: 'ready', origin: 'path', fileName: 'x', format: 'csv', bytes: 1n, rawPath: 'x', tablePath: big.tableHash, rowCount: 1, columns: [{ name: 'pages', type: 'number' }], createdBy: 'test', roleSets: { create: { roles: {}, createdBy: 'test' } } } });
  const lacking = (await t.db.prisma.datasetVersion.findFirst({ where: { number: 2, projectId: t.projectId } }))!.id;
  const failing = await startBatchScoring(t.db, t.scope(), { modelVersionId: good.versionId, datasetVersionId: lacking as never, format: 'csv' });
  await runBatch(failing);
  expect(await getBatch(t.db, t.scope(), failing)).toMatchObject({ state: 'failed', error: { code: 'SIGNATURE_MISMATCH', message: expect.stringContaining('minutes, noise') } });
});

test('outcomes by CSV: rows that do not fit are named with their row; realised performance and drift are measured on what came true', async () => {
  const { rows } = await t.db.pool.query<{ id: PredictionId; batch_row: number; version: ModelVersionId }>(`SELECT id, batch_row, model_version_id AS version FROM prediction WHERE batch_id = (SELECT id FROM batch_scoring WHERE dataset_version_id = $1 AND state = 'done' LIMIT 1) ORDER BY batch_row LIMIT 400`, [data.versionId]);
  const bought = data.table.columns.find((c) => c.name === 'bought')!.values as Float64Array;
  const csv = ['prediction_id;value;occurred_at', ...rows.map((r) => `${r.id};${bought[r.batch_row - 1]! === 1 ? 'yes' : 'no'};`), `${randomUUID()};1;`, 'no id;1;', `${rows[0]!.id};maybe;`, `${rows[0]!.id};1;yesterday`].join('\n');
  const result = await recordOutcomeCsv(t, t.scope(), csv);
  expect(result).toMatchObject({ accepted: 400, duplicates: 0 });
  expect(result.rejected.map((r) => r.index)).toEqual([402, 403, 404, 405]);
  await expect(recordOutcomeCsv(t, t.scope(), 'a,b\n1,2')).rejects.toMatchObject({ code: 'INPUT_INVALID' });
  const [version] = await realisedPerformance(t, t.scope(), { modelId: good.modelId, bucket: 'day', from: new Date(Date.now() - 1e8) }).then((all) => all.filter((v) => v.versionId === good.versionId));
  expect(version!.realised!.auc!.value!).toBeGreaterThan(0.7);
  expect(version!.realised!.auc!.n).toBe(400);
  expect(version!.matured).toBe(400);
  expect(await scoreDrift(t, t.scope(), good.modelId)).toMatchObject({ number: 1, psi: expect.any(Number) });
});

test('the loop closes: rows, realised predictions and their targets become the next version; rows that are there already are not added again', async () => {
  const answer = await online(Array.from({ length: 50 }, (_, i) => ({ key: `c${i}`, features: { pages: i % 20, minutes: i, noise: 0.5 } })));
  await recordOutcome(t, t.scope(), answer.predictions.map((p, i) => ({ predictionId: p.predictionId, value: i % 2 })));
  const closed = await closeLoop(t, t.scope(), { modelId: good.modelId });
  expect(closed).toMatchObject({ number: 2, rows: 1250, realised: 50, existing: false });
  const version = (await t.db.prisma.datasetVersion.findUnique({ where: { id: closed.versionId } }))!;
  expect(version).toMatchObject({ origin: 'outcomes', parentVersionId: data.versionId, state: 'parsing' });
  const lines = (await readFile(t.artifacts.path(version.rawPath), 'utf8')).trimEnd().split('\r\n');
  expect(lines[0]).toBe('pages,minutes,noise,channel,bought,visitor');
  expect(lines).toHaveLength(1251);
  expect(lines).toContain('0,0,0.5,,false,c0');
  expect(lines).toContain('1,1,0.5,,true,c1');
  expect(await closeLoop(t, t.scope(), { modelId: good.modelId })).toMatchObject({ versionId: closed.versionId, existing: true });
});
