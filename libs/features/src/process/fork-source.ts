import { fork, type ChildProcess, type ForkOptions } from 'node:child_process';
import { createRequire } from 'node:module';
import { pathToFileURL } from 'node:url';
import { findOrMake } from './bundled-script';

/** What Node is given to run a TypeScript module of this repository. */
export type Program = { file: string; execArgv: string[] };

/**
 * For a process that runs for long, or is started again: its bundle as the sources are now, else the module itself.
 * @param entry absolute path
 * @param modules absolute paths of more modules that it may ask for by `importModule`
 */
export const programOf = (entry: string, modules: readonly string[] = []): Promise<Program> => findOrMake(entry, modules).catch(() => null).then((script) => program(entry, script));

/** @param script null: the process loads module by module */
function program(entry: string, script: string | null): Program {
  if (script !== null) return { file: script, execArgv: ['--enable-source-maps'] };
  return { file: entry, execArgv: ['--import', pathToFileURL(createRequire(import.meta.url).resolve('tsx')).href] };
}

/**
 * Starts a TypeScript module of this repository in a process of its own.
 * @param entry absolute path
 * @param script its bundle by `bundledScript`; null: the process loads module by module
 * @owns the caller ends it
 */
export function forkSource(entry: string, script: string | null, options: ForkOptions): ChildProcess {
  const { file, execArgv } = program(entry, script);
  return fork(file, [], { ...options, execArgv: [...execArgv, ...(options.execArgv ?? [])] });
}
