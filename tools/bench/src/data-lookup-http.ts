import { readFileSync } from 'node:fs';
import { EVENT_COLUMNS } from '@bellwether/contracts';
import { percentile } from './at-rate';
import type { BenchRow, SuiteOptions } from './bench-row';
import { withShop } from './bench-shop';
import { CUSTOMERS, customerId, RATE, SHOP } from './data-features';
import { loadOnBareServer, withProduct, type Asked } from './product-http';
import { repurchaseFeatures } from './repurchase-features';

/** The server takes 50 requests a second from one key. */
const KEYS = 24;
/** A server that was just started compiles what is asked for the first ten thousand times. */
const WARM_SECONDS = 15;
const SECONDS = 20;

/** The order lines of a simulated shop as they stand: ids, money, and both times. */
const mapping = {
  rows: [{ kind: 'order_line', knownTime: { from: 'column', column: 'known_time' }, fields: Object.fromEntries(EVENT_COLUMNS.order_line.filter((c) => c.field !== 'knownTime' && c.type !== 'JSON').map((c) => [c.field, { column: c.column }])) }],
};

/** Over HTTP with keys, by the product's own files and procedures: the order lines of a shop of 100,000 customers, and the features that the repurchase suite declares. */
export const lookupOverHttp = ({ log }: SuiteOptions): Promise<BenchRow[]> => withShop(SHOP, log, ({ tables }) => withProduct(async (product) => {
  const logId = await product.readEvents('Bench shop', tables.files.order_line!.map((file, k) => ({ fileName: `order_line-${k}.parquet`, bytes: readFileSync(file) })), mapping);
  const { id: featureSetId } = await product.call<{ id: string }>('features.saveSet', { logId, name: 'Bench', entity: 'customer', features: repurchaseFeatures.features });
  const keys = await product.keys(KEYS, ['prediction.read']);
  const asked = (n: number): Asked => ({ pathname: '/api/v1/features/lookup', body: { featureSetId, logId, entityIds: [customerId((n * 7919) % CUSTOMERS)] }, key: keys[n % KEYS]! });
  const first = await product.ask(asked(1).pathname, asked(1).body, asked(1).key);
  if (first.status !== 200) throw new Error(`lookup answered ${first.status}: ${first.text.slice(0, 300)}`);
  log(`data: the first answer: ${first.text.slice(0, 200)}`);
  const load = { rate: RATE, warmSeconds: WARM_SECONDS, seconds: SECONDS };
  const { times } = await product.load(load, asked);
  const bare = await loadOnBareServer(first.text, load, asked);
  const common = { suite: 'data', case: `lookup over HTTP, API key, ${repurchaseFeatures.features.length} features, ${RATE} requests/s`, subject: `${CUSTOMERS} customers`, unit: 'ms' };
  return [
    { ...common, metric: 'p50', value: percentile(times, 0.5) },
    { ...common, metric: 'p99', value: percentile(times, 0.99), bar: { at: 5, must: 'stay-below' } },
    { ...common, metric: 'longest', value: times.at(-1)! },
    ...[0.5, 0.99].map((q) => ({ ...common, subject: 'a bare node:http server, the same bytes', metric: `p${q * 100}`, value: percentile(bare.times, q) })),
  ];
}));
