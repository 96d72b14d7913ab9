import path from 'node:path';
import { AppError } from '@bellwether/contracts';
import { deployMigrations, inspectDatabase, installJobQueue, startEmbedded, type EmbeddedPostgres } from '@bellwether/prisma';
import { explainStart } from './launch-error';

export type RunningDatabase = {
  url: string;
  embedded: boolean;
  /** fresh: nothing had ever been written into it */
  fresh: boolean;
  /** pid of the embedded server now; null for one of DATABASE_URL */
  pid: () => number | null;
  stop: () => Promise<void>;
};

/** Opens the database and brings it to this release. An embedded one that dies is started again on the same port. */
export async function openDatabase(home: string, options: { url: string | undefined; onRestart: (message: string) => void; onGiveUp: (error: AppError) => void }): Promise<RunningDatabase> {
  const database = options.url ? { url: options.url, embedded: false, pid: () => null, stop: async () => undefined } : await embedded(home, options);
  try {
    return { ...database, fresh: await migrate(database.url) };
  } catch (e) {
    await database.stop();
    throw explainStart(e, home);
  }
}

async function migrate(url: string): Promise<boolean> {
  const { state, detail } = await inspectDatabase(url);
  if (state === 'foreign') throw new AppError({ code: 'DATABASE_FOREIGN', message: `This database holds ${detail}.`, fix: 'Point DATABASE_URL at an empty database, or at one that Bellwether made.' });
  if (state === 'newer') throw new AppError({ code: 'DATABASE_NEWER', message: `This database was written by a newer release (${detail}).`, fix: 'Update this checkout, or use another database.' });
  await deployMigrations(url);
  await installJobQueue(url);
  return state === 'empty';
}

/** After a crash of the server its last processes may hold the folder for a moment: try again before giving up. */
const START_TRIES = 20;

async function embedded(home: string, say: { onRestart: (message: string) => void; onGiveUp: (error: AppError) => void }): Promise<Omit<RunningDatabase, 'fresh'>> {
  const dir = path.join(home, 'postgres');
  let stopping = false;
  let server: EmbeddedPostgres = await startWithPatience(dir, undefined);
  const { url, port } = server;
  let restarting: Promise<void> = Promise.resolve();
  const watch = (): void =>
    void server.exited.then((code) => {
      if (stopping) return;
      say.onRestart(`Postgres ended unexpectedly (${code ?? 'killed'}); starting it again.`);
      restarting = startAgain().catch((e) => say.onGiveUp(explainStart(e, dir)));
    });
  const startAgain = async (): Promise<void> => {
    server = await keepStarting(dir, port, () => stopping);
    if (stopping) await server.stop();
    else watch();
  };
  watch();
  return {
    url, embedded: true, pid: () => server.pid,
    stop: async () => {
      stopping = true;
      await restarting;
      await server.stop();
    },
  };
}

/** A server that worked a moment ago and was killed once more while it recovered: only a fault that stays is given up. */
const RESTARTS = 8;

async function keepStarting(dir: string, port: number, stopping: () => boolean): Promise<EmbeddedPostgres> {
  for (let i = 1; ; i++) {
    try {
      return await startWithPatience(dir, port);
    } catch (e) {
      if (i === RESTARTS || stopping()) throw e;
      await new Promise((resolve) => setTimeout(resolve, Math.min(5_000, 250 * 2 ** i)));
    }
  }
}

async function startWithPatience(dir: string, port: number | undefined): Promise<EmbeddedPostgres> {
  for (let i = 1; ; i++) {
    try {
      return await startEmbedded({ dir, port, database: 'bellwether' });
    } catch (e) {
      const text = String((e as Error).message);
      const passing = /shared memory|still in use|lock file|could not bind|Address already in use|starting up/i.test(text);
      if (!passing || i === START_TRIES) throw explainStart(e, dir);
      await new Promise((resolve) => setTimeout(resolve, 250));
    }
  }
}
