import { execFile, spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { Agent, request } from 'node:http';
import os from 'node:os';
import path from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { promisify } from 'node:util';
import { freePort } from '@bellwether/prisma';
import type { LoadAnswer, LoadJob } from './http-load';

const ROOT = path.resolve(import.meta.dirname, '../../..');
const PASSWORD = 'a quiet river at dawn';
const TRAINED_WITHIN_MS = 1_800_000;

type Answer = { status: number; text: string };
type Call = <T = Record<string, never>>(name: string, input: unknown) => Promise<T>;

function send(agent: Agent, port: number, method: string, pathname: string, body: unknown, headers: Record<string, string>): Promise<Answer & { cookie: string }> {
  return new Promise((resolve, reject) => {
    const payload = Buffer.isBuffer(body) ? body : Buffer.from(JSON.stringify(body ?? {}));
    const req = request({ host: '127.0.0.1', port, method, path: pathname, agent, headers: { 'content-type': 'application/json', 'content-length': String(payload.length), ...headers } }, (res) => {
      let text = '';
      res.setEncoding('utf8').on('data', (d: string) => (text += d)).on('end', () => resolve({ status: res.statusCode!, text, cookie: (res.headers['set-cookie'] ?? []).map((c) => c.split(';')[0]).join('; ') }));
    });
    req.on('error', reject).end(payload);
  });
}

/** The product as `npm start` runs it, without the console and without what a first start makes: that trains beside what is measured. */
async function startProduct(home: string, port: number): Promise<ChildProcess> {
  const child = spawn(process.execPath, ['--import', 'tsx', path.join(ROOT, 'tools/ops/src/start.ts')], {
    cwd: ROOT, stdio: ['ignore', 'pipe', 'pipe'], env: { ...process.env, NODE_OPTIONS: '', BELLWETHER_HOME: home, TRAINING_SERVER_PORT: String(port), BELLWETHER_PORT: String(await freePort()), BELLWETHER_CONSOLE: 'off', BELLWETHER_SAMPLE: 'off', BELLWETHER_LOG_LEVEL: 'warn' },
  });
  let output = '';
  for (const stream of [child.stdout, child.stderr]) stream.on('data', (d) => (output += String(d)));
  while (!output.includes('ready in')) {
    if (child.exitCode !== null) throw new Error(`the product did not start:\n${output}`);
    await wait(50);
  }
  return child;
}

export async function until<T>(ask: () => Promise<T>, holds: (answer: T) => boolean, everyMs = 500): Promise<T> {
  for (const began = performance.now(); ; await wait(everyMs)) {
    const answer = await ask();
    if (holds(answer)) return answer;
    if (performance.now() - began > TRAINED_WITHIN_MS) throw new Error(`did not come true within half an hour: ${JSON.stringify(answer).slice(0, 400)}`);
  }
}

/** A running product with its first admin signed in. */
export type Product = {
  call: Call;
  /** a file as a new dataset; the id of its version once it is read */
  upload(fileName: string, bytes: Buffer): Promise<string>;
  /** files of events as a batch of a new log, with this mapping; the id of the log once they are read */
  readEvents(name: string, files: { fileName: string; bytes: Buffer }[], mapping: unknown): Promise<string>;
  /** a run of a family, to the end, and its model live under this name; the id of the version */
  goLive(name: string, launch: { familyId: string; params: Record<string, unknown>; datasetVersionId: string }): Promise<string>;
  keys(count: number, scopes: string[]): Promise<string[]>;
  /** as an outsider with a key */
  ask(pathname: string, body: unknown, key: string, headers?: Record<string, string>): Promise<Answer>;
  /** as outsiders with keys, at a rate that does not wait for answers, from a process of its own; the first seconds are not counted @throws Error where one was refused */
  load(of: Rate, request: (n: number) => Asked): Promise<LoadAnswer>;
};

export type Asked = { pathname: string; body: unknown; key: string };

/** Through the procedures that a person's clicks call. */
async function signedIn(agent: Agent, port: number, home: string): Promise<Product> {
  const origin = `http://127.0.0.1:${port}`;
  const token = readFileSync(path.join(home, 'setup-link'), 'utf8').trim().split('#')[1]!;
  let headers: Record<string, string> = {};
  const call: Call = async <T,>(name: string, input: unknown) => {
    const { status, text } = await send(agent, port, 'POST', `/api/v1/${name.replace('.', '/')}`, input, headers);
    if (status !== 200) throw new Error(`${name} answered ${status}: ${text.slice(0, 400)}`);
    return JSON.parse(text) as T;
  };
  await call('setup.complete', { token, name: 'Ada', email: 'ada@example.com', password: PASSWORD });
  const { cookie } = await send(agent, port, 'POST', '/api/auth/sign-in/email', { email: 'ada@example.com', password: PASSWORD }, { origin });
  headers = { cookie, origin };
  return {
    call,
    async upload(fileName, bytes) {
      const { status, text } = await send(agent, port, 'POST', `/api/upload?fileName=${encodeURIComponent(fileName)}`, bytes, { ...headers, 'content-type': 'application/octet-stream' });
      if (status >= 300) throw new Error(`the upload answered ${status}: ${text.slice(0, 400)}`);
      const { versionId } = JSON.parse(text) as { versionId: string };
      await until(() => call<{ state: string }>('dataset.version', { id: versionId }), (v) => v.state === 'ready');
      return versionId;
    },
    async readEvents(name, files, mapping) {
      const { id: logId } = await call<{ id: string }>('events.createLog', { name });
      const uploadIds: string[] = [];
      for (const { fileName, bytes } of files) {
        const { status, text } = await send(agent, port, 'POST', `/api/event-files?fileName=${encodeURIComponent(fileName)}`, bytes, { ...headers, 'content-type': 'application/octet-stream' });
        if (status >= 300) throw new Error(`the upload answered ${status}: ${text.slice(0, 400)}`);
        uploadIds.push((JSON.parse(text) as { uploadId: string }).uploadId);
      }
      const { previewId } = await call<{ previewId: string }>('events.previewMapping', { logId, uploadIds, mapping });
      await call('events.acceptFiles', { logId, previewId, source: { name } });
      const { rows } = await until(() => call<{ rows: { state: string; error?: unknown }[] }>('events.batches', { logId }), (b) => b.rows.length > 0 && b.rows.every((r) => r.state === 'done' || r.state === 'failed'));
      if (rows.some((r) => r.state === 'failed')) throw new Error(`the events were not read: ${JSON.stringify(rows)}`);
      return logId;
    },
    async goLive(name, launch) {
      const { runIds } = await call<{ runIds: string[] }>('run.launch', { experimentName: `Bench ${launch.familyId}`, ...launch });
      const run = await until(() => call<{ state: string; error: unknown }>('run.get', { id: runIds[0] }), (r) => ['done', 'failed'].includes(r.state));
      if (run.state !== 'done') throw new Error(`the run failed: ${JSON.stringify(run.error)}`);
      const { versionId } = await call<{ versionId: string }>('model.register', { runId: runIds[0], name });
      await call('model.promote', { versionId, override: true, reason: 'to be measured' });
      return versionId;
    },
    async keys(count, scopes) {
      const secrets: string[] = [];
      for (let k = 0; k < count; k++) secrets.push((await call<{ secret: string }>('key.create', { name: `bench ${k}`, scopes })).secret);
      return secrets;
    },
    ask: (pathname, body, key, more = {}) => send(agent, port, 'POST', pathname, body, { authorization: `Bearer ${key}`, ...more }),
    load: (of, request) => loadOverHttp(home, port, of, request),
  };
}

type Rate = { rate: number; warmSeconds: number; seconds: number };

async function loadOverHttp(home: string, port: number, of: Rate, request: (n: number) => Asked): Promise<LoadAnswer> {
  const requests = Array.from({ length: of.rate * (of.warmSeconds + of.seconds) }, (_, n) => request(n)).map(({ pathname, body, key }) => ({ path: pathname, headers: { authorization: `Bearer ${key}` }, body: JSON.stringify(body) }));
  const job = path.join(home, 'load.json');
  writeFileSync(job, JSON.stringify({ port, ...of, requests } satisfies LoadJob));
  const { stdout } = await promisify(execFile)(process.execPath, ['--import', 'tsx', path.join(import.meta.dirname, 'http-load.ts'), job], { cwd: ROOT, maxBuffer: 2 ** 28 });
  const answer = JSON.parse(stdout) as LoadAnswer;
  if (answer.refused > 0) throw new Error(`${answer.refused} of ${answer.times.length} requests were refused`);
  return answer;
}

/** What the machine and Node allow: the same load on a server that reads each request, looks nothing up and answers these bytes. */
export async function loadOnBareServer(answer: string, of: Rate, request: (n: number) => Asked): Promise<LoadAnswer> {
  const home = mkdtempSync(path.join(os.tmpdir(), 'bellwether-bench-bare-'));
  const port = await freePort();
  const script = `require('node:http').createServer({ keepAliveTimeout: 65_000 }, (q, r) => q.resume().on('end', () => r.writeHead(200, { 'content-type': 'application/json', 'content-length': Buffer.byteLength(process.env.ANSWER) }).end(process.env.ANSWER))).listen(${port}, '127.0.0.1', () => console.log('ready'))`;
  const child = spawn(process.execPath, ['-e', script], { stdio: ['ignore', 'pipe', 'inherit'], env: { ...process.env, NODE_OPTIONS: '', ANSWER: answer } });
  try {
    await once(child.stdout, 'data');
    return await loadOverHttp(home, port, of, request);
  } finally {
    child.kill('SIGKILL');
    rmSync(home, { recursive: true, force: true });
  }
}

/** Starts the product on a home of its own, and ends and forgets it after the work. */
export async function withProduct<T>(work: (product: Product) => Promise<T>): Promise<T> {
  const home = mkdtempSync(path.join(os.tmpdir(), 'bellwether-bench-http-'));
  const agent = new Agent({ keepAlive: true, maxSockets: 64 });
  let child: ChildProcess | null = null;
  try {
    const port = await freePort();
    child = await startProduct(home, port);
    return await work(await signedIn(agent, port, home));
  } finally {
    agent.destroy();
    if (child && child.exitCode === null) {
      child.kill('SIGTERM');
      await once(child, 'exit');
    }
    rmSync(home, { recursive: true, force: true });
  }
}
