import { fork, type ChildProcess, type ForkOptions } from 'node:child_process';
import { createRequire } from 'node:module';
import { pathToFileURL } from 'node:url';

/**
 * Starts a TypeScript module of this repository in a process of its own.
 * @param entry absolute path
 * @param script its bundle by `bundledScript`; null: the process loads module by module
 * @owns the caller ends it
 */
export function forkSource(entry: string, script: string | null, options: ForkOptions): ChildProcess {
  if (script !== null) return fork(script, [], { ...options, execArgv: options.execArgv ?? [] });
  return fork(entry, [], { ...options, execArgv: ['--import', pathToFileURL(createRequire(import.meta.url).resolve('tsx')).href, ...(options.execArgv ?? [])] });
}
