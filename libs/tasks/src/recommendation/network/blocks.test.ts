import { recommendationContextSchema, recommendationRulesSchema, type Recommendation } from '@bellwether/contracts';
import { recordTraining } from '../../testing/recorded-training';
import { exampleEvents } from '../example-events';
import { recommendationFamily } from '../index';

const PARAMS = { network: true, width: 16, context: 8, epochs: 8, batchRows: 8, negatives: 32, dropout: 0, learningRate: 0.01, checkpointSeconds: 3600, linear: ['popular'], content: false, protocol: 'leave-one-out', fit: 'before-validation', history: 'remove', bootstrapReplicates: 0, shuffleTest: 'off' };
// a random order of the 32 items that are left reaches about .14
const MUST_REACH = 0.6;

test.each([{ block: 'ligr' }, { block: 'hstu', blocks: 2 }, { block: 'hstu', loss: 'full' }, { block: 'sasrec', similarity: 'cosine', answer: 'mixture', epochs: 14 }])('%j learns what follows, and is served with the same ranking', async (change) => {
  const { model } = await recordTraining(recommendationFamily, exampleEvents(), { params: { ...PARAMS, ...change } });
  expect(model.metrics.ndcg_10!.value).toBeGreaterThan(MUST_REACH);
  const predictor = await recommendationFamily.load(model.artifact);
  try {
    const next = async (items: string[]): Promise<string[]> => {
      const request = recommendationContextSchema.parse({ placement: 'next', limit: 3, recent: items.map((item, k) => ({ item, at: `2026-01-09T23:0${k}:00Z` })) });
      const list = (await predictor.ask!('recommend', { request, rules: recommendationRulesSchema.parse({}), catalogue: null, seed: 'x', now: Date.parse('2026-01-10T00:00:00Z') })) as Recommendation;
      return list.items.map((i) => i.item);
    };
    const found = await Promise.all([5, 14, 22, 33].map(async (n) => (await next([`sku-0${String(n - 1).padStart(2, '0')}`, `sku-0${String(n).padStart(2, '0')}`])).includes(`sku-0${String(n + 1).padStart(2, '0')}`)));
    expect(found.filter(Boolean).length).toBeGreaterThanOrEqual(3);
  } finally {
    predictor.dispose();
  }
});
