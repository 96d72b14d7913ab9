import { gzipSync } from 'node:zlib';
import { percentile } from './at-rate';
import type { BenchRow, SuiteOptions } from './bench-row';
import { withProduct, type Asked } from './product-http';
import { publicFile } from './public-data';
import { beautyEvents } from './recommend-events';

const RATE = 200;
const SECONDS = 20;
const WARM_SECONDS = 5;
const KEYS = 6;
/** Short of what is best: the network weighs enough to be served, and the bench is not about accuracy. */
const PARAMS = { block: 'sasrec', width: 64, context: 50, dropout: 0.4, negatives: 2048, epochs: 8, content: false, protocol: 'leave-one-out', fit: 'before-validation', history: 'remove', shuffleTest: 'off', bootstrapReplicates: 0, mostLists: 4000 };

/** Lists of ten for known customers over 12,101 items, with reasons, kept with positions and probabilities, at a rate that does not wait for answers. */
export async function listRows(options: SuiteOptions): Promise<BenchRow[]> {
  const file = publicFile(options, 'amazon_beauty_5core_sequences.txt.gz');
  if (file === null) return [];
  const events = beautyEvents(file);
  const csv = ['customer,item,at', ...events.map((e) => `u${e.customer},i${e.item},${new Date(Date.UTC(2014, 0, 1) + e.at).toISOString()}`)].join('\n');
  return withProduct(async (product) => {
    options.log('recommend: training the model that is served, some minutes');
    const datasetVersionId = await product.upload('beauty.csv.gz', gzipSync(csv));
    await product.call('dataset.setRoles', { id: datasetVersionId, roles: { customer: 'id', item: 'item', at: 'time' } });
    await product.goLive('Shop window', { familyId: 'recommendation', params: PARAMS, datasetVersionId });
    const keys = await product.keys(KEYS, ['prediction.create', 'prediction.read']);
    const customers = [...new Set(events.map((e) => e.customer))];
    const asked = (n: number): Asked => ({ pathname: '/api/v1/recommendation/recommend', body: { model: 'Shop window', customer: `u${customers[(n * 7919) % customers.length]}`, limit: 10, rules: { explore: { share: 0.1 } } }, key: keys[n % KEYS]! });
    const { times } = await product.load({ rate: RATE, warmSeconds: WARM_SECONDS, seconds: SECONDS }, asked);
    const kept = await product.call<{ lists: { lists: number } }>('recommendation.overview', { model: 'Shop window' });
    const common = { suite: 'recommend', case: `http, lists of ten of 12,101 items, ${RATE} requests/s`, subject: 'all members and the network' };
    return [
      { ...common, metric: 'p50', value: percentile(times, 0.5), unit: 'ms' }, { ...common, metric: 'p99', value: percentile(times, 0.99), unit: 'ms', bar: { at: 20, must: 'stay-below' } }, { ...common, metric: 'longest', value: times.at(-1)!, unit: 'ms' },
      { ...common, metric: 'lists kept of those answered', value: kept.lists.lists / (RATE * (SECONDS + WARM_SECONDS)), unit: '', bar: { at: 1, must: 'reach' } },
    ];
  });
}
