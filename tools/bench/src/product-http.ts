import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { Agent, request } from 'node:http';
import os from 'node:os';
import path from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { freePort } from '@bellwether/prisma';

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
};

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
  };
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

/**
 * Requests leave when they are due, whether or not earlier ones have been answered; each is timed from when it was due.
 * @returns times, and how late requests left (part of their times: the maker of the load shares the processors), in order of size @unit ms
 */
export async function load(rate: number, seconds: number, ask: (n: number) => Promise<Answer>): Promise<{ times: number[]; late: number[]; refused: number }> {
  const times: number[] = [];
  const late: number[] = [];
  let refused = 0;
  const began = performance.now();
  const pending: Promise<void>[] = [];
  for (let n = 0; n < rate * seconds; n++) {
    const due = began + (n * 1000) / rate;
    // asleep between requests: a loop that watches the clock would take a processor from what is measured
    while (performance.now() < due) await wait(1);
    late.push(performance.now() - due);
    pending.push(ask(n).then(({ status }) => {
      times.push(performance.now() - due);
      if (status !== 200) refused++;
    }));
  }
  await Promise.all(pending);
  return { times: times.sort((a, b) => a - b), late: late.sort((a, b) => a - b), refused };
}

export const percentile = (sorted: readonly number[], q: number): number => sorted[Math.min(sorted.length - 1, Math.floor(q * sorted.length))]!;
