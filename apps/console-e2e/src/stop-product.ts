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

/** Ctrl-C, and the end within the time that it may take. @throws Error when it has to be killed */
export async function stopAt(pid: number): Promise<void> {
  if (alive(pid)) process.kill(pid, 'SIGTERM');
  for (const began = Date.now(); alive(pid) && Date.now() - began < STOP_WITHIN_MS; ) await new Promise((resolve) => setTimeout(resolve, 100));
  if (alive(pid)) {
    process.kill(-pid, 'SIGKILL');
    throw new Error('the product did not stop in 20 s');
  }
}

/** Ends the product; the data folder goes with it. With BELLWETHER_E2E_KEEP both stay. */
export default async function stopProduct(): Promise<void> {
  const pid = Number(process.env.BELLWETHER_E2E_PID);
  if (!pid || process.env.BELLWETHER_E2E_KEEP) return;
  await stopAt(pid);
  rmSync(DATA_HOME, { recursive: true, force: true });
  rmSync(STATE_FILE, { force: true });
}
