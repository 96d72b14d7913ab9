import type { LeakReport, RunId } from '@bellwether/contracts';
import { acceptLeak, runLeaks, type RegisteredModelVersion } from '@bellwether/lineage';
import { testDeps, type TestDeps } from '@bellwether/lineage/testing';
import { testSessions, testTrainedRun } from './model-testing';
import { checkGates, promoteModel } from './promote-model';
import { registerModel } from './register-model';

let t: TestDeps;
let leaky: RunId;
let version: RegisteredModelVersion;
const policy = { metric: 'auc', against: 'none' as const, margin: 0, minimum: {}, maxCalibrationError: null, minTestRows: 1, fourEyes: false };
const leaksGate = async (id = version.versionId) => (await checkGates(t, t.scope(), id)).gates.find((g) => g.gate === 'leaks')!;

beforeAll(async () => {
  t = await testDeps();
  leaky = await testTrainedRun(t, t.scope(), await testSessions(t, t.scope(), { leak: true }), { steps: 60 });
  version = await registerModel(t, t.scope(), { runId: leaky, model: { name: 'leaky' } });
  await t.db.prisma.model.update({ where: { id: version.modelId }, data: { policy } });
});
afterAll(() => t.close());

test('every run keeps its leak report: the column that knows the outcome by name, the control on shuffled labels at chance, the cost', async () => {
  const { report, acceptances } = await runLeaks(t.db, t.scope(), leaky);
  expect(report!.findings[0]).toMatchObject({ key: 'single-feature:refunded', severity: 'severe', column: 'refunded' });
  expect(report!.findings[0]!.message.en).toMatch(/^refunded alone separates bought with an AUC of 0\.9\d\d\.$/);
  expect(report!.checks.find((c) => c.check === 'shuffled-label')).toMatchObject({ state: 'passed', rows: 240 });
  expect(report!.checks.find((c) => c.check === 'shift-test')).toMatchObject({ state: 'skipped' });
  expect(report!.seconds).toBeGreaterThan(0);
  expect(acceptances).toEqual([]);
});

test('promotion refuses with the column and the reason until somebody accepts each severe finding; who did is audited', async () => {
  const refused = await promoteModel(t, t.scope('operator'), { versionId: version.versionId });
  expect(refused.decision).toBe('refused');
  expect(refused.gates.filter((g) => !g.passed)).toMatchObject([{ gate: 'leaks', received: expect.stringContaining('refunded alone separates bought'), fix: expect.stringContaining('Leave out refunded') }]);

  const open = (await runLeaks(t.db, t.scope(), leaky)).report!.findings.filter((f) => f.severity === 'severe');
  const reason = 'Refunds of an earlier order: known before the visit.';
  for (const [i, finding] of open.entries()) {
    expect((await leaksGate()).passed).toBe(false);
    const after = await acceptLeak(t.db, t.scope('operator'), { runId: leaky, findingKey: finding.key, reason });
    expect(after.acceptances).toHaveLength(i + 1);
  }
  expect(await leaksGate()).toMatchObject({ passed: true, received: `none open, ${open.length} accepted with a reason` });
  expect((await promoteModel(t, t.scope('operator'), { versionId: version.versionId })).decision).toBe('promoted');
  const [line] = await t.db.prisma.auditEntry.findMany({ where: { action: 'run.acceptLeak', objectId: leaky } });
  expect(line).toMatchObject({ actorRole: 'operator', before: { finding: 'single-feature:refunded', accepted: false }, after: { accepted: true, reason } });
});

test('a finding is accepted once, by its name, in its own shop; information needs no acceptance', async () => {
  const accept = (findingKey: string, scope = t.scope()) => acceptLeak(t.db, scope, { runId: leaky, findingKey, reason: 'because it is so' });
  await expect(accept('single-feature:refunded')).rejects.toMatchObject({ code: 'CONFLICT', message: expect.stringContaining('Test operator') });
  await expect(accept('single-feature:pages')).rejects.toMatchObject({ code: 'NOT_FOUND' });
  await expect(accept('single-feature:refunded', t.scope('admin', t.otherProjectId))).rejects.toMatchObject({ code: 'NOT_FOUND' });
  const { report } = await runLeaks(t.db, t.scope(), leaky);
  const info: LeakReport = { ...report!, findings: [{ ...report!.findings[0]!, key: 'entity-overlap:visitor', severity: 'info' }] };
  await t.db.prisma.run.update({ where: { id: leaky }, data: { leakReport: info } });
  await expect(accept('entity-overlap:visitor')).rejects.toMatchObject({ code: 'CONFLICT' });
});

test('an honest run passes; one that was trained before the attacks existed is refused until it is trained again', async () => {
  const honest = await testTrainedRun(t, t.scope(), await testSessions(t, t.scope(), { seed: 5 }), { steps: 60 });
  const registered = await registerModel(t, t.scope(), { runId: honest, model: { id: version.modelId } });
  expect(await leaksGate(registered.versionId)).toMatchObject({ passed: true, received: 'none' });
  await t.db.pool.query('UPDATE run SET leak_report = NULL WHERE id = $1', [honest]);
  expect(await leaksGate(registered.versionId)).toMatchObject({ passed: false, fix: expect.stringContaining('Train it again') });
});
