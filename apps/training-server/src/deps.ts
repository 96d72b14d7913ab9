import { execFileSync } from 'node:child_process';
import path from 'node:path';
import { ArtifactStore, createDb, type Deps, type Logger } from '@bellwether/lineage';
import pino from 'pino';
import type { Env } from './env';

/** Lines of JSON on standard error: standard output is for what a person should read. Secrets are cut out by name. */
export const createLogger = (env: Pick<Env, 'logLevel'>, name: string): Logger =>
  pino(
    {
      name,
      level: env.logLevel,
      redact: { paths: ['password', 'token', 'secret', 'authorization', 'cookie', '*.password', '*.token', '*.secret', '*.authorization', '*.cookie', 'headers'], censor: '(not logged)' },
    },
    pino.destination({ fd: 2, sync: false }),
  ) as unknown as Logger;

/** Built once a process. @owns the caller calls `deps.db.close()` */
export function createDeps(env: Env, name: string): Deps {
  const log = createLogger(env, name);
  return {
    db: createDb(env.databaseUrl, { max: env.dbPool, applicationName: `bellwether-${name}`, onError: (error) => log.warn({ err: error.message }, 'lost an idle database connection') }),
    artifacts: new ArtifactStore(path.join(env.home, 'artifacts')),
    log,
    now: () => new Date(),
    codeVersion: env.codeVersion || gitVersion(),
    sourcePasswords: env.sourcePasswords,
    ...(env.secretKey ? { secretKey: env.secretKey } : {}),
  };
}

/** Kept with every run. A copy without git says so rather than lie. */
function gitVersion(): string {
  try {
    const git = (...args: string[]) => execFileSync('git', args, { cwd: import.meta.dirname, encoding: 'utf8', stdio: ['ignore', 'pipe', 'ignore'] }).trim();
    const dirty = git('status', '--porcelain', '--untracked-files=no') !== '';
    return git('rev-parse', 'HEAD') + (dirty ? '+changes' : '');
  } catch {
    return 'unknown';
  }
}
