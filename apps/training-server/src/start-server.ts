import { chmodSync, mkdirSync } from 'node:fs';
import type { AddressInfo } from 'node:net';
import { adminExists, closeRowSpools, ensureFirstProject, flushLists, openPredictions, type Deps } from '@bellwether/lineage';
import { AppError } from '@bellwether/contracts';
import { createAuth } from './auth/auth';
import { PasswordHasher } from './auth/password';
import { keepSetupLink } from './auth/setup-link';
import { createDeps } from './deps';
import type { Env } from './env';
import { closeEventDoor, openEventDoor } from '@bellwether/pipeline';
import { checkBind } from './http/guard';
import { createMetrics } from './http/metrics';
import { createLimits } from './http/rate-limit';
import { createServer } from './http/server';

export type RunningServer = { port: number; deps: Deps; /** null when an admin exists */ setupLink: string | null; stop: () => Promise<void> };

export type StartOptions = { version: string; /** tests only: passwords that cost nothing to hash */ lightPasswords?: boolean; onSetupLink?: (link: string) => void };

/**
 * The HTTP server of one instance. The database is migrated already (tools/ops start).
 * @throws AppError BIND_REFUSED, PORT_TAKEN, NO_WRITE_PERMISSION, DATABASE_UNAVAILABLE
 */
export async function startServer(env: Env, options: StartOptions): Promise<RunningServer> {
  openHome(env.home);
  const deps = createDeps(env, 'server');
  const hasher = new PasswordHasher({ light: options.lightPasswords });
  // what was answered is kept before the database is let go of; what fails stays on disk for the next start
  const undo: (() => unknown)[] = [() => hasher.close(), () => deps.db.close(), () => closeRowSpools(deps.db), () => closeEventDoor(deps)];
  const unwind = async () => {
    for (const step of undo.splice(0).reverse()) await step();
  };
  try {
    checkBind(env, await adminExists(deps.db));
    await ensureFirstProject(deps.db);
    await Promise.all([flushLists(deps), openPredictions(deps)]);
    await openEventDoor(deps);
    const setup = await keepSetupLink(deps, env, (link) => options.onSetupLink?.(link));
    undo.push(() => setup.stop());
    const server = createServer({ env, deps, hasher, auth: createAuth(deps, env, hasher), limits: createLimits(), metrics: createMetrics(deps), version: options.version });
    await new Promise<void>((resolve, reject) => server.once('error', (e) => reject(listenError(e, env))).listen(env.port, env.host, resolve));
    undo.push(
      () =>
        new Promise<void>((resolve) => {
          server.close(() => resolve());
          server.closeIdleConnections();
          // streams never end by themselves
          setTimeout(() => server.closeAllConnections(), 300).unref();
        }),
    );
    return { port: (server.address() as AddressInfo).port, deps, setupLink: setup.link, stop: unwind };
  } catch (e) {
    await unwind();
    throw e;
  }
}

/** Others on the machine may pass (Postgres may live below) but not read. */
function openHome(home: string): void {
  try {
    mkdirSync(home, { recursive: true, mode: 0o711 });
    chmodSync(home, 0o711);
  } catch (cause) {
    throw new AppError({ code: 'NO_WRITE_PERMISSION', message: `Cannot write to ${home}.`, fix: 'Give this account the right to write there, or set BELLWETHER_HOME to another folder.', cause });
  }
}

function listenError(e: NodeJS.ErrnoException, env: Env): Error {
  if (e.code === 'EADDRINUSE') return new AppError({ code: 'PORT_TAKEN', message: `Port ${env.port} is taken.`, fix: 'Stop what uses it, or set TRAINING_SERVER_PORT to another.', cause: e });
  if (e.code === 'EACCES') return new AppError({ code: 'NO_WRITE_PERMISSION', message: `This account may not listen on port ${env.port}.`, fix: 'Set TRAINING_SERVER_PORT to one above 1023.', cause: e });
  if (e.code === 'EADDRNOTAVAIL') return new AppError({ code: 'CONFIG_INVALID', message: `This machine has no address ${env.host}.`, fix: 'Correct TRAINING_SERVER_HOST.', cause: e });
  return e;
}
