import path from 'node:path';
import { FeatureServer } from '@bellwether/features';
import type { BenchRow, SuiteOptions } from './bench-row';
import { withShop } from './bench-shop';
import { load, percentile, until, withProduct } from './product-http';
import { repurchaseFeatures } from './repurchase-features';

const RATE = 1000;
const SECONDS = 10;
const WARM_SECONDS = 3;
/** The server takes 50 requests a second from one key. */
const KEYS = 24;
const CUSTOMERS = 100_000;
const SHOP = { customers: CUSTOMERS, products: 2000, days: 60 };

/** As the simulator numbers them. */
const customerId = (i: number): string => `c${100_000 + i}`;

/** The same features from memory, in the process that serves them. */
export const lookupInProcess = ({ log }: SuiteOptions): Promise<BenchRow[]> => withShop(SHOP, log, async ({ tables, home, rows }) => {
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
