import { parseArgs } from 'node:util';
import { AppError, isAppError } from '@bellwether/contracts';

/** `--name value` flags. @throws AppError INPUT_INVALID naming the flag */
export function readFlags<const N extends string>(names: readonly N[], required: readonly N[]): Record<N, string | undefined> {
  try {
    const { values } = parseArgs({ options: Object.fromEntries(names.map((name) => [name, { type: 'string' as const }])), strict: true, allowPositionals: false });
    for (const name of required) if (!values[name]) throw new Error(`--${name} is missing`);
    return values as Record<N, string | undefined>;
  } catch (e) {
    throw new AppError({ code: 'INPUT_INVALID', message: `expected ${names.map((n) => (required.includes(n) ? `--${n}` : `[--${n}]`)).join(' ')}: ${(e as Error).message}`, fix: 'correct the flags' });
  }
}

/** Runs a command: what goes wrong is one clear line and exit code 1. */
export async function command(run: () => Promise<void>): Promise<void> {
  try {
    await run();
    process.exit(0);
  } catch (e) {
    const app = isAppError(e) ? e : null;
    process.stderr.write(app ? `${app.code}: ${app.message}\n  ${app.fix}\n` : `${(e as Error).stack ?? String(e)}\n`);
    process.exit(1);
  }
}
