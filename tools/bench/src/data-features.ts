import { mkdtempSync, rmSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { predictionTaskSchema, type EventTables } from '@bellwether/contracts';
import { FeatureServer, runTask } from '@bellwether/features';
import { shopOfSize, writeShop } from '@bellwether/simulator';
import type { BenchRow } from './bench-row';
import { load, percentile, until, withProduct } from './product-http';
import { repurchaseFeatures } from './repurchase-features';

const RATE = 1000;
const SECONDS = 10;
const WARM_SECONDS = 3;
/** The server takes 50 requests a second from one key. */
const KEYS = 24;
const CUSTOMERS = 100_000;
/** Events of the simulated shop; the bar is set at ten million: `BELLWETHER_BENCH_EVENTS=10000000`. */
const EVENTS = Number(process.env.BELLWETHER_BENCH_EVENTS ?? 1_000_000);

/** As the simulator numbers them. */
const customerId = (i: number): string => `c${100_000 + i}`;

type Log = (line: string) => void;
const TASK = predictionTaskSchema.parse({ entity: 'customer', target: { kind: 'any', of: 'order_line' }, horizonDays: 30, cadence: { every: 'month', at: 'end' }, population: { active: { kinds: ['order_line'], days: 90 } } });

async function withShop<T>(spec: Parameters<typeof writeShop>[0], work: (tables: EventTables, home: string, rows: number) => Promise<T>): Promise<T> {
  const home = mkdtempSync(path.join(os.tmpdir(), 'bellwether-bench-data-'));
  try {
    const shop = await writeShop(spec, home, { truth: false });
    return await work(shop.tables!, home, shop.totalRows);
  } finally {
    rmSync(home, { recursive: true, force: true });
  }
}

/** A table of 30 features at month ends, nothing in the cache, in the product's own child process. */
export const trainingTable = ({ log }: { log: Log }): Promise<BenchRow[]> => withShop(shopOfSize(EVENTS, { days: 365 }), async (tables, home, rows) => {
    log(`data: a shop of ${rows} events is made`);
    const made = await runTask({ kind: 'table-build', task: TASK, features: repurchaseFeatures, tables, outDir: path.join(home, 'out'), cacheDir: null, report: false }, { limits: { memoryMb: 3072, threads: 2, seconds: 3600 } });
    const common = { suite: 'data', case: `training table, ${repurchaseFeatures.features.length} features, monthly`, subject: `${rows} events` };
    return [
      { ...common, metric: 'seconds', value: made.report.seconds, unit: 's' },
      { ...common, metric: 'rows made', value: made.rowCount, unit: 'rows' },
      { ...common, metric: 'events a second', value: rows / made.report.seconds, unit: 'events/s' },
      { ...common, metric: 'peak memory', value: (made.report.peakRssBytes ?? 0) / 1024 ** 3, unit: 'GiB', bar: { at: 4, must: 'stay-below' } },
    ];
  });

/** The same features from memory, in the process that serves them. */
export const lookupInProcess = ({ log }: { log: Log }): Promise<BenchRow[]> => withShop({ ...shopOfSize(1_000_000, { days: 60 }), customers: CUSTOMERS, products: 2000, days: 60 }, async (tables, home, rows) => {
    const began = performance.now();
    const server = await FeatureServer.open(repurchaseFeatures, tables, { memoryMb: 2048, threads: 2, spill: path.join(home, 'spill') });
    const until = server.knownTo > 0 ? server.knownTo : Date.UTC(2100, 0, 1);
    log(`data: ${server.rows} of ${rows} rows in memory after ${((performance.now() - began) / 1000).toFixed(1)} s`);
    try {
      const recency = server.names.indexOf('recency');
      let known = 0;
      const ask = async (n: number) => {
        const [found] = await server.lookup([customerId((n * 7919) % CUSTOMERS)], until);
        if (found!.values[recency] !== null) known++;
        return { status: 200, text: '' };
      };
      await load(RATE, WARM_SECONDS, ask);
      const { times, refused } = await load(RATE, SECONDS, ask);
      if (refused > 0 || known < times.length / 2) throw new Error(`${refused} lookups failed, ${known} of customers with orders: nothing was measured`);
      const common = { suite: 'data', case: `lookup in process, ${repurchaseFeatures.features.length} features, ${RATE} requests/s`, subject: `${CUSTOMERS} customers`, unit: 'ms' };
      return [{ ...common, metric: 'p50', value: percentile(times, 0.5) }, { ...common, metric: 'p99', value: percentile(times, 0.99), bar: { at: 5, must: 'stay-below' } }];
    } finally {
      server.close();
    }
  });

/** Over HTTP with keys, of the sample shop that the product declares at its first start. */
export const lookupOverHttp = (): Promise<BenchRow[]> => withProduct(async (product) => {
    const [set] = await until(() => product.call<{ id: string }[]>('features.sets', {}), (sets) => sets.length > 0, 1000);
    const [log] = await product.call<{ id: string }[]>('events.logs', {});
    // the first runs of a first start take the processors
    await until(() => product.call<{ rows: { state: string }[] }>('run.list', {}), ({ rows }) => rows.every((r) => r.state === 'done' || r.state === 'failed'), 2000);
    const keys = await product.keys(KEYS, ['prediction.read']);
    const ask = (n: number) => product.ask('/api/v1/features/lookup', { featureSetId: set!.id, logId: log!.id, entityIds: [String((n % 2400) + 1)] }, keys[n % KEYS]!);
    const first = await ask(1);
    if (first.status !== 200) throw new Error(`lookup answered ${first.status}: ${first.text.slice(0, 300)}`);
    await load(RATE, WARM_SECONDS, ask);
    const { times, refused } = await load(RATE, SECONDS, ask);
    if (refused > 0) throw new Error(`${refused} of ${times.length} requests were refused`);
    const common = { suite: 'data', case: `lookup over HTTP, API key, proposed features, ${RATE} requests/s`, subject: 'sample shop', unit: 'ms' };
    return [{ ...common, metric: 'p50', value: percentile(times, 0.5) }, { ...common, metric: 'p99', value: percentile(times, 0.99), bar: { at: 5, must: 'stay-below' } }, { ...common, metric: 'longest', value: times.at(-1)! }];
  });
