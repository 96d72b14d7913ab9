import { familyRegistry } from '@bellwether/tasks';
import type { Recommendation } from '@bellwether/contracts';
import type { BenchRow, SuiteOptions } from './bench-row';
import { linesOf, publicFile } from './public-data';
import { trainRecommender, type TakenItem } from './recommend-events';

const TRAIN = 'diginetica_train_sessions.txt.gz';
const TEST = 'diginetica_test_prefix_label.txt.gz';
const DAY_MS = 86_400_000;
/** The log spans about five months; lines are in order of time, and no times are given. */
const DAYS = 150;
const DEPTH = 20;
const NETWORK = { block: 'sasrec', similarity: 'cosine', width: 128, blocks: 1, heads: 1, context: 20, dropout: 0.4, negatives: 4096, batchRows: 128, learningRate: 0.002, epochs: 14, patience: 2, threads: 2, content: false };

/** Sessions as customers, spread evenly over the days. */
const sessions = (file: string): TakenItem[] => {
  const lines = linesOf(file);
  return lines.flatMap((line, s) => line.split(' ').map((item, k) => ({ customer: `s${s}`, item, at: (s / lines.length) * DAYS * DAY_MS + k * 30_000 })));
};

/** Next click of the sessions of the last week, each prefix of a session a list, nothing taken out of the ranking, as the product answers it. @source SR-GNN, Wu et al. 2019: P@20 50.73, MRR@20 17.59 */
export async function sessionRows(options: SuiteOptions): Promise<BenchRow[]> {
  const [train, test] = [publicFile(options, TRAIN), publicFile(options, TEST)];
  if (train === null || test === null) return [];
  const start = performance.now();
  // few lists choose and judge: all other sessions teach to their last click
  const model = await trainRecommender(sessions(train), { ...NETWORK, protocol: 'leave-one-out', fit: 'before-validation', history: 'keep', mostLists: 4000, bootstrapReplicates: 0, shuffleTest: 'off', linear: ['popular', 'recent', 'covisitation', 'item-knn', 'markov'] }, options);
  const family = familyRegistry.get('recommendation');
  const predictor = await family.load(model.artifact);
  const { input } = family.asks!['recommend']!;
  let hits = 0;
  let reciprocal = 0;
  const lists = linesOf(test);
  for (const [n, line] of lists.entries()) {
    const [prefix, next] = line.split('\t') as [string, string];
    const request = { recent: prefix.split(' ').map((item, k) => ({ item, at: new Date(DAYS * DAY_MS + k * 30_000).toISOString() })), limit: DEPTH };
    const { items } = (await predictor.ask!('recommend', input.parse({ request, rules: { filters: { alreadyBought: 'show' } }, now: DAYS * DAY_MS + 3_600_000, reasons: false }))) as Recommendation;
    const place = items.findIndex((i) => i.item === next);
    if (place >= 0) {
      hits++;
      reciprocal += 1 / (place + 1);
    }
    if (n % 5000 === 4999) options.log(`  ${n + 1} lists: P@20 ${((100 * hits) / (n + 1)).toFixed(2)}, MRR@20 ${((100 * reciprocal) / (n + 1)).toFixed(2)}`);
  }
  predictor.dispose();
  const common = { suite: 'recommend', case: `Diginetica, ${lists.length} prefixes`, subject: 'blend' };
  return [
    { ...common, metric: 'P@20', value: (100 * hits) / lists.length, unit: '%', bar: { at: 50.7, must: 'reach' } },
    { ...common, metric: 'MRR@20', value: (100 * reciprocal) / lists.length, unit: '%', bar: { at: 17.6, must: 'reach' } },
    { ...common, metric: 'minutes', value: (performance.now() - start) / 60_000, unit: 'min' },
  ];
}
