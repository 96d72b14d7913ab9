import { AppError, type EngineInfo } from '@bellwether/contracts';
import { estimateRanking } from '@bellwether/metrics';
import type { TrainContext, TrainedModel } from '../task-family';
import { packModel } from './artifact';
import { Attempt, decodeMatrix, encodeMatrix, pieceOf } from './attempt';
import { chooseWeights, type Blend } from './blend';
import { modelCard } from './card';
import { splitEvents } from './cases';
import { readEvents } from './events';
import { evidenceFigures } from './figures';
import { fitNetworkMember, type FittedAll, type NetworkFit } from './fit-network-member';
import { disposeMembers, openMembers, type Fitted } from './fitted-members';
import { fitSimple, type Chosen } from './fit-simple';
import { impartial } from './members/simple-members';
import { stateOf } from './make-state';
import { isDescribed } from './attributes';
import type { RecommendationParams } from './params';
import { repeatShare } from './repeat-share';
import { rankCases, type RankedCases } from './rank-cases';
import { shuffleTest } from './shuffle-test';
import { signatureOf, summaryOf, viewHashOf } from './summary';
import { itemCounts, type Sequences } from './sequences';
import type { Work } from './work';

/** Share of next items that the customer had taken before, above which they stay in the ranking. */
const REPEATS_MATTER = 0.1;

const PLAIN_ENGINE: EngineInfo = { name: 'closed form', version: '1', device: 'cpu', reason: 'no network was asked for', tried: [] };

/** @throws AppError naming what is wrong with the data or the parameters; RUN_CANCELLED; MODEL_DIVERGED */
export async function trainRecommendation(context: TrainContext<RecommendationParams>): Promise<TrainedModel> {
  try {
    return await train(context);
  } catch (error) {
    if (context.signal.aborted && !(error instanceof AppError)) throw new AppError({ code: 'RUN_CANCELLED', message: 'the run was cancelled', fix: 'start it again when you want it', cause: error });
    throw error;
  }
}

async function train(context: TrainContext<RecommendationParams>): Promise<TrainedModel> {
  const work = await prepare(context);
  const { params, seed } = context;
  const { log, split, removeHistory } = work;
  const tuned = await fitAll(work, 'tune', split.tune, { log, valid: split.valid, removeHistory }, null);
  context.progress({ phase: 'blend', step: 0, totalSteps: 0 });
  const members = await openMembers(tuned, log.items);
  let blend: Blend;
  try {
    blend = await chooseWeights(log, split.valid, members, removeHistory, context.signal);
  } finally {
    disposeMembers(members);
  }
  context.log('info', `Weights on validation: ${Object.entries(blend.weights).map(([id, w]) => `${id} ${w}`).join(', ')}; NDCG@10 ${blend.ndcg.toFixed(4)}.`);
  const fitted = split.fit === split.tune ? tuned : await fitAll(work, 'fit', split.fit, tuned.simple, tuned.network);
  const measured = await measure(work, fitted, blend);
  const shuffle = params.shuffleTest === 'off' ? null : await shuffleTest(work, fitted, blend, measured);
  const metrics = estimateRanking(measured.lists, { replicates: params.bootstrapReplicates, seed });
  const signature = signatureOf(context, log);
  const state = stateOf(work, fitted, blend);
  const engine = fitted.network?.engine ?? PLAIN_ENGINE;
  const summary = summaryOf(work, fitted, state);
  return {
    metrics, signature, summary, engine, viewHash: viewHashOf(state),
    figures: evidenceFigures({ work, measured, blend, shuffle, metrics }),
    evaluation: evaluationOf(work, measured), trainRowIndex: split.fitRows, artifact: packModel(state, signature),
    card: modelCard({ params, seed, work, metrics, summary, engine, blend, shuffle, warnings: fitted.network?.warnings ?? [] }),
  };
}

async function prepare(context: TrainContext<RecommendationParams>): Promise<Work> {
  const { params, table, roles } = context;
  context.progress({ phase: 'prepare', step: 0, totalSteps: 0 });
  const log = readEvents(table, roles, params);
  const { dropped, described, ties } = log;
  context.log('info', `${log.item.length} events of ${log.customerKeys.length} customers on ${log.items} items; left out: ${dropped.missing} that miss who, what or when, ${dropped.repeated} said twice, ${dropped.otherKind} of other kinds.${described > 0 ? ` ${described} rows only describe items.` : ''}`);
  if (ties > 0) context.log('warn', `${ties} events happen at the very time of another of the same customer: their order is that of the rows.`);
  const share = repeatShare(log);
  const removeHistory = params.history === 'remove' || (params.history === 'auto' && share < REPEATS_MATTER);
  context.log('info', `${(100 * share).toFixed(1)} % of last events repeat an item: items of the history are ${removeHistory ? 'removed from' : 'kept in'} the ranking.`);
  const split = splitEvents(log, { protocol: params.protocol, windowDays: params.windowDays, fit: params.fit, removeHistory, mostLists: params.mostLists });
  return { context, attempt: await Attempt.open(context), log, split, removeHistory };
}

/** Every member on one part of the data. Members that an earlier attempt finished are taken from its checkpoint. */
async function fitAll(work: Work, phase: 'tune' | 'fit', data: Sequences, chosen: Chosen, before: NetworkFit | null): Promise<FittedAll> {
  const { context, attempt } = work;
  const simple = await fitSimple(context.params, data, chosen, {
    signal: context.signal, log: context.log,
    progress: (what, done, total) => context.progress({ phase: `${phase} ${what}`, step: done, totalSteps: total }),
    saved: (id) => {
      const bytes = attempt.get(pieceOf(phase, id));
      return bytes && decodeMatrix(bytes);
    },
    keep: async (id, state) => {
      // only what takes long to make again is worth writing out
      if (id === 'ease' && state.kind === 'matrix') await attempt.put(pieceOf(phase, id), encodeMatrix(state));
    },
  });
  const network = context.params.network ? await fitNetworkMember(work, phase, data, before) : null;
  const popular = simple.get('popular');
  if (network && context.params.content && popular?.kind === 'vector') simple.set('popular', impartial(popular, itemCounts(data), (i) => isDescribed(work.log.attributes, i)));
  return { simple, network };
}

async function measure({ context, log, split, removeHistory }: Work, fitted: Fitted, blend: Blend): Promise<RankedCases> {
  const members = await openMembers(fitted, log.items);
  try {
    const progress = (step: number, totalSteps: number): void => context.progress({ phase: 'evaluate', step, totalSteps });
    return await rankCases(log, split.test, members, blend.weights, split.fit, { removeHistory, members: true, signal: context.signal, progress });
  } finally {
    disposeMembers(members);
  }
}

/** A row a held-out item; `known` is how many events of the customer came before its list. */
function evaluationOf({ context, log, split: { test }, removeHistory }: Work, { lists }: RankedCases): TrainedModel['evaluation'] {
  const perTarget = (of: (l: number) => number): Float64Array => Float64Array.from(lists.list, of);
  return {
    rowIndex: Int32Array.from(test.event, (e) => log.row[e]!), y: new Float64Array(test.event.length).fill(1), score: lists.rank.map((rank) => 1 / rank),
    extra: {
      rank: lists.rank, list: Float64Array.from(lists.list), customer: perTarget((l) => test.customer[l]!), popularity: lists.popularity, at: perTarget((l) => test.now[l]!),
      known: perTarget((l) => test.end[l]! - log.start[test.customer[l]!]!), refitted: perTarget(() => (context.params.fit === 'with-validation' ? 1 : 0)), historyRemoved: perTarget(() => (removeHistory ? 1 : 0)),
    },
  };
}
