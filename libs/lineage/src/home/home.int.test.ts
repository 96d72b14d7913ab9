import { randomUUID } from 'node:crypto';
import { eventRulesSchema, type EventLogVersionId, type PredictionId } from '@bellwether/contracts';
import { writeAudit } from '../audit/write-audit';
import { addFirstExpectations, archiveExpectation, listExpectations, recordExpectations } from '../event/event-expectation';
import { createEventLog } from '../event/event-log';
import { testVersion } from '../model/model-testing';
import { moveAlias } from '../model/move-alias';
import { recordOutcomes } from '../outcome/record-outcomes';
import { writePredictions } from '../prediction/write-predictions';
import { testDeps, testRuns, type TestDeps } from '../testing';
import { homeOverview } from './home-overview';
import { searchObjects } from './search-objects';

let t: TestDeps;
beforeAll(async () => void (t = await testDeps()));
afterAll(() => t.close());

test('an empty project has an empty home, not an error', async () => {
  expect(await homeOverview(t.db, t.scope())).toEqual({ counts: { datasets: 0, experiments: 0, runsDone: 0, models: 0, predictions: 0 }, live: [], needs: [], activity: [] });
});

test('a champion shows its metric at promotion, its volume by day and how much has matured; without one, the model waits for a person', async () => {
  const version = await testVersion(t.db, t.scope(), { model: 'buyers' });
  expect((await homeOverview(t.db, t.scope())).needs).toMatchObject([{ kind: 'no-champion', name: 'buyers', version: 1 }]);
  await moveAlias(t.db, t.scope(), { modelId: version.modelId, alias: 'champion', toVersionId: version.versionId, kind: 'promoted', reason: '', expectedEpoch: null });
  const ids = Array.from({ length: 5 }, () => randomUUID() as PredictionId);
  await writePredictions(t, t.scope(), ids.map((id) => ({ id, modelId: version.modelId, modelVersionId: version.versionId, alias: 'champion', entityKey: null, input: {}, inputHash: 'h', label: null, score: 0.5, latencyMs: 1, warnings: [] })));
  await recordOutcomes(t.db, t.scope(), [{ predictionId: ids[0]!, value: 1 }], 'api');
  const home = await homeOverview(t.db, t.scope());
  expect(home.live).toMatchObject([{ name: 'buyers', versionNumber: 1, metric: 'auc', atPromotion: { value: 0.9 }, predictions24h: 5, predictions: 5, matured: 1 }]);
  expect(home.live[0]!.predictionsByDay).toHaveLength(14);
  expect(home.live[0]!.predictionsByDay.at(-1)).toBe(5);
  expect(home.needs).toEqual([]);
  expect(home.counts).toMatchObject({ models: 1, runsDone: 1, predictions: 5 });
});

test('a version whose table leaks waits for somebody who answers for it, and is not called ready before', async () => {
  const version = await testVersion(t.db, t.scope(), { model: 'leaky' });
  const finding = (key: string, severity: string) => ({ key, severity });
  await t.db.pool.query('UPDATE run SET leak_report = $2 WHERE id = (SELECT run_id FROM model_version WHERE id = $1)', [version.versionId, JSON.stringify({ findings: [finding('a', 'severe'), finding('b', 'severe'), finding('c', 'warning')] })]);
  const needs = async () => (await homeOverview(t.db, t.scope())).needs;
  expect(await needs()).toMatchObject([{ kind: 'leaks-open', name: 'leaky', version: 1, findings: 2 }]);
  await t.db.pool.query("INSERT INTO leak_acceptance (id, project_id, run_id, finding_key, reason, accepted_by, accepted_by_name) SELECT gen_random_uuid(), $2, run_id, k, 'known', gen_random_uuid(), 'Ada' FROM model_version, unnest(ARRAY['a', 'b']) k WHERE id = $1", [version.versionId, t.scope().projectId]);
  expect(await needs()).toMatchObject([{ kind: 'no-champion', name: 'leaky' }]);
  await t.db.pool.query("UPDATE model SET archived_at = now() WHERE name = 'leaky'");
});

test('a failed run waits for a person with what went wrong and how to mend it, until it is archived', async () => {
  const [runId] = await testRuns(t.db, t.scope());
  await t.db.pool.query(`UPDATE run SET state = 'failed', finished_at = now(), error = '{"code":"MODEL_DIVERGED","message":"The loss became infinite.","fix":"Lower the rate."}' WHERE id = $1`, [runId]);
  expect((await homeOverview(t.db, t.scope())).needs).toMatchObject([{ kind: 'run-failed', runId, message: 'The loss became infinite.', fix: 'Lower the rate.' }]);
  await t.db.pool.query(`UPDATE run SET archived_at = now() WHERE id = $1`, [runId]);
  expect((await homeOverview(t.db, t.scope())).needs).toEqual([]);
});

test('what happened last stands first, however many things have happened', async () => {
  await t.db.transaction(async (tx) => {
    for (let i = 1; i <= 120; i++) await writeAudit(tx, t.scope(), { action: 'experiment.update', objectType: 'experiment', objectId: randomUUID(), objectName: `change ${i}` });
  });
  expect((await homeOverview(t.db, t.scope())).activity.map((a) => a.objectName)).toEqual(Array.from({ length: 15 }, (_, i) => `change ${120 - i}`));
});

test('another project sees none of it, at home and in the palette', async () => {
  const other = t.scope('admin', t.otherProjectId);
  expect(await homeOverview(t.db, other)).toMatchObject({ live: [], needs: [], activity: [] });
  expect(await searchObjects(t.db, other, { text: '', limit: 5 })).toEqual([]);
});

test('the palette finds by part of a name, by run number and by the beginning of an id; signs of LIKE are plain text', async () => {
  const [runId] = await testRuns(t.db, t.scope());
  const { number } = await t.db.prisma.run.findFirstOrThrow({ where: { id: runId } });
  expect(await searchObjects(t.db, t.scope(), { text: 'UYER', limit: 5 })).toMatchObject([{ kind: 'model', name: 'buyers', detail: 'v1' }]);
  expect((await searchObjects(t.db, t.scope(), { text: `#${number}`, limit: 5 })).map((o) => o.id)).toContain(runId);
  expect((await searchObjects(t.db, t.scope(), { text: runId!.slice(0, 8), limit: 5 })).map((o) => o.id)).toEqual([runId]);
  expect(await searchObjects(t.db, t.scope(), { text: '%', limit: 5 })).toEqual([]);
});

test('rules that the newest events do not meet wait for a person, until they are met or taken back', async () => {
  const { id: logId, name } = await createEventLog(t.db, t.scope(), { name: 'tills' });
  await addFirstExpectations(t.db, t.scope(), logId);
  // the bad one first: rules of one moment come in any order
  const rules = (await listExpectations(t.db, t.projectId, logId)).sort((a, b) => a.severity.localeCompare(b.severity));
  const version = async (number: number, passed: boolean[]): Promise<void> => {
    const { id } = await t.db.prisma.eventLogVersion.create({ data: { projectId: t.projectId, logId, number, cause: 'ingest', contentHash: 'x', rules: eventRulesSchema.parse({}), currency: 'USD', counts: {}, rows: 1n } });
    await recordExpectations(t.db, id as EventLogVersionId, passed.map((ok, k) => ({ id: rules[k]!.id, outcome: { passed: ok } as never })));
  };
  const needs = async () => (await homeOverview(t.db, t.scope())).needs.filter((n) => n.kind === 'rules-failed');
  await version(1, [false, false, true]);
  expect(await needs()).toMatchObject([{ kind: 'rules-failed', logId, name, version: 1, rules: 2, bad: true }]);
  await version(2, [true, false, true]);
  expect(await needs()).toMatchObject([{ version: 2, rules: 1, bad: false }]);
  await archiveExpectation(t.db, t.scope(), rules[1]!.id);
  expect(await needs()).toEqual([]);
});
