import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { Agent, request } from 'node:http';
import os from 'node:os';
import path from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { freePort } from '@bellwether/prisma';
import type { BenchRow, Suite } from './bench-row';

const RATE = 500;
const SECONDS = 20;
const WARM_SECONDS = 3;
/** The server takes 50 requests a second from one key, 200 in a burst: the load comes with as many keys as it takes. */
const KEYS = 12;
const ROOT = path.resolve(import.meta.dirname, '../../..');
const PASSWORD = 'a quiet river at dawn';

type Answer = { status: number; text: string };
const agent = new Agent({ keepAlive: true, maxSockets: 64 });

function send(port: number, method: string, pathname: string, body: unknown, headers: Record<string, string>): Promise<Answer & { cookie: string }> {
  return new Promise((resolve, reject) => {
    const payload = JSON.stringify(body ?? {});
    const req = request({ host: '127.0.0.1', port, method, path: pathname, agent, headers: { 'content-type': 'application/json', 'content-length': String(Buffer.byteLength(payload)), ...headers } }, (res) => {
      let text = '';
      res.setEncoding('utf8').on('data', (d: string) => (text += d)).on('end', () => resolve({ status: res.statusCode!, text, cookie: (res.headers['set-cookie'] ?? []).map((c) => c.split(';')[0]).join('; ') }));
    });
    req.on('error', reject).end(payload);
  });
}

/** The product as `npm start` runs it, without the console. @owns the caller stops it */
async function startProduct(home: string, port: number): Promise<ChildProcess> {
  const child = spawn(process.execPath, ['--import', 'tsx', path.join(ROOT, 'tools/ops/src/start.ts')], {
    cwd: ROOT, stdio: ['ignore', 'pipe', 'pipe'], env: { ...process.env, NODE_OPTIONS: '', BELLWETHER_HOME: home, TRAINING_SERVER_PORT: String(port), BELLWETHER_PORT: String(await freePort()), BELLWETHER_CONSOLE: 'off', BELLWETHER_LOG_LEVEL: 'warn' },
  });
  let output = '';
  for (const stream of [child.stdout, child.stderr]) stream.on('data', (d) => (output += String(d)));
  while (!output.includes('ready in')) {
    if (child.exitCode !== null) throw new Error(`the product did not start:\n${output}`);
    await wait(50);
  }
  return child;
}

/** Through the procedures that a person's clicks call: first admin, a run on the sample, a model, its champion, keys. */
async function servedModel(port: number, home: string): Promise<{ keys: string[]; features: Record<string, unknown> }> {
  const origin = `http://127.0.0.1:${port}`;
  const token = readFileSync(path.join(home, 'setup-link'), 'utf8').trim().split('#')[1]!;
  await call('setup.complete', { token, name: 'Ada', email: 'ada@example.com', password: PASSWORD }, {});
  const { cookie } = await send(port, 'POST', '/api/auth/sign-in/email', { email: 'ada@example.com', password: PASSWORD }, { origin });
  async function call<T = Record<string, never>>(name: string, input: unknown, headers: Record<string, string> = { cookie, origin }): Promise<T> {
    const { status, text } = await send(port, 'POST', `/api/v1/${name.replace('.', '/')}`, input, headers);
    if (status !== 200) throw new Error(`${name} answered ${status}: ${text.slice(0, 400)}`);
    return JSON.parse(text) as T;
  }
  type Datasets = { rows: { latest: { id: string; state: string } | null }[] };
  const versionId = await until(async () => (await call<Datasets>('dataset.list', {})).rows[0]?.latest, (v) => v?.state === 'ready').then((v) => v!.id);
  const { runIds } = await call<{ runIds: string[] }>('run.launch', { familyId: 'propensity', experimentName: 'Bench', params: { model: 'mlp' }, datasetVersionId: versionId });
  const run = await until(() => call<{ state: string; error: unknown }>('run.get', { id: runIds[0] }), (r) => ['done', 'failed'].includes(r.state));
  if (run.state !== 'done') throw new Error(`the run failed: ${JSON.stringify(run.error)}`);
  const made = await call<{ versionId: string }>('model.register', { runId: runIds[0], name: 'Buyers' });
  await call('model.promote', { versionId: made.versionId, override: true, reason: 'to be measured' });
  const version = await call<{ signature: { inputs: { name: string; example: unknown }[] } }>('model.version', { id: made.versionId });
  const keys: string[] = [];
  for (let k = 0; k < KEYS; k++) keys.push((await call<{ secret: string }>('key.create', { name: `bench ${k}`, scopes: ['prediction.create'] })).secret);
  return { keys, features: Object.fromEntries(version.signature.inputs.map((i) => [i.name, i.example])) };
}

async function until<T>(ask: () => Promise<T>, holds: (answer: T) => boolean): Promise<T> {
  for (const began = performance.now(); ; await wait(500)) {
    const answer = await ask();
    if (holds(answer)) return answer;
    if (performance.now() - began > 180_000) throw new Error(`did not come true within three minutes: ${JSON.stringify(answer)}`);
  }
}

/** Requests leave when they are due, whether or not earlier ones have been answered; each is timed from when it was due. */
async function load(port: number, { keys, features }: { keys: string[]; features: Record<string, unknown> }, seconds: number): Promise<{ times: number[]; refused: number }> {
  const times: number[] = [];
  let refused = 0;
  const began = performance.now();
  const pending: Promise<void>[] = [];
  for (let n = 0; n < RATE * seconds; n++) {
    const due = began + (n * 1000) / RATE;
    // asleep between requests: a loop that watches the clock would take a processor from what is measured
    while (performance.now() < due) await wait(1);
    pending.push(send(port, 'POST', '/api/v1/prediction/predict', { model: 'Buyers', rows: [{ key: `k${n}`, features }] }, { authorization: `Bearer ${keys[n % KEYS]}` }).then(({ status }) => {
      times.push(performance.now() - due);
      if (status !== 200) refused++;
    }));
  }
  await Promise.all(pending);
  return { times: times.sort((a, b) => a - b), refused };
}

const percentile = (sorted: number[], q: number): number => sorted[Math.min(sorted.length - 1, Math.floor(q * sorted.length))]!;

/** One row over HTTP with an API key, stored before it is answered, at a rate that does not wait for answers. The load is made on the same machine. */
export const run: Suite = async ({ log }) => {
  const home = mkdtempSync(path.join(os.tmpdir(), 'bellwether-bench-http-'));
  let product: ChildProcess | null = null;
  try {
    const port = await freePort();
    product = await startProduct(home, port);
    log('http: training the model that is served');
    const served = await servedModel(port, home);
    await load(port, served, WARM_SECONDS);
    const { times, refused } = await load(port, served, SECONDS);
    if (refused > 0) throw new Error(`${refused} of ${times.length} requests were refused`);
    const common = { suite: 'http', case: `one row, API key, stored, ${RATE} requests/s`, subject: 'mlp', unit: 'ms' };
    const rows: BenchRow[] = [
      { ...common, metric: 'p50', value: percentile(times, 0.5) },
      { ...common, metric: 'p99', value: percentile(times, 0.99), bar: { at: 10, must: 'stay-below' } },
      { ...common, metric: 'longest', value: times.at(-1)! },
    ];
    return rows;
  } finally {
    agent.destroy();
    if (product && product.exitCode === null) {
      product.kill('SIGTERM');
      await once(product, 'exit');
    }
    rmSync(home, { recursive: true, force: true });
  }
};
