import { spawn } from 'node:child_process';
import { createHash } from 'node:crypto';
import { createWriteStream, existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { AppError } from '@bellwether/contracts';

const ROOT = path.resolve(import.meta.dirname, '../../..');
const CONSOLE = path.join(ROOT, 'apps/console');
/** What the console is built from. Of the api it uses types alone. */
const SOURCES = ['apps/console', 'libs/contracts/src', 'libs/run-query/src', 'package-lock.json'];
const SKIP = /^(node_modules|dist|test-results|\.next.*|.*\.test\.tsx?|.*\.tsbuildinfo|next-env\.d\.ts)$/;

export const nextDir = (): string => process.env.BELLWETHER_NEXT_DIR ?? '.next';
const stampFile = (): string => path.join(CONSOLE, nextDir(), 'bellwether-build.json');

/** One hash of all sources: a build is fresh when it was made from exactly these bytes. */
export function sourceHash(): string {
  const hash = createHash('sha256');
  const visit = (relative: string): void => {
    const full = path.join(ROOT, relative);
    const entries = statKind(full) === 'file' ? null : readdirSync(full, { withFileTypes: true }).sort((a, b) => (a.name < b.name ? -1 : 1));
    if (!entries) return void hash.update(relative).update('\0').update(readFileSync(full)).update('\0');
    for (const entry of entries) if (!SKIP.test(entry.name)) visit(path.posix.join(relative, entry.name));
  };
  for (const source of SOURCES) if (existsSync(path.join(ROOT, source))) visit(source);
  return hash.update(process.version.split('.')[0]!).digest('hex');
}

const statKind = (file: string): 'file' | 'folder' => {
  try {
    readdirSync(file);
    return 'folder';
  } catch (e) {
    if ((e as NodeJS.ErrnoException).code === 'ENOTDIR') return 'file';
    throw e;
  }
};

export type BuildNeed = { needed: boolean; reason: 'missing' | 'stale' | 'fresh'; hash: string };

export function buildNeed(): BuildNeed {
  const hash = sourceHash();
  try {
    const stamp = JSON.parse(readFileSync(stampFile(), 'utf8')) as { hash: string };
    return stamp.hash === hash && existsSync(path.join(CONSOLE, nextDir(), 'BUILD_ID')) ? { needed: false, reason: 'fresh', hash } : { needed: true, reason: 'stale', hash };
  } catch {
    return { needed: true, reason: 'missing', hash };
  }
}

/** @param logFile receives what the build prints @param say as well @throws AppError INTERNAL with the end of it */
export async function buildConsole(hash: string, logFile: string, signal: AbortSignal, say?: (text: string) => void): Promise<void> {
  const log = createWriteStream(logFile);
  let tail = '';
  const child = spawn(process.execPath, [path.join(ROOT, 'node_modules/next/dist/bin/next'), 'build', CONSOLE], {
    cwd: CONSOLE, stdio: ['ignore', 'pipe', 'pipe'], signal, env: { ...process.env, NODE_ENV: 'production', NEXT_TELEMETRY_DISABLED: '1', NODE_OPTIONS: '', NO_COLOR: '1' },
  });
  const keep = (d: Buffer) => {
    log.write(d);
    say?.(String(d));
    tail = (tail + String(d)).slice(-1500);
  };
  child.stdout.on('data', keep);
  child.stderr.on('data', keep);
  const code = await new Promise<number | null>((resolve) => {
    child.on('error', (e) => {
      keep(Buffer.from(e.message));
      resolve(1);
    });
    child.on('close', resolve);
  });
  log.end();
  if (signal.aborted) return;
  if (code !== 0) throw new AppError({ code: 'INTERNAL', message: `The console could not be built:\n${tail.trim()}\n`, fix: `All of it is in ${logFile}.` });
  writeFileSync(stampFile(), JSON.stringify({ hash }));
}
