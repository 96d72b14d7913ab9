import { createHash } from 'node:crypto';
import { appendFile, rm, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { LEASE, type RunId } from '@bellwether/contracts';
import { CheckpointStore } from '../artifact/checkpoint-store';
import { pulse, reap, registerWorker, expireDeadWorkers } from '../job/worker-lease';
import { testDeps, type TestDeps } from '../testing';
import { claimRun, type ClaimedRun } from './claim-run';
import { completeRun, endCancelledRun, failExhaustedRun, failRun, releaseRun } from './end-attempt';
import { requestCancel } from './request-cancel';
import { testRuns } from './run-testing';
import { moveCheckpoint, writeLogs, writeMetricPoints, writeProgress, writeSample } from './write-attempt';

let t: TestDeps;
beforeAll(async () => void (t = await testDeps()));
afterAll(() => t.close());

const newRun = async (): Promise<RunId> => (await testRuns(t.db, t.scope()))[0]!;
const expireLease = (runId: string) => t.db.pool.query(`UPDATE run SET lease_until = now() - interval '1 second' WHERE id = $1`, [runId]);
async function claim(runId: string, owner = 'w1'): Promise<ClaimedRun> {
  const result = await claimRun(t.db, { runId, owner });
  if (result.kind !== 'claimed') throw new Error(`expected a claim, received ${result.kind}`);
  return result.run;
}
const point = (step: number, value: number, key = 'train/loss') => ({ key, step, value, wallMs: 1 });
const points = async (runId: string) => (await t.db.pool.query<{ step: number; value: number; fence: number }>(`SELECT step, value, fence FROM metric_point WHERE run_id = $1 ORDER BY key, step`, [runId])).rows;
const result = { metrics: {}, figures: [], summary: {} as never, engine: {} as never, viewHash: 'v', artifactHash: 'a', packages: {}, resumedFromStep: -1 };
const cost = { wallSeconds: 1, cpuSeconds: 1, peakRssBytes: 1 };

test('a run is claimed by one of many at once, and its fence grows with every claim', async () => {
  const runId = await newRun();
  const claims = await Promise.all(Array.from({ length: 8 }, (_, i) => claimRun(t.db, { runId, owner: `w${i}` })));
  expect(claims.filter((c) => c.kind === 'claimed')).toHaveLength(1);
  expect(claims.filter((c) => c.kind === 'held')).toHaveLength(7);
  await expireLease(runId);
  expect((await claim(runId)).fence).toBe(2);
});

test('a point sent twice by one attempt stands once; a newer attempt replaces it; an older attempt writes nothing', async () => {
  const runId = await newRun();
  const first = await claim(runId);
  expect(await writeMetricPoints(t.db, first, [point(1, 0.5), point(2, 0.4)])).toBe(2);
  expect(await writeMetricPoints(t.db, first, [point(1, 0.9), point(2, 0.9)])).toBe(0);
  await expireLease(runId);
  const second = await claim(runId, 'w2');
  expect(await writeMetricPoints(t.db, second, [point(2, 0.41), point(3, 0.3)])).toBe(2);
  await expect(writeMetricPoints(t.db, first, [point(3, 0.99), point(4, 0.99)])).rejects.toMatchObject({ code: 'STALE_FENCE' });
  expect(await points(runId)).toEqual([{ step: 1, value: 0.5, fence: 1 }, { step: 2, value: 0.41, fence: 2 }, { step: 3, value: 0.3, fence: 2 }]);
});

test('a replaced point gets a new sequence number, so that a stream that resumes sees it again', async () => {
  const runId = await newRun();
  await writeMetricPoints(t.db, await claim(runId), [point(1, 1)]);
  const seq = async () => Number((await t.db.pool.query(`SELECT seq FROM metric_point WHERE run_id = $1`, [runId])).rows[0].seq);
  const before = await seq();
  await expireLease(runId);
  await writeMetricPoints(t.db, await claim(runId), [point(1, 2)]);
  expect(await seq()).toBeGreaterThan(before);
});

test('no write of any kind gets past a newer fence or the end of the run', async () => {
  const runId = await newRun();
  const stale = await claim(runId);
  await expireLease(runId);
  const live = await claim(runId);
  const writes = (a: ClaimedRun) => [
    () => writeMetricPoints(t.db, a, [point(1, 1)]),
    () => writeLogs(t.db, a, [{ at: new Date(), level: 'info', message: 'x\0y' }]),
    () => writeSample(t.db, a, { cpuPercent: 1, rssBytes: 1 }),
    () => writeProgress(t.db, a, null),
    () => moveCheckpoint(t.db, a, { fence: a.fence, step: 1, path: 'p', sha256: 's' }),
    () => releaseRun(t.db, a, { error: null, uncounted: false }),
    () => failRun(t.db, a, { code: 'INTERNAL', message: 'm', fix: 'f' }, null),
    () => endCancelledRun(t.db, a, null),
    () => completeRun(t.db, a, result, cost),
  ];
  for (const write of writes(stale)) await expect(write()).rejects.toMatchObject({ code: 'STALE_FENCE' });
  await writeLogs(t.db, live, [{ at: new Date(), level: 'info', message: 'x\0y' }]);
  await completeRun(t.db, live, result, cost);
  for (const write of writes(live)) await expect(write()).rejects.toMatchObject({ code: 'STALE_FENCE' });
});

test('completing ends the run once, keeps one audit entry, and takes out points of a longer earlier attempt', async () => {
  const runId = await newRun();
  const first = await claim(runId);
  await writeMetricPoints(t.db, first, [point(1, 1), point(2, 1), point(3, 1), point(4, 1)]);
  await moveCheckpoint(t.db, first, { fence: 1, step: 2, path: 'p', sha256: 's' });
  await expireLease(runId);
  const second = await claim(runId);
  expect(second.checkpoint).toMatchObject({ step: 2 });
  await writeMetricPoints(t.db, second, [point(3, 2)]);
  await completeRun(t.db, second, { ...result, resumedFromStep: 2 }, cost);
  expect((await points(runId)).map((p) => [p.step, p.value])).toEqual([[1, 1], [2, 1], [3, 2]]);
  expect(await t.db.prisma.auditEntry.count({ where: { objectId: runId, action: 'run.done' } })).toBe(1);
  expect(await claimRun(t.db, { runId, owner: 'w' })).toEqual({ kind: 'ended', state: 'done' });
});

test('a run that gains nothing fails after its attempts with the last reason; a checkpoint starts the count anew', async () => {
  const runId = await newRun();
  const error = { code: 'INTERNAL', message: 'the process died', fix: 'look' };
  for (let i = 1; i <= 3; i++) {
    const attempt = await claim(runId);
    expect(attempt.attempts).toBe(i);
    if (i === 3) await moveCheckpoint(t.db, attempt, { fence: attempt.fence, step: 10, path: 'p', sha256: 's' });
    await releaseRun(t.db, attempt, { error, uncounted: false });
  }
  for (let i = 2; i <= 5; i++) {
    const attempt = await claim(runId);
    expect(attempt).toMatchObject({ attempts: i, lastError: error });
    await moveCheckpoint(t.db, attempt, { fence: attempt.fence, step: 10, path: 'p', sha256: 's' });
    await releaseRun(t.db, attempt, { error, uncounted: false });
  }
  const last = await claimRun(t.db, { runId, owner: 'w' });
  expect(last).toMatchObject({ kind: 'exhausted', lastError: error });
  expect(await failExhaustedRun(t.db, runId, error)).toBe(true);
  expect(await failExhaustedRun(t.db, runId, error)).toBe(false);
  expect(await t.db.prisma.run.findUniqueOrThrow({ where: { id: runId } })).toMatchObject({ state: 'failed', error });
});

test('attempts that were lost with their worker have a limit of their own, and leave the others their count', async () => {
  const runId = await newRun();
  const error = { code: 'INTERNAL', message: 'the process died', fix: 'look' };
  for (let i = 1; i < LEASE.lostAttempts; i++) {
    expect(await claim(runId)).toMatchObject({ attempts: 1, fence: i });
    await expireLease(runId);
  }
  await releaseRun(t.db, await claim(runId), { error, uncounted: false });
  expect(await claim(runId)).toMatchObject({ attempts: 2 });
  await expireLease(runId);
  expect(await claimRun(t.db, { runId, owner: 'w' })).toMatchObject({ kind: 'exhausted' });
  expect(await failExhaustedRun(t.db, runId, error)).toBe(true);
});

test('cancelling ends a waiting run at once with its job, and marks one in training', async () => {
  const [waiting, training] = await testRuns(t.db, t.scope(), { count: 2 });
  const attempt = await claim(training!);
  expect(await requestCancel(t.db, t.scope(), waiting!)).toBe('cancelled');
  expect(await requestCancel(t.db, t.scope(), training!)).toBe('cancelling');
  expect((await t.db.pool.query(`SELECT key FROM graphile_worker.jobs WHERE key LIKE 'train-run:%' AND key = ANY($1)`, [[`train-run:${waiting}`, `train-run:${training}`]])).rows).toEqual([{ key: `train-run:${training}` }]);
  await registerWorker(t.db, { id: 'wc', host: 'h', pid: 1, queueWorkers: [], info: {} });
  expect((await pulse(t.db, 'wc', [attempt])).runs.get(training!)).toEqual({ cancelRequested: true });
  await endCancelledRun(t.db, attempt, cost);
  expect(await requestCancel(t.db, t.scope(), training!)).toBe('already-ended');
  await expect(requestCancel(t.db, t.scope('admin', t.otherProjectId), training!)).rejects.toMatchObject({ code: 'NOT_FOUND' });
});

test('a pulse says which runs are lost, and the reaper frees the jobs of a dead worker through the library', async () => {
  const runId = await newRun();
  await registerWorker(t.db, { id: 'dead', host: 'here', pid: 999_999, queueWorkers: ['worker-a'], info: {} });
  const attempt = await claim(runId, 'dead');
  await t.db.pool.query(`UPDATE graphile_worker._private_jobs SET locked_by = 'worker-a', locked_at = now() WHERE key = $1`, [`train-run:${runId}`]);
  expect((await pulse(t.db, 'dead', [attempt])).runs.has(runId)).toBe(true);
  expect((await reap(t.db)).freedWorkers).toEqual([]);
  expect(await expireDeadWorkers(t.db, 'elsewhere', () => false)).toEqual([]);
  expect(await expireDeadWorkers(t.db, 'here', () => false)).toEqual(['dead']);
  expect((await reap(t.db)).freedWorkers).toEqual(['dead']);
  expect((await t.db.pool.query(`SELECT locked_by FROM graphile_worker.jobs WHERE key = $1`, [`train-run:${runId}`])).rows).toEqual([{ locked_by: null }]);
  const next = await claim(runId, 'heir');
  const seen = await pulse(t.db, 'dead', [attempt]);
  expect(seen.workerAlive).toBe(false);
  expect(seen.runs.has(runId)).toBe(false);
  expect(next.fence).toBe(attempt.fence + 1);
});

test('the reaper puts back a run that lost its job', async () => {
  const runId = await newRun();
  await t.db.pool.query(`SELECT graphile_worker.remove_job($1)`, [`train-run:${runId}`]);
  await t.db.pool.query(`UPDATE run SET queued_at = now() - interval '1 minute' WHERE id = $1`, [runId]);
  expect((await reap(t.db)).requeuedRuns).toContain(runId);
  expect((await reap(t.db)).requeuedRuns).not.toContain(runId);
});

test('a metric name with control characters is refused by name', async () => {
  const attempt = await claim(await newRun());
  await expect(writeMetricPoints(t.db, attempt, [point(1, 1, 'loss\u0007')])).rejects.toMatchObject({ code: 'METRIC_NAME_INVALID' });
});

test('a torn, missing or foreign checkpoint reads as none', async () => {
  const store = new CheckpointStore(t.artifacts.root);
  const bytes = new Uint8Array([1, 2, 3]);
  const ref = await store.write('r1', 1, 5, bytes);
  expect(ref.sha256).toBe(createHash('sha256').update(bytes).digest('hex'));
  expect(await store.read(ref)).toEqual(Buffer.from(bytes));
  expect(await store.read({ ...ref, path: '../../etc/passwd' })).toBeNull();
  const next = await store.write('r1', 2, 9, bytes);
  await store.prune('r1', next);
  expect(await store.read(ref)).toBeNull();
  await appendFile(path.join(t.artifacts.root, next.path), 'torn');
  expect(await store.read(next)).toBeNull();
  await rm(path.join(t.artifacts.root, 'runs'), { recursive: true });
  expect(await store.read(next)).toBeNull();
});

test('stored bytes are named by content, checked when read, and refused over the limit', async () => {
  const { Readable } = await import('node:stream');
  const a = await t.artifacts.put(new Uint8Array([7, 8]));
  expect(await t.artifacts.putStream(Readable.from([Buffer.from([7]), Buffer.from([8])]))).toEqual(a);
  await expect(t.artifacts.putStream(Readable.from([Buffer.alloc(10)]), { maxBytes: 5 })).rejects.toMatchObject({ code: 'DATA_TOO_LARGE' });
  await writeFile(t.artifacts.path(a.hash), 'other');
  await expect(t.artifacts.get(a.hash)).rejects.toMatchObject({ code: 'MODEL_ARTIFACT_INVALID' });
  await expect(t.artifacts.get('../../etc/passwd')).rejects.toMatchObject({ code: 'NOT_FOUND' });
});
