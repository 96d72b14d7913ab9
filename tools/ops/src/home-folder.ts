import { closeSync, mkdirSync, openSync, readFileSync, rmSync, statfsSync, unlinkSync, writeSync } from 'node:fs';
import path from 'node:path';
import { AppError } from '@bellwether/contracts';
import { explainStart } from './launch-error';

/** Below this Postgres soon stops in the middle of something. @unit bytes */
const LEAST_FREE = 200 * 1024 ** 2;

export type HomeLock = { release: () => void; /** the pid of a launcher that died without releasing */ recoveredFrom: number | null };

/** Makes the data folder, tries a write, looks at the free space. @param least free bytes @throws AppError NO_WRITE_PERMISSION, DISK_FULL */
export function prepareHome(home: string, least = LEAST_FREE): void {
  try {
    mkdirSync(path.join(home, 'logs'), { recursive: true, mode: 0o700 });
    const probe = path.join(home, `.probe-${process.pid}`);
    const fd = openSync(probe, 'w', 0o600);
    try {
      writeSync(fd, Buffer.alloc(4096, 1));
    } finally {
      closeSync(fd);
      rmSync(probe, { force: true });
    }
  } catch (e) {
    throw explainStart(e, home);
  }
  const { bavail, bsize } = statfsSync(home);
  const free = Number(bavail) * Number(bsize);
  if (free < least)
    throw new AppError({ code: 'DISK_FULL', message: `Expected at least ${Math.round(least / 1024 ** 2)} MiB free on the disk of ${home}, found ${Math.round(free / 1024 ** 2)}.`, fix: 'Free some space, or set BELLWETHER_HOME to a folder on another disk.' });
}

type Holder = { pid: number; started: string; url: string };

/** One launcher a data folder. A lock whose holder is dead is taken over. @throws AppError CONFLICT naming the one that runs */
export function lockHome(home: string, url: string): HomeLock {
  const file = path.join(home, 'lock');
  let recoveredFrom: number | null = null;
  for (let tries = 0; ; tries++) {
    try {
      const fd = openSync(file, 'wx', 0o600);
      writeSync(fd, JSON.stringify({ pid: process.pid, started: startOf(process.pid) ?? 'unknown', url } satisfies Holder));
      closeSync(fd);
      return { recoveredFrom, release: () => rmSync(file, { force: true }) };
    } catch (e) {
      if ((e as NodeJS.ErrnoException).code !== 'EEXIST' || tries > 3) throw explainStart(e, home);
    }
    const holder = readHolder(file);
    if (holder && startOf(holder.pid) !== null && startOf(holder.pid) === holder.started)
      throw new AppError({ code: 'CONFLICT', message: `Bellwether already runs on ${home} (process ${holder.pid}, ${holder.url}).`, fix: 'Use that one, stop it first, or set BELLWETHER_HOME to another folder.' });
    recoveredFrom = holder?.pid ?? null;
    try {
      unlinkSync(file);
    } catch {
      // somebody else took it over first: the next round sees who
    }
  }
}

function readHolder(file: string): Holder | null {
  try {
    return JSON.parse(readFileSync(file, 'utf8')) as Holder;
  } catch {
    return null;
  }
}

/** When a process began, as text; null when there is none. A pid alone may belong to a stranger by now. */
function startOf(pid: number): string | null {
  try {
    process.kill(pid, 0);
  } catch (e) {
    if ((e as NodeJS.ErrnoException).code !== 'EPERM') return null;
  }
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, 'utf8');
    return stat.slice(stat.lastIndexOf(')') + 2).split(' ')[19] ?? 'unknown';
  } catch {
    return 'unknown';
  }
}
