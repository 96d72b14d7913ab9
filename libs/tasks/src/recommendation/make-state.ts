import { columnWithRole } from '../task-family';
import type { Blend } from './blend';
import { historyOf } from './cases';
import type { FittedAll } from './fit-network-member';
import type { Work } from './work';
import { covisitation } from './members/neighbours';
import { KEPT_EVENTS, type Judge, type ModelState } from './model-state';
import { repeatsOf } from './repeats';
import { customersOf, itemCounts, type Sequences } from './sequences';
import { trendOf } from './trend';

const JUDGE_LISTS = 400;
/** Things taken within a day of each other go together. */
const TOGETHER_DAYS = 1;
const TOGETHER_REACH = 50;
const MOST_SECONDS = 2 ** 31 - 2;

/** Everything that serving needs, from what was fitted and from the whole log. */
export function stateOf(work: Work, fitted: FittedAll, blend: Blend): ModelState {
  const { context, log, split, removeHistory } = work;
  const { roles, params } = context;
  const since = log.time.reduce((m, t) => Math.min(m, t), Number.POSITIVE_INFINITY);
  return {
    itemKeys: log.itemKeys, customerKeys: log.customerKeys, histories: newestEvents(log, since), since,
    counts: Float32Array.from(itemCounts(split.fit)), trend: trendOf(log, params.recentDays), repeats: repeatsOf(log),
    together: { kind: 'matrix', decay: 1, ...covisitation(split.fit, { reach: TOGETHER_REACH, withinDays: TOGETHER_DAYS, backward: 1, damping: 0.3 }) },
    attributes: log.attributes, weights: blend.weights, simple: new Map([...fitted.simple].filter(([id, s]) => s.kind !== 'sessions' || (blend.weights[id] ?? 0) > 0)), removeHistory,
    network: fitted.network,
    judge: judgeOf(work), columns: { id: columnWithRole(roles, 'id')!, item: columnWithRole(roles, 'item')!, time: columnWithRole(roles, 'time')!, event: columnWithRole(roles, 'event') ?? null },
    options: { foresee: params.foresee, ignore: params.ignore },
  };
}

function newestEvents(log: Sequences, since: number): Sequences {
  const start = [0];
  const item: number[] = [];
  const time: number[] = [];
  for (let c = 0; c < customersOf(log); c++) {
    for (let e = Math.max(log.start[c]!, log.start[c + 1]! - KEPT_EVENTS); e < log.start[c + 1]!; e++) {
      item.push(log.item[e]!);
      time.push(Math.min(MOST_SECONDS, Math.floor((log.time[e]! - since) / 1000)));
    }
    start.push(item.length);
  }
  return { items: log.items, start: Int32Array.from(start), item: Int32Array.from(item), time: Float64Array.from(time) };
}

/** Test lists spread over the customers. */
function judgeOf({ log, split: { test } }: Work): Judge {
  const count = Math.min(JUDGE_LISTS, test.customer.length);
  const start = [0];
  const item: number[] = [];
  const target: number[] = [];
  for (let k = 0; k < count; k++) {
    const l = Math.floor((k * test.customer.length) / count);
    item.push(...historyOf(log, test, l).items.slice(-KEPT_EVENTS));
    start.push(item.length);
    target.push(log.item[test.event[test.targetStart[l]!]!]!);
  }
  return { start: Int32Array.from(start), item: Int32Array.from(item), target: Int32Array.from(target) };
}
