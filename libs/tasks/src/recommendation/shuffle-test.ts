import type { Blend } from './blend';
import { disposeMembers, openMembers, type Fitted } from './fitted-members';
import type { FittedAll } from './fit-network-member';
import type { Work } from './work';
import { fitNetworkMember } from './fit-network-member';
import { fitSimple } from './fit-simple';
import { rankCases, type RankedCases, type Weights } from './rank-cases';
import { prefixes } from './sequences';
import { shuffled } from './shuffle';

/** What the order of events is worth: the same blend, learnt from and asked with sequences in random order. */
export type ShuffleResult = { ordered: number; shuffled: number; /** (shuffled − ordered) / ordered */ change: number; network: boolean; lists: number };

const SHUFFLE_SEED = 77;
const DEPTH = 10;

const ndcg = (ranks: Float64Array): number => ranks.reduce((sum, rank) => sum + (rank <= DEPTH ? 1 / Math.log2(1 + rank) : 0), 0) / Math.max(1, ranks.length);

/**
 * How sequential the data are. Large: a sequence model earns its cost; near zero: ItemKNN suffices.
 * EASE does not see order when it is fitted, and is left out of both sides: its history still decays by order.
 * @source Klenitskiy et al., "Does it look sequential?", 2024
 */
export async function shuffleTest(work: Work, fitted: FittedAll, blend: Blend, measured: RankedCases): Promise<ShuffleResult> {
  const { context, log, split, removeHistory } = work;
  const withNetwork = context.params.shuffleTest === 'network' && fitted.network !== null;
  const left = new Set(['ease', ...(withNetwork ? [] : ['transformer'])]);
  const kept = Object.fromEntries(Object.entries(blend.weights).filter(([id, w]) => !left.has(id) && w > 0)) as Weights;
  // nothing that knows order was chosen: the simple neighbours stand for it
  const weights: Weights = Object.keys(kept).some((id) => id !== 'popular' && id !== 'recent') ? kept : { covisitation: 1, markov: 1 };
  context.progress({ phase: 'shuffle', step: 0, totalSteps: 0 });
  // the same random order for what is learnt and for what is asked with
  const mixed = { ...log, item: shuffledKeepingHeldOut(work) };
  const fit = prefixes(mixed, (c) => split.fit.start[c + 1]! - split.fit.start[c]!);
  const params = { ...context.params, linear: context.params.linear.filter((id) => id !== 'ease') };
  const none = { signal: context.signal, log: () => {}, progress: () => {}, saved: () => null, keep: () => Promise.resolve() };
  const simple = await fitSimple(params, fit, fitted.simple, none);
  // popularity knows no order
  const popular = fitted.simple.get('popular');
  if (popular) simple.set('popular', popular);
  const network = withNetwork ? await fitNetworkMember(work, 'shuffle', fit, fitted.network) : null;
  const rank = async (events: typeof log, of: Fitted): Promise<number> => {
    const members = await openMembers(of, log.items);
    try {
      return ndcg((await rankCases(events, split.test, members, weights, split.fit, { removeHistory, signal: context.signal })).lists.rank);
    } finally {
      disposeMembers(members);
    }
  };
  const ordered = await rank(log, { simple: new Map([...fitted.simple].filter(([id]) => id !== 'ease')), network: withNetwork ? fitted.network : null });
  const random = await rank(mixed, { simple, network });
  return { ordered, shuffled: random, change: ordered === 0 ? 0 : (random - ordered) / ordered, network: withNetwork, lists: measured.lists.customer.length };
}

/** Histories in random order, held-out events where they were: they are what is to be foreseen. */
function shuffledKeepingHeldOut({ log, split: { test } }: Work): Int32Array {
  const end = new Map(Array.from(test.customer, (c, l) => [c, test.end[l]!]));
  const histories = prefixes(log, (c, length) => (end.has(c) ? end.get(c)! - log.start[c]! : length));
  const mixed = shuffled(histories, SHUFFLE_SEED);
  const item = log.item.slice();
  for (let c = 0; c + 1 < log.start.length; c++) item.set(mixed.item.subarray(mixed.start[c]!, mixed.start[c + 1]!), log.start[c]!);
  return item;
}
