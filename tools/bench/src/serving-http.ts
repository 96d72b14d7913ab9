import { readFileSync } from 'node:fs';
import path from 'node:path';
import { percentile } from './at-rate';
import type { BenchRow, Suite } from './bench-row';
import { withProduct, type Asked } from './product-http';

const RATE = 500;
const SECONDS = 20;
const WARM_SECONDS = 3;
/** The server takes 50 requests a second from one key, 200 in a burst: the load comes with as many keys as it takes. */
const KEYS = 12;

/** One row over HTTP with an API key, stored before it is answered, at a rate that does not wait for answers. The load is made on the same machine. */
export const run: Suite = ({ sample, log }) => withProduct(async (product) => {
  log('http: training the model that is served');
  const datasetVersionId = await product.upload(path.basename(sample), readFileSync(sample));
  const versionId = await product.goLive('Buyers', { familyId: 'propensity', params: { model: 'mlp' }, datasetVersionId });
  const { signature } = await product.call<{ signature: { inputs: { name: string; example: unknown }[] } }>('model.version', { id: versionId });
  const features = Object.fromEntries(signature.inputs.map((i) => [i.name, i.example]));
  const keys = await product.keys(KEYS, ['prediction.create']);
  const asked = (n: number): Asked => ({ pathname: '/api/v1/prediction/predict', body: { model: 'Buyers', rows: [{ key: `k${n}`, features }] }, key: keys[n % KEYS]! });
  const { times, late } = await product.load({ rate: RATE, warmSeconds: WARM_SECONDS, seconds: SECONDS }, asked);
  const common = { suite: 'http', case: `one row, API key, stored, ${RATE} requests/s`, subject: 'mlp', unit: 'ms' };
  const rows: BenchRow[] = [
    { ...common, metric: 'p50', value: percentile(times, 0.5) },
    { ...common, metric: 'p99', value: percentile(times, 0.99), bar: { at: 10, must: 'stay-below' } },
    { ...common, metric: 'longest', value: times.at(-1)! },
    { ...common, metric: 'sent late by, p99', value: percentile(late, 0.99) },
  ];
  return rows;
});
