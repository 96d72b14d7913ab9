import { spawn } from 'node:child_process';
import path from 'node:path';
import type { ExecutorContext } from '@nx/devkit';

type Value = string | number | boolean | string[] | undefined;

/** The work itself is ES modules: it runs in its own process, whose exit code is the executor's result. */
export function runHeadless(script: string, options: Record<string, Value>, context: ExecutorContext): Promise<{ success: boolean }> {
  const flags = Object.entries(options).flatMap(([name, value]) =>
    value === undefined || value === '' || value === false ? [] : value === true ? [`--${name}`] : [`--${name}`, Array.isArray(value) ? value.join(',') : String(value)],
  );
  const child = spawn(process.execPath, ['--import', 'tsx', path.join(context.root, script), ...flags], { cwd: process.env.INIT_CWD ?? context.root, stdio: 'inherit' });
  for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, () => child.kill(signal));
  return new Promise((resolve) => child.on('exit', (code) => resolve({ success: code === 0 })));
}
