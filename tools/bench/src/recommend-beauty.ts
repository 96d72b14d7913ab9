import type { BenchRow, SuiteOptions } from './bench-row';
import { publicFile } from './public-data';
import { beautyEvents, membersOf, trainRecommender } from './recommend-events';

const FILE = 'amazon_beauty_5core_sequences.txt.gz';
/** Chosen on validation lists: wide, much dropout, and many negatives, without which the network stops at half of this. */
const NETWORK = { block: 'sasrec', width: 128, blocks: 1, heads: 1, context: 50, dropout: 0.5, negatives: 2048, batchRows: 16, epochs: 60, patience: 6, content: false };

/** Leave-one-out, full ranking, history removed. Co-occurrence with recency decay is published at HR@10 .0750, NDCG@10 .0469, fitted on u[:-1]. */
export async function beautyRows(fit: 'before-validation' | 'with-validation', options: SuiteOptions): Promise<BenchRow[]> {
  const file = publicFile(options, FILE);
  if (file === null) return [];
  const start = performance.now();
  const model = await trainRecommender(beautyEvents(file), { ...NETWORK, fit, protocol: 'leave-one-out', history: 'remove', bootstrapReplicates: 200, shuffleTest: fit === 'before-validation' ? 'simple' : 'off' }, options);
  const minutes = (performance.now() - start) / 60_000;
  const common = { suite: 'recommend', case: fit === 'before-validation' ? 'Beauty u[:-2]' : 'Beauty u[:-1]', unit: '' };
  const members = membersOf(model).filter((m) => m.name !== 'Blend');
  const simple = members.filter((m) => m.name !== 'Sequence network');
  const best = simple.reduce((a, b) => (b.ndcg > a.ndcg ? b : a));
  const bars: Record<string, number> = fit === 'before-validation' ? { [best.name]: 0.042, 'Sequence network': 0.05 } : {};
  return [
    ...members.map(({ name, ndcg }): BenchRow => ({ ...common, subject: name, metric: 'NDCG@10', value: ndcg, ...(bars[name] === undefined ? {} : { bar: { at: bars[name], must: 'reach' } }) })),
    { ...common, subject: 'blend', metric: 'NDCG@10', value: model.metrics['ndcg_10']!.value!, bar: { at: fit === 'before-validation' ? 0.053 : 0.056, must: 'reach' } },
    { ...common, subject: 'blend', metric: 'NDCG@10 at least', value: model.metrics['ndcg_10']!.lo! },
    { ...common, subject: 'blend', metric: 'HR@10', value: model.metrics['hr_10']!.value! },
    { ...common, subject: 'blend', metric: 'coverage@10', value: model.metrics['coverage_10']!.value! },
    { ...common, subject: 'blend', metric: 'minutes', value: minutes, unit: 'min' },
  ];
}
