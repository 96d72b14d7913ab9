import path from 'node:path';
import type { EngineTrial } from '@bellwether/contracts';
import { bundledScript, forkSource } from '@bellwether/features';

/** A native library may take its time to load; one that hangs must not be waited for. @unit ms */
const WITHIN_MS = 120_000;

/** Every training engine with its version and device, or why it is not there. Never rejects: a survey that died is an answer too. */
export async function surveyInChild(signal: AbortSignal): Promise<EngineTrial[]> {
  const entry = path.join(import.meta.dirname, 'child/survey-child.ts');
  const script = await bundledScript(entry);
  return new Promise((resolve) => {
    const child = forkSource(entry, script, { stdio: ['ignore', 'ignore', 'ignore', 'ipc'] });
    const stop = (): void => void child.kill('SIGKILL');
    const timer = setTimeout(stop, WITHIN_MS);
    signal.addEventListener('abort', stop, { once: true });
    if (signal.aborted) stop();
    let found: EngineTrial[] | null = null;
    child.on('message', (message) => (found = (message as { engines: EngineTrial[] }).engines));
    child.on('error', (e) => resolve([{ name: 'none', available: false, reason: `the engines could not be looked for: ${e.message}` }]));
    child.on('close', (code, killed) => {
      clearTimeout(timer);
      signal.removeEventListener('abort', stop);
      resolve(found ?? [{ name: 'none', available: false, reason: `looking for engines ended with ${killed ?? `code ${code}`}` }]);
    });
  });
}

/** One line for people: the engine that runs use, and why the others are not there. */
export function engineLine(engines: readonly EngineTrial[]): string {
  const used = engines.find((e) => e.available);
  const missing = engines.filter((e) => !e.available).map((e) => `${e.name}: ${e.reason}`);
  return [used ? `${used.name} (${used.reason})` : 'none works here', ...missing].join('; ');
}
