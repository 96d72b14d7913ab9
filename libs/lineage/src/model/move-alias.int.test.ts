import { CHAMPION, type ModelId, type ModelVersionId } from '@bellwether/contracts';
import { testDeps, type TestDeps } from '../testing';
import { aliasHistory, liveAt, rollbackTarget } from './alias-history';
import { testDoneRun, testPolicy, testSignature, testVersion } from './model-testing';
import { moveAlias, recordRefusal, type AliasMove } from './move-alias';
import { getModel, listModels } from './model-queries';
import { listPromotions } from './promotion-queries';
import { registerModelVersion } from './register-version';
import { servingVersion } from './serving-version';

let t: TestDeps;
beforeAll(async () => void (t = await testDeps()));
afterAll(() => t.close());

const move = (modelId: ModelId, toVersionId: ModelVersionId | null, extra: Partial<AliasMove> = {}) => moveAlias(t.db, t.scope(), { modelId, alias: CHAMPION, toVersionId, kind: 'promoted', reason: '', expectedEpoch: null, ...extra });
async function versions(model: string, n: number) {
  const made = [];
  for (let i = 0; i < n; i++) made.push(await testVersion(t.db, t.scope(), { model }));
  return made;
}

test('a run is registered once, whoever asks at the same time, and numbers count up without a gap', async () => {
  const runId = await testDoneRun(t.db, t.scope());
  const input = { runId, model: { name: 'once' }, signature: testSignature, card: '', artifactBytes: 1, primaryMetric: 'auc' };
  const all = await Promise.all(Array.from({ length: 6 }, () => registerModelVersion(t.db, t.scope(), input)));
  expect(new Set(all.map((v) => v.versionId)).size).toBe(1);
  expect(all.filter((v) => v.created)).toHaveLength(1);
  const more = await Promise.all(Array.from({ length: 4 }, async () => testVersion(t.db, t.scope(), { model: 'once' })));
  expect(more.map((v) => v.number).sort()).toEqual([2, 3, 4, 5]);
});

test('a run that is not done, or of another family than the model, is refused', async () => {
  const [v] = await versions('one-family', 1);
  const other = await testDoneRun(t.db, t.scope(), { familyId: 'another' });
  const input = { signature: testSignature, card: '', artifactBytes: 1, primaryMetric: 'auc' };
  await expect(registerModelVersion(t.db, t.scope(), { ...input, runId: other, model: { id: v!.modelId } })).rejects.toMatchObject({ code: 'CONFLICT' });
  await expect(registerModelVersion(t.db, t.scope('admin', t.otherProjectId), { ...input, runId: other, model: { name: 'x' } })).rejects.toMatchObject({ code: 'NOT_FOUND' });
});

test('a version is immutable and a decision stays as it was taken: the database refuses', async () => {
  const [v] = await versions('frozen', 1);
  await move(v!.modelId, v!.versionId, { dossier: { championVersionId: null, gates: [], evidence: null, policy: testPolicy } });
  for (const sql of [`UPDATE model_version SET seed = 9`, `DELETE FROM model_version`, `UPDATE promotion SET decision = 'promoted'`, `UPDATE alias_event SET by_name = 'somebody'`, `DELETE FROM alias_event`])
    await expect(t.db.pool.query(sql)).rejects.toThrow(/append-only/);
});

test('exactly one champion at any instant while 8 writers promote and readers look', async () => {
  const made = await versions('contested', 4);
  const { modelId } = made[0]!;
  await move(modelId, made[0]!.versionId);
  let writing = true;
  let reads = 0;
  const counts = new Set<number>();
  const reader = async () => {
    while (writing) {
      counts.add((await t.db.pool.query(`SELECT 1 FROM model_alias WHERE model_id = $1 AND alias = 'champion'`, [modelId])).rowCount!);
      reads++;
    }
  };
  const served = async () => {
    while (writing) expect((await servingVersion(t.db, t.scope(), { model: 'contested', alias: CHAMPION })).number).toBeGreaterThan(0);
  };
  const readers = [reader(), reader(), served()];
  let moved = 0;
  await Promise.all(Array.from({ length: 8 }, async (_, w) => {
    for (let i = 0; i < 25; i++) {
      const outcome = await move(modelId, made[(w + i) % 4]!.versionId).catch((e: { code: string }) => e);
      if ('epoch' in outcome) moved++;
      else expect(outcome.code).toBe('CONFLICT'); // it is champion already
    }
  }));
  writing = false;
  await Promise.all(readers);
  expect([...counts]).toEqual([1]);
  expect(reads).toBeGreaterThan(50);
  const history = (await aliasHistory(t.db, t.scope(), { modelId })).reverse();
  expect(history).toHaveLength(moved + 1);
  // a chain without a break: each event starts where the one before ended, and no clock runs back
  history.slice(1).forEach((e, i) => {
    expect(e.from!.versionId).toBe(history[i]!.to!.versionId);
    expect(e.epoch).toBe(history[i]!.epoch + 1);
    expect(e.at.getTime()).toBeGreaterThanOrEqual(history[i]!.at.getTime());
  });
  expect((await getModel(t.db, t.scope(), modelId)).aliases).toMatchObject([{ alias: CHAMPION, versionId: history.at(-1)!.to!.versionId }]);
});

test('of two promotions on the same evidence one wins, the other hears that the champion has moved', async () => {
  const [a, b] = await versions('race', 2);
  const both = await Promise.allSettled([move(a!.modelId, a!.versionId, { expectedEpoch: 0 }), move(b!.modelId, b!.versionId, { expectedEpoch: 0 })]);
  expect(both.filter((r) => r.status === 'fulfilled')).toHaveLength(1);
  expect((both.find((r) => r.status === 'rejected') as PromiseRejectedResult).reason).toMatchObject({ code: 'PROMOTION_RACE', retry: true });
});

test('what was live at any time, and a rollback goes back step by step', async () => {
  const [a, b, c] = await versions('timeline', 3);
  const { modelId } = a!;
  const target = async () => (await rollbackTarget(t.db, t.scope(), { modelId, alias: CHAMPION }))?.number ?? null;
  const before = new Date(Date.now() - 1000);
  expect(await target()).toBeNull();
  await move(modelId, a!.versionId);
  expect(await target()).toBeNull();
  await move(modelId, b!.versionId);
  await move(modelId, c!.versionId, { kind: 'overridden', reason: 'season starts' });
  expect(await target()).toBe(2);
  await move(modelId, b!.versionId, { kind: 'rolled-back' });
  expect(await target()).toBe(1);
  await move(modelId, c!.versionId);
  expect(await target()).toBe(2);
  const history = await aliasHistory(t.db, t.scope(), { modelId });
  for (const event of history) {
    const live = await liveAt(t.db, t.scope(), { modelId, alias: CHAMPION, at: event.at });
    expect(live!.at.getTime()).toBe(event.at.getTime());
  }
  expect(history.find((e) => e.kind === 'overridden')).toMatchObject({ reason: 'season starts', byName: 'Test admin', to: { number: 3 }, from: { number: 2 } });
  expect(await liveAt(t.db, t.scope(), { modelId, alias: CHAMPION, at: before })).toBeNull();
});

test('a champion cannot be taken away, other aliases can', async () => {
  const [a] = await versions('aliases', 1);
  await move(a!.modelId, a!.versionId);
  await move(a!.modelId, a!.versionId, { alias: 'challenger', kind: 'set' });
  await expect(move(a!.modelId, null, { kind: 'removed' })).rejects.toMatchObject({ code: 'CONFLICT' });
  await move(a!.modelId, null, { alias: 'challenger', kind: 'removed' });
  expect((await getModel(t.db, t.scope(), a!.modelId)).aliases.map((x) => x.alias)).toEqual([CHAMPION]);
});

test('a refusal is kept with its dossier and moves nothing; another project sees none of it', async () => {
  const [a] = await versions('refused', 1);
  const gate = { gate: 'test-rows' as const, passed: false, expected: '200 rows', received: '10', fix: 'hold out more' };
  await recordRefusal(t.db, t.scope(), { modelId: a!.modelId, versionId: a!.versionId, alias: CHAMPION, reason: '', dossier: { championVersionId: null, gates: [gate], evidence: null, policy: testPolicy } });
  expect(await listPromotions(t.db, t.scope(), { modelId: a!.modelId })).toMatchObject([{ decision: 'refused', gates: [gate], version: { number: 1 } }]);
  await expect(servingVersion(t.db, t.scope(), { model: 'refused', alias: CHAMPION })).rejects.toMatchObject({ code: 'NO_CHAMPION' });
  const other = t.scope('admin', t.otherProjectId);
  await expect(getModel(t.db, other, a!.modelId)).rejects.toMatchObject({ code: 'NOT_FOUND' });
  await expect(listPromotions(t.db, other, { modelId: a!.modelId })).rejects.toMatchObject({ code: 'NOT_FOUND' });
  await expect(servingVersion(t.db, other, { model: 'refused', alias: CHAMPION })).rejects.toMatchObject({ code: 'NOT_FOUND' });
  await expect(moveAlias(t.db, other, { modelId: a!.modelId, alias: CHAMPION, toVersionId: a!.versionId, kind: 'promoted', reason: '', expectedEpoch: null })).rejects.toMatchObject({ code: 'NOT_FOUND' });
  expect((await listModels(t.db, other)).length).toBe(0);
});
