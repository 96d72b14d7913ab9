import { randomUUID } from 'node:crypto';
import { readFileSync, rmSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { AppError, type ErrorCode } from '@bellwether/contracts';
import { bundledScript } from '../process/bundled-script';
import { forkSource } from '../process/fork-source';
import type { ChildMessage, DataTask, TaskLimits, TaskResult } from './data-tasks';
import type { Progress } from './perform-task';

export const DEFAULT_LIMITS: TaskLimits = { memoryMb: 1536, threads: 2, seconds: 900 };
/** DuckDB's own limit does not cover the parser's buffers and the JavaScript side. */
const HEADROOM_MB = 1024;

const ENTRY = path.join(import.meta.dirname, 'data-child.ts');

type WithoutHousekeeping<T> = T extends DataTask ? Omit<T, 'workDir' | 'limits'> : never;
export type TaskRequest = WithoutHousekeeping<DataTask>;
export type TaskOptions = { limits?: Partial<TaskLimits>; onProgress?: Progress; signal?: AbortSignal; workRoot?: string };

/**
 * Runs one data task in a child of its own, killed at its deadline, its memory limit or the caller's signal.
 * @throws AppError DATA_* from the file, DATA_PARSER_LIMIT from a limit, RUN_CANCELLED from the signal
 */
export async function runTask<R extends TaskRequest>(request: R, options: TaskOptions = {}): Promise<TaskResult<Extract<DataTask, { kind: R['kind'] }>>> {
  const limits = { ...DEFAULT_LIMITS, ...options.limits };
  const workDir = path.join(options.workRoot ?? os.tmpdir(), `bellwether-data-${randomUUID()}`);
  const script = await bundledScript(ENTRY);
  const child = forkSource(ENTRY, script, { execArgv: [`--max-old-space-size=${HEADROOM_MB}`], serialization: 'advanced', stdio: ['ignore', 'ignore', 'pipe', 'ipc'], env: childEnvironment() });
  let stderr = '';
  child.stderr?.on('data', (d: Buffer) => (stderr = (stderr + String(d)).slice(-4000)));
  let killedFor: AppError | null = null;
  const kill = (why: AppError) => {
    killedFor ??= why;
    child.kill('SIGKILL');
  };
  const deadline = setTimeout(() => kill(limitError(`longer than ${limits.seconds} s`)), limits.seconds * 1000);
  const most = (limits.memoryMb + HEADROOM_MB) * 1024 ** 2;
  const watch = setInterval(() => residentBytes(child.pid) > most && kill(limitError(`more than ${limits.memoryMb + HEADROOM_MB} MiB of memory`)), 200);
  const abort = () => kill(new AppError({ code: 'RUN_CANCELLED', message: 'the task was cancelled', fix: 'start it again when you want it' }));
  options.signal?.addEventListener('abort', abort, { once: true });
  if (options.signal?.aborted) abort();
  try {
    return await new Promise((resolve, reject) => {
      child.on('message', (message: ChildMessage) => {
        if (message.type === 'progress') options.onProgress?.(message.phase, message.fraction);
        else if (message.type === 'result') resolve(message.result as never);
        else reject(new AppError({ ...message.error, code: message.error.code as ErrorCode }));
      });
      child.on('error', reject);
      child.on('exit', (code, signal) => reject(killedFor ?? crashed(code, signal, stderr)));
      child.send({ ...request, workDir, limits } as unknown as DataTask, (e) => e && reject(killedFor ?? e));
    });
  } finally {
    clearTimeout(deadline);
    clearInterval(watch);
    options.signal?.removeEventListener('abort', abort);
    child.kill('SIGKILL');
    rmSync(workDir, { recursive: true, force: true });
  }
}

/** Nothing of the server's environment is a parser's business: no database address, no secrets. */
function childEnvironment(): NodeJS.ProcessEnv {
  const { PATH, HOME, TMPDIR, LANG, SystemRoot } = process.env;
  return { PATH, HOME, TMPDIR, LANG, SystemRoot } as unknown as NodeJS.ProcessEnv;
}

const limitError = (what: string) => new AppError({ code: 'DATA_PARSER_LIMIT', message: `reading the file took ${what} and was stopped`, fix: 'send it in parts, or with fewer columns' });

const crashed = (code: number | null, signal: string | null, stderr: string) =>
  new AppError({ code: 'DATA_PARSER_LIMIT', message: `the parser ended unexpectedly (${signal ?? `exit code ${code}`}); nothing else was affected`, fix: 'check the file: it may be damaged', context: { stderr: stderr.slice(-500) } });

function residentBytes(pid: number | undefined): number {
  if (pid === undefined || os.platform() !== 'linux') return 0;
  try {
    return Number(readFileSync(`/proc/${pid}/statm`, 'utf8').split(' ')[1]) * 4096;
  } catch {
    return 0;
  }
}
