// The worker process: composition only. What it does stands in worker-supervisor.ts.
import os from 'node:os';
import { isAppError } from '@bellwether/contracts';
import { loadFamilyModules } from './child/family-modules';
import { createDeps } from './deps';
import { engineLine, surveyInChild } from './engine-survey';
import { readEnv } from './env';
import { Supervisor } from './worker-supervisor';
import { otherHandlers, watches } from './worker-handlers';
import { ONLINE_SHOPPERS } from './sample';

/** After this the process ends whatever still runs: leases and fences make that safe. @unit ms */
const STOP_WITHIN_MS = 8_000;

const env = readEnv();
const deps = createDeps(env, 'worker');
await loadFamilyModules(env.familyModules);
const supervisor = new Supervisor(
  deps,
  { databaseUrl: env.databaseUrl, concurrency: env.workers, threads: Math.max(1, Math.floor(os.availableParallelism() / env.workers)), memoryBytes: env.runMemoryBytes, stallMs: env.runStallMs, familyModules: env.familyModules, engine: env.engine },
  otherHandlers(deps),
  watches(deps),
);

let stopping = false;
const stopped = new AbortController();
async function stop(code: number): Promise<void> {
  if (stopping) return;
  stopping = true;
  stopped.abort();
  setTimeout(() => process.exit(code), STOP_WITHIN_MS).unref();
  await supervisor.stop();
  await deps.db.close();
  process.exit(code);
}
process.on('SIGTERM', () => void stop(0));
process.on('SIGINT', () => void stop(0));
process.on('disconnect', () => void stop(0));
// gone while the modules were loaded: nobody will say so again
if (process.connected === false) void stop(0);

/** The console should open on something alive; a failure here must not stop the worker. */
async function firstStart(): Promise<void> {
  const { runFirstStart, runSampleShop } = await import('@bellwether/pipeline');
  const tell = (err: unknown) => stopping || deps.log.error({ err }, 'the bundled sample could not be set up');
  // one after the other: whoever waits for the first page shares the processors with it
  await runFirstStart(deps, ONLINE_SHOPPERS, stopped.signal).catch(tell);
  await runSampleShop(deps, stopped.signal).catch(tell);
}

/** Which engine runs will use, or why none: in the log, in the console, and on the screen of whoever started it. */
async function tellEngines(): Promise<void> {
  const engines = await surveyInChild(stopped.signal);
  if (stopping) return;
  const line = engineLine(engines);
  deps.log.info({ engines }, `training engine: ${line}`);
  process.send?.({ engines: line });
  await supervisor.tellEngines(engines).catch((err) => stopping || deps.log.warn({ err }, 'the console does not know the engines'));
}

try {
  const { ended } = await supervisor.start();
  deps.log.info({ workerId: supervisor.workerId, concurrency: env.workers }, 'worker ready');
  process.send?.({ ready: true });
  void tellEngines();
  if (env.sample) void firstStart();
  ended.then(
    () => void stop(1),
    (e) => {
      deps.log.error({ err: e }, 'the job queue gave up; the process ends so that a new one can start');
      void stop(1);
    },
  );
} catch (e) {
  deps.log.error(isAppError(e) ? { ...e.toRecord() } : { err: e }, 'the worker could not start');
  await stop(1);
}
