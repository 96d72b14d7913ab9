import { spawn } from 'node:child_process';
import { closeSync, openSync, readFileSync, rmSync } from 'node:fs';
import { CONSOLE_PORT, CONSOLE_URL, DATA_HOME, LAUNCH_LOG, ROOT, STATE_FILE } from './product';

/** A first start may have to build the console. @unit ms */
const READY_WITHIN_MS = 180_000;

/** The product as a user starts it: the script behind `npm start`, with a fresh data folder. */
export default async function startProduct(): Promise<void> {
  rmSync(DATA_HOME, { recursive: true, force: true });
  rmSync(STATE_FILE, { force: true });
  const log = openSync(LAUNCH_LOG, 'w');
  const child = spawn(process.execPath, ['--import', 'tsx', 'tools/ops/src/start.ts'], {
    cwd: ROOT,
    detached: true,
    stdio: ['ignore', log, log],
    env: { ...process.env, NODE_OPTIONS: '', BELLWETHER_HOME: DATA_HOME, BELLWETHER_PORT: String(CONSOLE_PORT), TRAINING_SERVER_PORT: '', DATABASE_URL: '', BELLWETHER_URL: CONSOLE_URL },
  });
  closeSync(log);
  process.env.BELLWETHER_E2E_PID = String(child.pid);
  let code: number | null | undefined;
  child.on('exit', (c) => (code = c));
  for (const began = Date.now(); Date.now() - began < READY_WITHIN_MS; ) {
    const said = readFileSync(LAUNCH_LOG, 'utf8');
    if (said.includes(`Open ${CONSOLE_URL}`)) return;
    if (code !== undefined) throw new Error(`the product ended with ${code}:\n${said}`);
    await new Promise((resolve) => setTimeout(resolve, 200));
  }
  throw new Error(`the product was not ready in ${READY_WITHIN_MS / 1000} s:\n${readFileSync(LAUNCH_LOG, 'utf8')}`);
}
