import { readFileSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { AppError, type ErrorRecord } from '@bellwether/contracts';
import { bundledScript, forkSource } from '@bellwether/features';
import type { ImportedFile } from '../task-family';

export type CheckOrder = { file: string; sha256?: string };
export type CheckAnswer = { kind: 'described'; described: ImportedFile } | { kind: 'refused'; error: ErrorRecord };

/** The largest file, its copy in the library, and the library itself. @unit bytes */
const MOST_MEMORY = 1536 * 1024 ** 2;
const MOST_SECONDS = 60;
/** Nothing of the server's environment is a model's business. */
const ENVIRONMENT = ['PATH', 'HOME', 'TMPDIR', 'LANG', 'SystemRoot'];

/** Looks through a file and opens it in a process of its own, which its time and memory limits end. @throws AppError MODEL_ARTIFACT_INVALID */
export async function checkInChild(order: CheckOrder, limits: { bytes?: number; seconds?: number } = {}): Promise<ImportedFile> {
  const entry = path.join(import.meta.dirname, 'check-child.ts');
  const script = await bundledScript(entry);
  const env = Object.fromEntries(ENVIRONMENT.flatMap((name) => (process.env[name] === undefined ? [] : [[name, process.env[name]]]))) as NodeJS.ProcessEnv;
  const child = forkSource(entry, script, { execArgv: ['--max-old-space-size=512'], stdio: ['ignore', 'ignore', 'ignore', 'ipc'], env });
  const { bytes = MOST_MEMORY, seconds = MOST_SECONDS } = limits;
  let killed: string | null = null;
  const kill = (why: string) => {
    killed ??= why;
    child.kill('SIGKILL');
  };
  const deadline = setTimeout(() => kill(`opening it took more than ${seconds} s`), seconds * 1000);
  const watch = setInterval(() => residentBytes(child.pid) > bytes && kill(`opening it took more than ${Math.round(bytes / 1024 ** 2)} MiB of memory`), 50);
  try {
    const answer = await new Promise<CheckAnswer>((resolve, reject) => {
      child.once('message', (message) => resolve(message as CheckAnswer));
      child.once('error', reject);
      child.once('exit', (code, signal) => reject(ended(killed ?? `the process that opened it ended (${signal ?? `exit code ${code}`})`)));
      child.send(order, (e) => e && reject(ended(killed ?? e.message)));
    });
    if (answer.kind === 'refused') throw AppError.fromRecord(answer.error);
    return answer.described;
  } finally {
    clearTimeout(deadline);
    clearInterval(watch);
    child.kill('SIGKILL');
  }
}

const ended = (what: string) => new AppError({ code: 'MODEL_ARTIFACT_INVALID', message: `The ONNX file cannot be imported: ${what}; nothing else was affected.`, fix: 'Check the file: it may be damaged, or made to do harm.' });

function residentBytes(pid: number | undefined): number {
  if (pid === undefined || os.platform() !== 'linux') return 0;
  try {
    return Number(readFileSync(`/proc/${pid}/statm`, 'utf8').split(' ')[1]) * 4096;
  } catch {
    return 0;
  }
}
