import os from 'node:os';
import path from 'node:path';

/** Where the journeys' own product runs. Its data folder is made anew for every run and removed after it. */
const port = Number(process.env.BELLWETHER_E2E_PORT ?? 7460);
export const CONSOLE_PORT = port;
export const CONSOLE_URL = `http://localhost:${port}`;
export const DATA_HOME = path.join(os.tmpdir(), `bellwether-e2e-${port}`);
/** What the launcher printed: the setup link stands there. */
export const LAUNCH_LOG = path.join(os.tmpdir(), `bellwether-e2e-${port}.log`);
/** Cookies of the admin, written by the first journey. */
export const STATE_FILE = path.join(os.tmpdir(), `bellwether-e2e-${port}.state.json`);

export const ADMIN = { name: 'Ada Lovelace', email: 'ada@example.com', password: 'correct horse battery' } as const;

export const ROOT = path.resolve(import.meta.dirname, '../../..');
/** Pictures of the tour: docs/images when BELLWETHER_SCREENSHOTS=docs, else beside the other reports. */
export const SCREENSHOTS = process.env.BELLWETHER_SCREENSHOTS === 'docs' ? path.join(ROOT, 'docs/images') : path.join(ROOT, 'reports/screenshots');
