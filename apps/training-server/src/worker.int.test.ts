import { spawnSync } from 'node:child_process';
import path from 'node:path';
import type { RunId } from '@bellwether/contracts';
import { ArtifactStore, requestCancel } from '@bellwether/lineage';
import { testDatasetVersion, testDeps, testRuns, type TestDeps } from '@bellwether/lineage/testing';
import { readEvidence } from '@bellwether/pipeline';
import { startTestWorker, storeToyTable, until, type TestWorker } from './worker-testing';

const TOY = path.resolve(import.meta.dirname, '../../../libs/tasks/src/testing/toy-family.ts');
const FAULTY = path.resolve(import.meta.dirname, 'child/crashing-family.ts');

let t: TestDeps;
let artifacts: ArtifactStore;
let worker: TestWorker;
let data: Awaited<ReturnType<typeof testDatasetVersion>>;
const start = (env?: Record<string, string>) => startTestWorker({ url: t.url, home: t.artifacts.root, families: [TOY, FAULTY], env: { BELLWETHER_RUN_MEMORY_MB: '500', BELLWETHER_RUN_STALL_MINUTES: '0.1', BELLWETHER_WORKERS: '2', ...env } });

beforeAll(async () => {
  t = await testDeps();
  artifacts = new ArtifactStore(path.join(t.artifacts.root, 'artifacts'));
  data = await testDatasetVersion(t.db, t.projectId, { tableHash: await storeToyTable(artifacts), rows: 200 });
  worker = await start();
});
afterAll(async () => {
  await worker.stop('SIGTERM');
  await t.close();
});

const launch = async (params: Record<string, unknown>, familyId = 'toy'): Promise<RunId> => (await testRuns(t.db, t.scope(), { familyId, params, data }))[0]!;
const run = (id: RunId) => t.db.prisma.run.findUniqueOrThrow({ where: { id } });
const state = (id: RunId) => run(id).then((r) => r.state);
const ended = (id: RunId) => until(() => run(id), (r) => ['done', 'failed', 'cancelled'].includes(r.state), 180_000);
const curve = async (id: RunId) => (await t.db.pool.query<{ step: number; value: number }>(`SELECT step, value FROM metric_point WHERE run_id = $1 AND key = 'train/loss' ORDER BY step`, [id])).rows;
const childOf = async (w: TestWorker): Promise<number[]> => {
  const text = spawnSync('ps', ['-o', 'pid=,args=', '--ppid', String(w.process.pid)], { encoding: 'utf8' }).stdout;
  return text.split('\n').filter((l) => l.includes('train-child')).map((l) => Number(l.trim().split(' ')[0]));
};

/** The points that nothing has disturbed, for those that something will. */
let undisturbed: Awaited<ReturnType<typeof curve>>;

test('a run trains in a process of its own and leaves points, metrics, figures, evidence, samples and its cost', async () => {
  const id = await launch({ steps: 50, stepDelayMs: 15, checkpointEvery: 10 });
  const done = await ended(id);
  expect(done).toMatchObject({ state: 'done', error: null, attempts: 1, fence: 1 });
  undisturbed = await curve(id);
  expect(undisturbed.map((p) => p.step)).toEqual(Array.from({ length: 50 }, (_, i) => i + 1));
  expect(Object.keys(done.metrics as object)).toContain('auc');
  expect((done.cost as { cpuSeconds: number }).cpuSeconds).toBeGreaterThan(0);
  expect((done.packages as { node: string }).node).toBe(process.versions.node);
  expect(await t.db.prisma.runFigure.count({ where: { runId: id } })).toBeGreaterThan(3);
  expect(await t.db.prisma.runSample.count({ where: { runId: id } })).toBeGreaterThan(0);
  const evidence = await readEvidence(artifacts, done.artifactHash!);
  expect(evidence.evaluation.score).toHaveLength(evidence.evaluation.y.length);
  expect([...evidence.trainRowIndex].some((row) => evidence.evaluation.rowIndex.includes(row))).toBe(false);
});

test('a cancelled run ends within three seconds', async () => {
  const id = await launch({ steps: 10_000, stepDelayMs: 50 });
  await until(() => state(id), (s) => s === 'running');
  await until(() => curve(id), (c) => c.length > 3);
  const asked = performance.now();
  await requestCancel(t.db, t.scope(), id);
  await until(() => state(id), (s) => s === 'cancelled', 3_000);
  expect(performance.now() - asked).toBeLessThan(3_000);
  await until(() => childOf(worker), (pids) => pids.length === 0, 2_000);
});

test('a training process killed in the middle goes on from its checkpoint, with the curve of an undisturbed run', async () => {
  const id = await launch({ steps: 50, stepDelayMs: 30, checkpointEvery: 10 });
  await until(() => run(id), (r) => ((r.checkpoint as { step: number } | null)?.step ?? 0) >= 20);
  process.kill((await childOf(worker))[0]!, 'SIGKILL');
  const done = await ended(id);
  expect(done).toMatchObject({ state: 'done', fence: 2 });
  const logs = await t.db.prisma.runLog.findMany({ where: { runId: id } });
  expect(logs.some((l) => l.message.includes('ended by SIGKILL'))).toBe(true);
  expect(logs.some((l) => /resumed at step [2-4]0/.test(l.message))).toBe(true);
  expect(await curve(id)).toEqual(undisturbed);
});

test('a worker killed outright loses nothing: the next one goes on from the checkpoint', async () => {
  const id = await launch({ steps: 50, stepDelayMs: 30, checkpointEvery: 10 });
  await until(() => run(id), (r) => ((r.checkpoint as { step: number } | null)?.step ?? 0) >= 10);
  await worker.stop('SIGKILL');
  worker = await start();
  const done = await ended(id);
  expect(done).toMatchObject({ state: 'done', fence: 2 });
  expect((await curve(id)).map((p) => p.step)).toEqual(Array.from({ length: 50 }, (_, i) => i + 1));
  expect(await t.db.prisma.auditEntry.count({ where: { objectId: id, action: { in: ['run.done', 'run.failed'] } } })).toBe(1);
});

test('an orderly stop gives the run back without using up an attempt, and leaves no process behind', async () => {
  const id = await launch({ steps: 50, stepDelayMs: 30, checkpointEvery: 10 });
  await until(() => run(id), (r) => ((r.checkpoint as { step: number } | null)?.step ?? 0) >= 10);
  const children = await childOf(worker);
  expect(await worker.stop('SIGTERM')).toBe(0);
  expect(children.filter((pid) => alive(pid))).toEqual([]);
  expect(await run(id)).toMatchObject({ state: 'running', attempts: 0, owner: null });
  worker = await start();
  expect(await ended(id)).toMatchObject({ state: 'done', fence: 2 });
});

describe('runs that fail, all under way at once', () => {
  let failing: Record<'named' | 'memory' | 'crash' | 'silent', RunId>;
  beforeAll(async () => {
    const tried = async (id: RunId, attempts: number): Promise<RunId> => {
      await t.db.pool.query(`UPDATE run SET max_attempts = $2 WHERE id = $1`, [id, attempts]);
      return id;
    };
    failing = {
      silent: await tried(await launch({}, 'silent'), 1),
      crash: await tried(await launch({}, 'crashing'), 2),
      named: await launch({ steps: 40, failAtStep: 7 }),
      memory: await launch({ steps: 10_000, stepDelayMs: 20, allocateMiB: 600 }),
    };
  });

  test('a failure that the family names reaches the run with its fix, at once', async () => {
    expect(await ended(failing.named)).toMatchObject({ state: 'failed', fence: 1, error: { code: 'MODEL_DIVERGED', fix: 'set failAtStep to 0' } });
  });

  test('a training process over its memory limit is ended and says its peak', async () => {
    const failed = await ended(failing.memory);
    expect(failed).toMatchObject({ state: 'failed', error: { code: 'RUN_MEMORY_LIMIT', message: expect.stringMatching(/\d{3,} MiB at its peak/), fix: expect.stringContaining('BELLWETHER_RUN_MEMORY_MB') } });
    expect((failed.cost as { peakRssBytes: number }).peakRssBytes).toBeGreaterThan(400 * 1024 ** 2);
  });

  test('a process that dies in every attempt fails the run with its last words, never a crash loop', async () => {
    const failed = await ended(failing.crash);
    expect(failed).toMatchObject({ state: 'failed', fence: 3, error: { code: 'RUN_ATTEMPTS_EXHAUSTED' } });
    expect(JSON.stringify(failed.error)).toContain('native fault 0xdead');
  });

  test('a process that falls silent is ended and says so', async () => {
    const failed = await ended(failing.silent);
    expect(failed.state).toBe('failed');
    expect(JSON.stringify(failed.error)).toContain('said nothing for 6 seconds');
  });

  test('the worker that saw them all goes on to the next run', async () => {
    expect(await ended(await launch({ steps: 5 }))).toMatchObject({ state: 'done' });
  });
});

const alive = (pid: number): boolean => {
  try {
    process.kill(pid, 0);
    return true;
  } catch {
    return false;
  }
};
