import type { BenchRow, SuiteOptions } from './bench-row';
import { linesOf, publicFile } from './public-data';
import { membersOf, trainRecommender, type TakenItem } from './recommend-events';

const TRAIN = 'diginetica_train_sessions.txt.gz';
const TEST = 'diginetica_test_prefix_label.txt.gz';
const DAY_MS = 86_400_000;
/** The log spans about five months, of which the last week tests; lines are in order of time, and no times are given. */
const DAYS = 150;
const WEEK = 7;
const CLICK_MS = 30_000;
/** Chosen on the last weeks of the training file: a mixture of items reaches in one epoch what a free state reaches in three, and then more. */
const NETWORK = { block: 'sasrec', similarity: 'cosine', answer: 'mixture', width: 128, blocks: 1, heads: 1, context: 20, dropout: 0.25, negatives: 4096, batchRows: 128, learningRate: 0.002, epochs: 5, patience: 2, threads: 1, content: false };

/** Every session of the test file whole: its lines are the prefixes of each session, longest first. */
function wholeSessions(lines: readonly string[]): string[][] {
  let before: string[] = [];
  return lines.flatMap((line) => {
    const whole = line.split(/[ \t]/);
    const continues = before.length === whole.length + 1 && whole.every((item, k) => item === before[k]);
    before = whole;
    return continues ? [] : [whole];
  });
}

/** Sessions as customers, spread evenly over the days from .. to. */
const spread = (sessions: readonly string[][], name: string, from: number, to: number): TakenItem[] =>
  sessions.flatMap((items, s) => items.map((item, k) => ({ customer: `${name}${s}`, item, at: (from + (s / sessions.length) * (to - from)) * DAY_MS + k * CLICK_MS })));

/**
 * Next click in the sessions of the last week, each prefix of a session a list, nothing taken out of the ranking. Settings, weights and epochs are chosen
 * on the week before, then everything before the last week is learnt from.
 * @source SR-GNN, Wu et al. 2019: P@20 50.73, MRR@20 17.59
 */
export async function sessionRows(network: boolean, options: SuiteOptions): Promise<BenchRow[]> {
  const [train, test] = [publicFile(options, TRAIN), publicFile(options, TEST)];
  if (train === null || test === null) return [];
  const start = performance.now();
  const lines = linesOf(test);
  // an hour between the two, so that no session lies in both
  const events = [...spread(linesOf(train).map((line) => line.split(' ')), 's', 0, DAYS - 1 / 24), ...spread(wholeSessions(lines), 't', DAYS + 1 / 24, DAYS + WEEK)];
  const { metrics, ...model } = await trainRecommender(events, { ...NETWORK, network, protocol: 'sessions', windowDays: WEEK, fit: 'with-validation', history: 'keep', mostLists: lines.length + 1, bootstrapReplicates: 0, shuffleTest: 'off', linear: ['popular', 'recent', 'covisitation', 'item-knn', 'session-knn', 'markov'] }, options);
  const lists = model.evaluation.rowIndex.length;
  if (lists !== lines.length) throw new Error(`expected ${lines.length} lists, ${lists} were measured`);
  const common = { suite: 'recommend', case: `Diginetica, ${lists} prefixes`, subject: network ? 'blend with the network' : 'blend of simple members' };
  return [
    ...membersOf({ metrics, ...model }).map(({ name, ndcg }): BenchRow => ({ ...common, subject: name, metric: 'NDCG@10', value: ndcg, unit: '' })),
    { ...common, metric: 'P@20', value: 100 * metrics['hr_20']!.value!, unit: '%', bar: { at: 50.7, must: 'reach' } },
    { ...common, metric: 'MRR@20', value: 100 * metrics['mrr_20']!.value!, unit: '%', bar: { at: 17.6, must: 'reach' } },
    { ...common, metric: 'minutes', value: (performance.now() - start) / 60_000, unit: 'min' },
  ];
}
