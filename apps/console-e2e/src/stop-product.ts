import { rmSync } from 'node:fs';
import { DATA_HOME, STATE_FILE } from './product';

const STOP_WITHIN_MS = 20_000;

const alive = (pid: number): boolean => {
  try {
    process.kill(pid, 0);
    return true;
  } catch {
    return false;
  }
};

/** Ctrl-C for the product; the data folder goes with it unless BELLWETHER_E2E_KEEP is set. */
export default async function stopProduct(): Promise<void> {
  const pid = Number(process.env.BELLWETHER_E2E_PID);
  if (!pid) return;
  if (alive(pid)) process.kill(pid, 'SIGTERM');
  for (const began = Date.now(); alive(pid) && Date.now() - began < STOP_WITHIN_MS; ) await new Promise((resolve) => setTimeout(resolve, 100));
  if (alive(pid)) {
    process.kill(-pid, 'SIGKILL');
    throw new Error('the product did not stop in 20 s');
  }
  if (process.env.BELLWETHER_E2E_KEEP) return;
  rmSync(DATA_HOME, { recursive: true, force: true });
  rmSync(STATE_FILE, { force: true });
}
