import { spawn, type ChildProcess } from 'node:child_process';
import { existsSync, openSync, readdirSync, readFileSync, writeSync } from 'node:fs';
import { mkdir, mkdtemp, rm } from 'node:fs/promises';
import net from 'node:net';
import os from 'node:os';
import path from 'node:path';
import { freePort } from '@bellwether/prisma';
import { testDatabase } from '@bellwether/prisma/testing';
import pg from 'pg';
import { prepareHome } from './home-folder';
import { explainStart, lineOf } from './launch-error';

const ROOT = path.resolve(import.meta.dirname, '../../..');
const opened: Launcher[] = [];
let folder: string;

/** `npm start` without the console: what it prints, and how it ends. */
class Launcher {
  readonly process: ChildProcess;
  output = '';

  constructor(readonly env: Record<string, string>) {
    this.process = spawn(process.execPath, ['--import', 'tsx', path.join(ROOT, 'tools/ops/src/start.ts')], {
      cwd: ROOT, stdio: ['ignore', 'pipe', 'pipe'], env: { ...process.env, NODE_OPTIONS: '', DATABASE_URL: '', BELLWETHER_CONSOLE: 'off', BELLWETHER_SAMPLE: 'off', ...env },
    });
    this.process.stdout!.on('data', (d) => (this.output += String(d)));
    this.process.stderr!.on('data', (d) => (this.output += String(d)));
    opened.push(this);
  }

  async ready(): Promise<string> {
    const began = performance.now();
    while (!this.output.includes('ready in')) {
      if (this.process.exitCode !== null || performance.now() - began > 60_000) throw new Error(`not ready:\n${this.output}`);
      await new Promise((resolve) => setTimeout(resolve, 50));
    }
    return /the API listens on (\S+)/.exec(this.output)![1]!;
  }

  exited(): Promise<number | null> {
    return this.process.exitCode !== null || this.process.signalCode ? Promise.resolve(this.process.exitCode) : new Promise((resolve) => this.process.once('exit', (code) => resolve(code)));
  }

  /** The last line that it said, when it refuses to start. */
  async refusal(): Promise<string> {
    expect(await this.exited()).toBe(1);
    return this.output.trim().split('\n').at(-1)!;
  }
}

/** Processes that have this data folder in their command line or their environment. */
const processesOf = (home: string): { pid: number; command: string }[] =>
  readdirSync('/proc').filter((name) => /^\d+$/.test(name) && Number(name) !== process.pid).flatMap((name) => {
    try {
      const [command, environment] = ['cmdline', 'environ'].map((file) => readFileSync(`/proc/${name}/${file}`, 'utf8')) as [string, string];
      return command.includes(home) || environment.includes(home) ? [{ pid: Number(name), command: command.replaceAll('\0', ' ') }] : [];
    } catch {
      return [];
    }
  });

/** What is left, by its command line. A helper process sees by its closed pipe that its parent has ended: it has a moment for that. */
async function leftBehind(home: string): Promise<string[]> {
  for (let tries = 0; tries < 40 && processesOf(home).length > 0; tries++) await new Promise((resolve) => setTimeout(resolve, 50));
  return processesOf(home).map((p) => p.command);
}

const start = (home: string, env: Record<string, string> = {}) => new Launcher({ BELLWETHER_HOME: home, BELLWETHER_PORT: '7199', ...env });

beforeAll(async () => {
  folder = await mkdtemp(path.join(os.tmpdir(), "bellwether it's a shop 店 %20 #"));
});
afterAll(async () => {
  for (const launcher of opened) launcher.process.kill('SIGKILL');
  for (const { pid } of processesOf(folder)) process.kill(pid, 'SIGKILL');
  await rm(folder, { recursive: true, force: true });
});

test('in a folder of any name: one that runs keeps a second out; SIGTERM leaves no process and no lock; a start after kill -9 recovers what was written', async () => {
  const home = path.join(folder, 'data');
  const port = await freePort();
  const first = start(home, { BELLWETHER_PORT: String(port) });
  const api = await first.ready();
  expect((await fetch(`${api}/health`)).status).toBe(200);
  const link = /setup#\S+/.exec(first.output)?.[0];
  expect(link).toBeTruthy();
  const second = start(home, { BELLWETHER_PORT: String(port) });
  expect(await second.refusal()).toMatch(/^Bellwether already runs on .* \(process \d+, http:\/\/localhost:\d+\)\. Use that one, stop it first/);

  first.process.kill('SIGKILL');
  await first.exited();
  const after = start(home, { BELLWETHER_PORT: String(port) });
  await after.ready();
  expect(after.output).toContain('The last run did not end in order: recovering.');
  after.process.kill('SIGTERM');
  expect(await after.exited()).toBe(0);
  expect(await leftBehind(home)).toEqual([]);
  expect(existsSync(path.join(home, 'lock'))).toBe(false);
}, 240_000);

describe('what stands in the way is said in one line, with how to mend it', () => {
  test('a taken port', async () => {
    const other = net.createServer();
    await new Promise<void>((resolve) => other.listen(0, '127.0.0.1', resolve));
    const { port } = other.address() as net.AddressInfo;
    expect(await start(path.join(folder, 'port'), { BELLWETHER_PORT: String(port) }).refusal()).toBe(`Port ${port} is taken by another program. Stop that program, or choose another port: BELLWETHER_PORT=${port + 1} npm start`);
    other.close();
  });

  test('a port that is no port', async () => expect(await start(path.join(folder, 'number'), { BELLWETHER_PORT: 'four thousand' }).refusal()).toMatch(/^Expected BELLWETHER_PORT to be a number .* For example/));

  test('a database of another product, one of a newer release, one that is not there', async () => {
    const db = await testDatabase();
    const client = new pg.Client({ connectionString: db.url });
    await client.connect();
    await client.query(`INSERT INTO _prisma_migrations (id, checksum, finished_at, migration_name, started_at, applied_steps_count) VALUES ('x', 'x', now(), '9999_from_the_future', now(), 1)`);
    expect(await start(path.join(folder, 'newer'), { DATABASE_URL: db.url }).refusal()).toMatch(/written by a newer release .*9999_from_the_future.* Update this checkout/);
    await client.query('DROP SCHEMA public CASCADE; CREATE SCHEMA public; CREATE TABLE blog_post (id int)');
    expect(await start(path.join(folder, 'foreign'), { DATABASE_URL: db.url }).refusal()).toMatch(/tables of something else: blog_post.* Point DATABASE_URL at an empty database/);
    expect((await client.query(`SELECT table_name FROM information_schema.tables WHERE table_schema = 'public'`)).rows).toEqual([{ table_name: 'blog_post' }]);
    await client.end();
    await db.drop();
    expect(await start(path.join(folder, 'gone'), { DATABASE_URL: db.url }).refusal()).toMatch(/^The database of DATABASE_URL does not let us in: .*does not exist\. Check host, port, user/);
  }, 120_000);

  test('no permission to write: nobody may make a folder in /sys, not even root', async () =>
    expect(await start('/sys/bellwether').refusal()).toMatch(/^This user may not write in \/sys\/bellwether\. Change the owner of the folder, or set BELLWETHER_HOME/));

  test('too little room on the disk, and a disk that is full in the middle', async () => {
    const home = path.join(folder, 'room');
    await mkdir(home);
    expect(() => prepareHome(home, Number.MAX_SAFE_INTEGER)).toThrow(expect.objectContaining({ code: 'DISK_FULL', fix: expect.stringContaining('BELLWETHER_HOME') }));
    const full = openSync('/dev/full', 'w');
    let refused: unknown;
    try {
      writeSync(full, 'x');
    } catch (e) {
      refused = e;
    }
    expect(lineOf(explainStart(refused, home))).toBe(`The disk of ${home} is full. Free some space, or set BELLWETHER_HOME to a folder on another disk.`);
  });

  test('an address that others reach, before there is an admin', async () => {
    const launcher = start(path.join(folder, 'bind'), { BELLWETHER_HOST: '0.0.0.0', BELLWETHER_PORT: String(await freePort()) });
    expect(await launcher.refusal()).toMatch(/admin/);
    expect(await leftBehind(path.join(folder, 'bind'))).toEqual([]);
  }, 120_000);
});
