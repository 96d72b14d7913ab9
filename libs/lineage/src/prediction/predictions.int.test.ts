import { randomUUID } from 'node:crypto';
import { copyFileSync, mkdtempSync, readdirSync, rmSync, statSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import type { PredictionId, ReportedOutcome } from '@bellwether/contracts';
import { ArtifactStore } from '../artifact/artifact-store';
import { createDb } from '../db/create-db';
import type { Deps } from '../db/deps';
import { lineageGraph } from '../graph/lineage-graph';
import { testVersion } from '../model/model-testing';
import { moveAlias } from '../model/move-alias';
import type { RegisteredModelVersion } from '../model/register-version';
import { maturedRows, maturity, streamRealised } from '../outcome/realised-rows';
import { recordOutcomes } from '../outcome/record-outcomes';
import { servingFigures } from '../outcome/serving-figures';
import { testDatasetVersion } from '../run/run-testing';
import { closeRowSpools } from '../spool/row-spool';
import { testDeps, type TestDeps } from '../testing';
import { getBatch, listBatches, streamBatchRows } from './batch-queries';
import { cancelBatchScoring, claimBatch, endBatch, startBatchScoring, writeBatchChunk } from './batch-scoring';
import { getPrediction, listDecisions, listPredictions } from './prediction-queries';
import { flushPredictions, openPredictions, writePredictions, type NewPrediction } from './write-predictions';

let t: TestDeps;
let version: RegisteredModelVersion;
beforeAll(async () => {
  t = await testDeps();
  version = await testVersion(t.db, t.scope());
  await moveAlias(t.db, t.scope(), { modelId: version.modelId, alias: 'champion', toVersionId: version.versionId, kind: 'promoted', reason: '', expectedEpoch: 0 });
});
afterAll(() => t.close());

const prediction = (extra: Partial<NewPrediction> = {}): NewPrediction => ({
  id: randomUUID() as PredictionId, modelId: version.modelId, modelVersionId: version.versionId, alias: 'champion', entityKey: null, input: { x: 0.5 }, inputHash: 'h', label: null, score: 0.7, latencyMs: 1.5, warnings: [], ...extra,
});
const report = (outcomes: ReportedOutcome[], scope = t.scope()) => recordOutcomes(t.db, scope, outcomes, 'api');

test('many calls at once are all kept', async () => {
  const calls = Array.from({ length: 100 }, () => [prediction({ warnings: [{ code: 'missing-field', field: 'x', message: 'x is missing' }] }), prediction()]);
  await Promise.all(calls.map((rows) => writePredictions(t, t.scope(), rows)));
  await flushPredictions(t.db);
  const { rows } = await t.db.pool.query(`SELECT count(*)::int AS n FROM prediction WHERE id = ANY($1::uuid[])`, [calls.flat().map((r) => r.id)]);
  expect(rows[0].n).toBe(200);
  expect(await servingFigures(t.db, t.scope(), { modelId: version.modelId, from: new Date(Date.now() - 1e6) })).toMatchObject({ latency: { p50: 1.5 }, warnings: [{ code: 'missing-field', field: 'x', count: 100 }] });
});

test('text that Postgres cannot hold is kept with a mark in its place; a score that is no number is refused at once', async () => {
  const odd = prediction({ entityKey: 'a\u0000b\ud800', input: { 'x\u0000': '\udfff' } });
  await writePredictions(t, t.scope(), [odd]);
  expect(await getPrediction(t.db, t.scope(), odd.id)).toMatchObject({ entityKey: 'a\ufffdb\ufffd', input: { 'x\ufffd': '\ufffd' } });
  await expect(writePredictions(t, t.scope(), [prediction({ score: Number.NaN })])).rejects.toThrow('NaN');
});

test('a process that is killed right after the answer: the next one finds its predictions, made when they were made', async () => {
  const home = mkdtempSync(path.join(os.tmpdir(), 'killed-'));
  const db = createDb(t.url);
  const killed: Deps = { ...t, db, artifacts: new ArtifactStore(home), now: () => new Date('2026-01-02T03:04:05Z') };
  const kept = prediction();
  await writePredictions(killed, t.scope(), [kept]);
  // as after a kill -9: the file lies there under the number of no process, and nothing was handed on
  const folder = path.join(home, 'spool', 'predictions');
  const file = readdirSync(folder).find((f) => statSync(path.join(folder, f)).size > 0)!;
  copyFileSync(path.join(folder, file), path.join(home, 'left'));
  await closeRowSpools(db);
  await t.db.pool.query('DELETE FROM prediction WHERE id = $1', [kept.id]);
  copyFileSync(path.join(home, 'left'), path.join(folder, file.replace(`.${process.pid}.`, '.4999999.')));
  await openPredictions(killed);
  expect(await getPrediction(db, t.scope(), kept.id)).toMatchObject({ score: 0.7, createdAt: new Date('2026-01-02T03:04:05Z') });
  expect(readdirSync(folder).filter((f) => f.includes('4999999'))).toEqual([]);
  await closeRowSpools(db);
  await db.close();
  rmSync(home, { recursive: true, force: true });
});

test('outcomes by id and by key; a second report changes nothing; unknown ids and those of another project are named', async () => {
  const byId = prediction();
  const older = prediction({ entityKey: 'anna', score: 0.1 });
  const newer = prediction({ entityKey: 'anna', score: 0.9 });
  await writePredictions(t, t.scope(), [byId, older]);
  await new Promise((r) => setTimeout(r, 5));
  await writePredictions(t, t.scope(), [newer]);
  const later = new Date(Date.now() + 1000);
  const result = await report([{ predictionId: byId.id, value: true }, { key: 'anna', value: 1, occurredAt: later }, { key: 'nobody', value: 0 }, { predictionId: randomUUID() as PredictionId, value: 0 }, { predictionId: byId.id, value: 0 }]);
  expect(result).toMatchObject({ accepted: 2, duplicates: 1, rejected: [{ index: 2 }, { index: 3 }] });
  expect(await getPrediction(t.db, t.scope(), newer.id)).toMatchObject({ outcome: { value: 1 } });
  expect((await getPrediction(t.db, t.scope(), older.id)).outcome).toBeNull();
  expect(await report([{ predictionId: byId.id, value: 0 }])).toMatchObject({ accepted: 0, duplicates: 1 });
  expect(await getPrediction(t.db, t.scope(), byId.id)).toMatchObject({ outcome: { value: 1 } });
  const foreign = await report([{ predictionId: older.id, value: 1 }, { key: 'anna', value: 1, occurredAt: later }], t.scope('admin', t.otherProjectId));
  expect(foreign).toMatchObject({ accepted: 0, duplicates: 0, rejected: [{ index: 0 }, { index: 1 }] });
  await expect(getPrediction(t.db, t.scope('admin', t.otherProjectId), byId.id)).rejects.toMatchObject({ code: 'NOT_FOUND' });
});

test('a key means its newest prediction before the thing happened, never a later one', async () => {
  const p = prediction({ entityKey: 'late' });
  await writePredictions(t, t.scope(), [p]);
  expect((await report([{ key: 'late', value: 1, occurredAt: new Date(Date.now() - 60_000) }])).rejected[0]!.reason).toContain('late');
});

test('maturity counts predictions and known outcomes; realised rows come out with their inputs', async () => {
  const from = new Date(Date.now() - 1e6);
  const [counts] = await maturity(t.db, t.scope(), { modelId: version.modelId, bucket: 'month', from });
  const rows = await maturedRows(t.db, t.scope(), { modelId: version.modelId, bucket: 'month', from });
  expect(counts!.matured).toBe(rows.length);
  expect(counts!.predictions).toBeGreaterThan(counts!.matured);
  const realised = [];
  for await (const chunk of streamRealised(t.db, t.scope(), { modelId: version.modelId, chunk: 1 })) realised.push(...chunk);
  expect(realised.length).toBe(rows.length);
  expect(realised[0]!.input).toEqual({ x: 0.5 });
  const decisions = await listDecisions(t.db, t.scope(), { modelId: version.modelId, minScore: 0.8, from, open: false, offset: 0, limit: 10 });
  expect(decisions).toMatchObject({ total: 1, rows: [{ entityKey: 'anna', score: 0.9 }] });
});

test('a batch writes each chunk once: an attempt that lost its lease writes nothing', async () => {
  const data = await testDatasetVersion(t.db, t.projectId, { rows: 4 });
  const id = await startBatchScoring(t.db, t.scope(), { modelVersionId: version.versionId, datasetVersionId: data.versionId, format: 'csv' });
  const row = (batchRow: number) => ({ ...prediction(), batchRow });
  const first = (await claimBatch(t.db, id, 'w1'))!;
  expect(await claimBatch(t.db, id, 'w2')).toBeNull();
  await writeBatchChunk(t.db, t.scope(), first, 2, [row(1), row(2)]);
  await t.db.pool.query(`UPDATE batch_scoring SET lease_until = now() - interval '1 second' WHERE id = $1`, [id]);
  const second = (await claimBatch(t.db, id, 'w2'))!;
  expect(second.rowsDone).toBe(2);
  await expect(writeBatchChunk(t.db, t.scope(), first, 4, [row(3), row(4)])).rejects.toMatchObject({ code: 'STALE_FENCE' });
  await writeBatchChunk(t.db, t.scope(), second, 4, [row(3), row(4)]);
  await endBatch(t.db, second, { state: 'done', outputPath: 'f'.repeat(64), outputBytes: 10 });
  const rows = [];
  for await (const chunk of streamBatchRows(t.db, id, 3)) rows.push(...chunk.map((r) => r.batchRow));
  expect(rows).toEqual([1, 2, 3, 4]);
  expect(await listBatches(t.db, t.scope(), { limit: 10 })).toMatchObject([{ state: 'done', rowsDone: 4, rowsTotal: 4 }]);
  await expect(getBatch(t.db, t.scope('admin', t.otherProjectId), id)).rejects.toMatchObject({ code: 'NOT_FOUND' });
  await expect(cancelBatchScoring(t.db, t.scope(), id)).rejects.toMatchObject({ code: 'CONFLICT' });
});

test('pages of predictions neither repeat nor skip', async () => {
  const seen: string[] = [];
  let before: { at: Date; id: PredictionId } | undefined;
  for (;;) {
    const page = await listPredictions(t.db, t.scope(), { modelId: version.modelId, limit: 50, ...(before ? { before } : {}) });
    if (page.length === 0) break;
    seen.push(...page.map((p) => p.id));
    before = { at: page.at(-1)!.createdAt, id: page.at(-1)!.id };
  }
  const { rows } = await t.db.pool.query(`SELECT count(*)::int AS n FROM prediction WHERE project_id = $1`, [t.projectId]);
  expect(new Set(seen).size).toBe(rows[0].n);
  expect(seen).toHaveLength(rows[0].n);
});

test('the graph leads from an outcome back to the bytes, and from the bytes forward to the outcome', async () => {
  const outcome = (await t.db.prisma.outcome.findFirst({ where: { projectId: t.projectId } }))!;
  const back = await lineageGraph(t.db, t.scope(), { kind: 'outcome', id: outcome.id, up: 10, down: 0, most: 5 });
  const kinds = (g: typeof back) => new Set(g.nodes.map((n) => n.kind));
  for (const kind of ['outcome', 'prediction', 'model-version', 'run', 'view', 'role-set', 'dataset-version', 'dataset', 'bytes']) expect(kinds(back)).toContain(kind);
  const bytes = back.nodes.find((n) => n.kind === 'bytes')!.id.slice('bytes:'.length);
  const forward = await lineageGraph(t.db, t.scope(), { kind: 'bytes', id: bytes, up: 0, down: 10, most: 3 });
  for (const kind of ['run', 'model-version', 'alias-event', 'prediction']) expect(kinds(forward)).toContain(kind);
  expect(forward.nodes.some((n) => (n.count ?? 0) > 100)).toBe(true);
  const ids = new Set(forward.nodes.map((n) => n.id));
  expect(forward.edges.every((e) => ids.has(e.from) && ids.has(e.to))).toBe(true);
  await expect(lineageGraph(t.db, t.scope('admin', t.otherProjectId), { kind: 'outcome', id: outcome.id, up: 1, down: 1, most: 3 })).rejects.toMatchObject({ code: 'NOT_FOUND' });
  await expect(lineageGraph(t.db, t.scope(), { kind: 'run', id: "x'; drop", up: 1, down: 1, most: 3 })).rejects.toMatchObject({ code: 'NOT_FOUND' });
});
