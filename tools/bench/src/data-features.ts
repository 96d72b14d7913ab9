import path from 'node:path';
import { FeatureServer } from '@bellwether/features';
import { atRate, percentile } from './at-rate';
import type { BenchRow, SuiteOptions } from './bench-row';
import { withShop } from './bench-shop';
import { repurchaseFeatures } from './repurchase-features';

export const RATE = 1000;
export const SECONDS = 10;
export const WARM_SECONDS = 3;
/** Lookups one after the other: their cost, however busy the machine is. */
const ALONE = 50_000;
export const CUSTOMERS = 100_000;
export const SHOP = { customers: CUSTOMERS, products: 2000, days: 60 };

/** As the simulator numbers them. */
export const customerId = (i: number): string => `c${100_000 + i}`;

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
      };
      let times: number[] = [];
      for (const seconds of [WARM_SECONDS, SECONDS]) {
        const asked: Promise<number>[] = [];
        await atRate(RATE, seconds, (n, due) => asked.push(ask(n).then(() => performance.now() - due)));
        times = (await Promise.all(asked)).sort((a, b) => a - b);
      }
      if (known < times.length / 2) throw new Error(`Only ${known} lookups were of customers with orders: nothing was measured`);
      const before = process.cpuUsage();
      for (let n = 0; n < ALONE; n++) await ask(n);
      const { user, system } = process.cpuUsage(before);
      const common = { suite: 'data', case: `lookup in process, ${repurchaseFeatures.features.length} features, ${RATE} requests/s`, subject: `${CUSTOMERS} customers`, unit: 'ms' };
      return [{ ...common, metric: 'p50', value: percentile(times, 0.5) }, { ...common, metric: 'p99', value: percentile(times, 0.99), bar: { at: 5, must: 'stay-below' } }, { ...common, metric: 'processor time a lookup', value: (user + system) / ALONE / 1000 }];
    } finally {
      server.close();
    }
  });
