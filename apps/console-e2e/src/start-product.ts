import { spawn } from 'node:child_process';
import { closeSync, existsSync, openSync, readFileSync, rmSync } from 'node:fs';
import { CONSOLE_PORT, CONSOLE_URL, DATA_HOME, LAUNCH_LOG, ROOT, STATE_FILE } from './product';

/** A first start may have to build the console. @unit ms */
const READY_WITHIN_MS = 180_000;

type Place = { port: number; url: string; home: string; log: string; env?: Record<string, string> };

/** The script behind `npm start` with a fresh data folder. @returns its process id, once it says that it can be opened */
export async function startAt({ port, url, home, log: file, env }: Place): Promise<number> {
  rmSync(home, { recursive: true, force: true });
  const log = openSync(file, 'w');
  const child = spawn(process.execPath, ['--import', 'tsx', 'tools/ops/src/start.ts'], {
    cwd: ROOT,
    detached: true,
    stdio: ['ignore', log, log],
    env: { ...process.env, NODE_OPTIONS: '', BELLWETHER_HOME: home, BELLWETHER_PORT: String(port), TRAINING_SERVER_PORT: '', DATABASE_URL: '', BELLWETHER_URL: url, ...env },
  });
  closeSync(log);
  let code: number | null | undefined;
  child.on('exit', (c) => (code = c));
  for (const began = Date.now(); Date.now() - began < READY_WITHIN_MS; ) {
    const said = readFileSync(file, 'utf8');
    if (said.includes(`Open ${url}`)) return child.pid!;
    if (code !== undefined) throw new Error(`the product ended with ${code}:\n${said}`);
    await new Promise((resolve) => setTimeout(resolve, 200));
  }
  throw new Error(`the product was not ready in ${READY_WITHIN_MS / 1000} s:\n${readFileSync(file, 'utf8')}`);
}

/** The one product of all journeys. With BELLWETHER_E2E_REUSE one that was kept (BELLWETHER_E2E_KEEP) is walked again: for writing journeys. */
export default async function startProduct(): Promise<void> {
  if (process.env.BELLWETHER_E2E_REUSE && existsSync(STATE_FILE)) return;
  rmSync(STATE_FILE, { force: true });
  process.env.BELLWETHER_E2E_PID = String(await startAt({ port: CONSOLE_PORT, url: CONSOLE_URL, home: DATA_HOME, log: LAUNCH_LOG }));
}
