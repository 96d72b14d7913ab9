import type { RecommendationContext } from '@bellwether/contracts';
import type { History } from '../sequences';
import type { Recommender } from './recommender';

/** Half an hour without anything ends a session. */
const SESSION_GAP_MS = 30 * 60_000;

export type RequestHistory = {
  history: History;
  /** events that came with the request, among them */
  recent: number;
  customerKnown: boolean;
  /** keys of the request that the model never saw */
  unknownItems: string[];
};

/** What is known of the customer, and what came with the request behind it. */
export function historyOfRequest({ state, itemOf, customerOf }: Recommender, request: RecommendationContext, now: number): RequestHistory {
  const c = request.customer === undefined ? undefined : customerOf.get(request.customer);
  const from = c === undefined ? 0 : state.histories.start[c]!;
  const to = c === undefined ? 0 : state.histories.start[c + 1]!;
  const items = new Int32Array(to - from + request.recent.length);
  const times = new Float64Array(items.length);
  items.set(state.histories.item.subarray(from, to));
  for (let e = from; e < to; e++) times[e - from] = state.since + state.histories.time[e]! * 1000;
  const unknown = new Set<string>();
  let recent = 0;
  for (const event of request.recent) {
    const item = itemOf.get(event.item);
    if (item === undefined) {
      unknown.add(event.item);
      continue;
    }
    items[to - from + recent] = item;
    times[to - from + recent] = event.at === undefined ? now : Date.parse(event.at);
    recent++;
  }
  for (const key of [...(request.item === undefined ? [] : [request.item]), ...request.basket]) if (!itemOf.has(key)) unknown.add(key);
  const count = to - from + recent;
  return { history: { items: items.subarray(0, count), times: times.subarray(0, count), now }, recent, customerKnown: c !== undefined, unknownItems: [...unknown] };
}

/** The events since the last pause; at least the newest. */
export function sessionOf(history: History): History {
  let from = history.items.length - 1;
  while (from > 0 && history.times[from]! - history.times[from - 1]! <= SESSION_GAP_MS) from--;
  return from <= 0 ? history : { ...history, items: history.items.subarray(from), times: history.times.subarray(from) };
}
