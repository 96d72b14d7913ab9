import { readFileSync } from 'node:fs';
import path from 'node:path';
import { pathToFileURL } from 'node:url';
import { AppError } from '@bellwether/contracts';
import { programOf } from '@bellwether/features/process';
import { freePort } from '@bellwether/prisma';
import { buildConsole, buildNeed } from './console-build';
import { openDatabase, type RunningDatabase } from './database';
import { lockHome, prepareHome } from './home-folder';
import { ManagedProcess, type ManagedOptions } from './managed-process';
import { assertFree } from './ports';

const ROOT = path.resolve(import.meta.dirname, '../../..');
/** The worker gives its runs back within this; then whatever is left is killed. @unit ms */
const STOP_WITHIN_MS = 9_000;
const CONSOLE_WITHIN_MS = 60_000;

export type LaunchOptions = {
  /** data folder, absolute */
  home: string;
  /** where the console listens */
  port: number;
  /** aborted: stop everything in order */
  signal: AbortSignal;
};

const say = (text: string): void => void process.stdout.write(`${text}\n`);
const seconds = (since: number): string => `${((performance.now() - since) / 1000).toFixed(1)} s`;

/** Starts everything, waits until it is told to stop, stops everything. @throws AppError whose message is for people */
export async function launch(options: LaunchOptions): Promise<void> {
  const began = performance.now();
  const { home, port, signal } = options;
  if (!Number.isInteger(port) || port < 1 || port > 65535) throw new AppError({ code: 'CONFIG_INVALID', message: 'Expected BELLWETHER_PORT to be a number from 1 to 65535.', fix: 'For example BELLWETHER_PORT=4000.' });
  const host = process.env.BELLWETHER_HOST ?? '127.0.0.1';
  const url = process.env.BELLWETHER_URL ?? `http://localhost:${port}`;
  const version = (JSON.parse(readFileSync(path.join(ROOT, 'package.json'), 'utf8')) as { version: string }).version;
  prepareHome(home);
  const lock = lockHome(home, url);
  const processes: ManagedProcess[] = [];
  let database: RunningDatabase | null = null;
  const killAll = () => processes.forEach((p) => p.kill());
  process.on('bellwether:kill' as never, killAll);
  try {
    say(`Bellwether ${version}`);
    if (lock.recoveredFrom !== null) say('  The last run did not end in order: recovering.');
    await assertFree(port, host, 'BELLWETHER_PORT');
    const withConsole = process.env.BELLWETHER_CONSOLE !== 'off';
    const build = withConsole ? prepareConsole(home, signal) : Promise.resolve();
    // reported when it is waited for; until then nobody must call it unheard
    build.catch(() => undefined);
    let giveUp: (e: Error) => void = () => undefined;
    const failed = new Promise<never>((_, reject) => (giveUp = reject));
    failed.catch(() => undefined);
    database = await openDatabase(home, { url: process.env.DATABASE_URL || undefined, onRestart: (m) => say(`  ${m}`), onGiveUp: giveUp });
    if (!signal.aborted) say(`  database  ready ${database.embedded ? '(built in)' : '(DATABASE_URL)'}`);
    // one for the life of the launcher: the console finds a server that was started again where it was
    const serverPort = Number(process.env.TRAINING_SERVER_PORT) || (await freePort());
    processes.push(...makeProcesses(options, { host, url, serverPort, database, giveUp: (m) => giveUp(new AppError({ code: 'INTERNAL', message: m, fix: `The logs are in ${path.join(home, 'logs')}.` })) }));
    if (!withConsole) processes.splice(2);
    await Promise.race([startAll(processes, build, { port, host, signal, giveUp }), failed]);
    if (!signal.aborted) say(`  ready in ${seconds(began)}\n\n  ${withConsole ? `Open ${url}` : `Without a console; the API listens on http://127.0.0.1:${serverPort}`}\n`);
    await Promise.race([aborted(signal), failed]);
  } finally {
    process.off('bellwether:kill' as never, killAll);
    if (signal.aborted) say('\nStopping.');
    await Promise.all(processes.map((p) => p.stop(STOP_WITHIN_MS)));
    await database?.stop();
    lock.release();
  }
}

const preload = (file: string): string[] => ['--import', pathToFileURL(path.join(import.meta.dirname, file)).href];

/** Server, worker, console: in this order in the list. */
function makeProcesses(options: LaunchOptions, setup: { host: string; url: string; serverPort: number; database: RunningDatabase; giveUp: (m: string) => void }): ManagedProcess[] {
  const { home } = options;
  const env: NodeJS.ProcessEnv = { ...process.env, NODE_ENV: 'production', DATABASE_URL: setup.database.url, BELLWETHER_HOME: home, BELLWETHER_URL: setup.url, BELLWETHER_HOST: setup.host, TRAINING_SERVER_PORT: String(setup.serverPort), NODE_OPTIONS: '', NEXT_TELEMETRY_DISABLED: '1' };
  const base = (name: string): Pick<ManagedOptions, 'name' | 'env' | 'logFile' | 'onRestart' | 'onGiveUp'> => ({ name, env, logFile: path.join(home, 'logs', `${name}.log`), onRestart: (m) => say(`  ${m}`), onGiveUp: setup.giveUp });
  const server = path.join(ROOT, 'apps/training-server');
  const ours = (entry: string, modules: string[] = []) => async () => {
    const { file, execArgv } = await programOf(path.join(server, 'src', entry), modules);
    return { file, execArgv: [...preload('end-with-parent.mjs'), ...execArgv] };
  };
  const families = (env.BELLWETHER_FAMILIES ?? '').split(',').map((file) => file.trim()).filter(Boolean).map((file) => path.resolve(server, file));
  const kind = (m: unknown) => (m as { type?: string; ready?: boolean } | null) ?? {};
  return [
    new ManagedProcess({ ...base('server'), program: ours('main.ts'), cwd: server, isReady: (m) => kind(m).type === 'ready', onMessage: onServerMessage }),
    new ManagedProcess({ ...base('worker'), program: ours('worker.ts', families), cwd: server, isReady: (m) => kind(m).ready === true, onMessage: onWorkerMessage }),
    new ManagedProcess({
      ...base('console'), program: () => Promise.resolve({ file: path.join(ROOT, 'node_modules/next/dist/bin/next'), execArgv: preload('follow-parent.mjs') }), args: ['start', path.join(ROOT, 'apps/console'), '-p', String(options.port), '-H', setup.host],
      cwd: path.join(ROOT, 'apps/console'), env: { ...env, DATABASE_URL: '' },
    }),
  ];
}

function onWorkerMessage(message: unknown): void {
  const { engines } = message as { engines?: string };
  if (engines) say(`  training  ${engines}`);
}

function onServerMessage(message: unknown): void {
  const { type, link, setupLink } = message as { type?: string; link?: string; setupLink?: string | null };
  const shown = type === 'setup-link' ? link : type === 'ready' ? setupLink : null;
  if (shown) say(`\n  Make the first admin here (valid for 30 minutes):\n  ${shown}\n`);
}

type Starting = { port: number; host: string; signal: AbortSignal; giveUp: (e: Error) => void };

/** A page is usable as soon as server and console answer; the worker, whose training would take the processor from them and from a build, comes up right behind. */
async function startAll([server, worker, console]: ManagedProcess[], build: Promise<void>, { port, host, signal, giveUp }: Starting): Promise<void> {
  const starting = server!.start();
  Promise.all([starting, build]).then(() => worker!.start().catch(giveUp)).catch(() => undefined);
  await Promise.race([build, aborted(signal)]);
  if (signal.aborted) return;
  if (!console) return Promise.race([starting, aborted(signal)]);
  await console.start();
  await Promise.race([Promise.all([starting, answers(`http://${host === '0.0.0.0' || host === '::' ? '127.0.0.1' : host}:${port}/favicon.ico`, console)]), aborted(signal)]);
}

async function answers(url: string, console: ManagedProcess): Promise<void> {
  for (const began = performance.now(); performance.now() - began < CONSOLE_WITHIN_MS; ) {
    const response = await fetch(url, { redirect: 'manual' }).catch(() => null);
    if (response) return;
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
  throw new AppError({ code: 'INTERNAL', message: `The console does not answer. ${console.lastWords()}`, fix: 'Its log is in the folder logs of the data folder.' });
}

async function prepareConsole(home: string, signal: AbortSignal): Promise<void> {
  const need = buildNeed();
  if (!need.needed) return;
  say(`  console   building (${need.reason === 'missing' ? 'no build yet' : 'sources changed since the last build'}; later starts reuse it)`);
  const began = performance.now();
  await buildConsole(need.hash, path.join(home, 'logs/console-build.log'), signal);
  if (!signal.aborted) say(`  console   built in ${seconds(began)}`);
}


const aborted = (signal: AbortSignal): Promise<void> => (signal.aborted ? Promise.resolve() : new Promise((resolve) => signal.addEventListener('abort', () => resolve(), { once: true })));
