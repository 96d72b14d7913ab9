import { rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { adminExists, issueSetupToken, type Deps } from '@bellwether/lineage';
import type { Env } from '../env';

const RENEW_MS = 29 * 60_000;

/**
 * Keeps one valid link in `<home>/setup-link` (mode 0600) while no admin exists; takes the file away when one does.
 * The token stands behind the `#`: browsers send no fragment, so it reaches no access log.
 * @returns the first link, or null when an admin exists; `stop` ends the renewing
 */
export async function keepSetupLink(deps: Deps, env: Pick<Env, 'home' | 'publicUrl'>, onRenew: (link: string) => void): Promise<{ link: string | null; stop: () => void }> {
  const file = path.join(env.home, 'setup-link');
  const issue = async (): Promise<string | null> => {
    const issued = await issueSetupToken(deps.db);
    if (!issued) {
      rmSync(file, { force: true });
      return null;
    }
    const link = new URL(`/setup#${issued.token}`, env.publicUrl).toString();
    rmSync(file, { force: true });
    writeFileSync(file, `${link}\n`, { mode: 0o600, flag: 'wx' });
    return link;
  };
  const link = await issue();
  let issuedAt = Date.now();
  const timer = setInterval(async () => {
    try {
      if (await adminExists(deps.db)) {
        rmSync(file, { force: true });
        clearInterval(timer);
      } else if (Date.now() - issuedAt >= RENEW_MS) {
        const next = await issue();
        issuedAt = Date.now();
        if (next) onRenew(next);
      }
    } catch (e) {
      deps.log.warn({ err: (e as Error).message }, 'could not renew the setup link');
    }
  }, 1_000);
  timer.unref();
  if (!link) clearInterval(timer);
  return { link, stop: () => clearInterval(timer) };
}
