import type { History, Sequences } from '../sequences';
import { customersOf } from '../sequences';
import { largest } from '../standardise';

/** How sessions are told apart, found and listened to. Chosen on validation lists. */
export type SessionSettings = {
  /** a pause longer than this begins a new session, 0: a customer's events are one @unit days */
  gapDays: number;
  /** weight of an item of the history: exp(−events after it / itemDecay) @unit events */
  itemDecay: number;
  /** weight of a neighbour: exp(−age / ageDays), 0: all ages alike @unit days */
  ageDays: number;
  /** weight of an item of a neighbour: exp(−(events from the shared item − 1) / stepDecay) @unit events */
  stepDecay: number;
  /** weight of what came before the shared item, against 1 for what came after */
  backward: number;
  /** score items of the history too: where customers look again at what they saw */
  again: boolean;
};

/** Past sessions in order of time: session n holds item[start[n]] .. item[start[n + 1] - 1]. */
export type SessionState = { kind: 'sessions'; settings: SessionSettings; /** @shape [sessions + 1] */ start: Int32Array; /** @shape [events] */ item: Int32Array; /** last event of each session @shape [sessions] @unit min since 1970 */ minute: Int32Array };

/** Events of one session: a longer sequence is several. */
const LONGEST = 50;
/** Newest events that are kept: beyond them an artifact would weigh more than a dozen megabytes. */
const MOST_EVENTS = 3_000_000;
/** What bounds the time of a list: newest items of a history that are looked for, newest sessions of each, and those that are listened to. */
const MOST_ITEMS = 20;
const MOST_PER_ITEM = 500;
const MOST_NEIGHBOURS = 500;
/** Events further back than this many decays weigh less than a billionth. */
const FADED = 20;

const DAY_MS = 86_400_000;
const MINUTE_MS = 60_000;
const MOST_MINUTES = 2 ** 31 - 2;
const minuteOf = (ms: number): number => Math.max(-MOST_MINUTES, Math.min(MOST_MINUTES, Math.floor(ms / MINUTE_MS)));

/** Cuts customers' sequences at long pauses. Sessions of one event say nothing of what goes together. */
export function sessionsOf(s: Sequences, gapDays: number): Omit<SessionState, 'settings'> {
  const pieces: [from: number, to: number][] = [];
  for (let c = 0; c < customersOf(s); c++) {
    let from = s.start[c]!;
    for (let e = from + 1; e <= s.start[c + 1]!; e++) {
      const ends = e === s.start[c + 1] || e - from >= LONGEST || (gapDays > 0 && s.time[e]! - s.time[e - 1]! > gapDays * DAY_MS);
      if (!ends) continue;
      if (e - from > 1) pieces.push([from, e]);
      from = e;
    }
  }
  pieces.sort((a, b) => s.time[a[1] - 1]! - s.time[b[1] - 1]! || a[0] - b[0]);
  let first = pieces.length;
  for (let events = 0; first > 0 && (events += pieces[first - 1]![1] - pieces[first - 1]![0]) <= MOST_EVENTS; ) first--;
  const kept = pieces.slice(first);
  const start = new Int32Array(kept.length + 1);
  kept.forEach(([from, to], n) => (start[n + 1] = start[n]! + to - from));
  const item = new Int32Array(start[kept.length]!);
  kept.forEach(([from, to], n) => item.set(s.item.subarray(from, to), start[n]!));
  return { kind: 'sessions', start, item, minute: Int32Array.from(kept, ([, to]) => minuteOf(s.time[to - 1]!)) };
}

/** Sessions of each item, newest first, at most MOST_PER_ITEM, and how rare the item is. */
type Occurrences = { start: Int32Array; session: Int32Array; rarity: Float64Array };

function occurrencesOf({ start, item }: Pick<SessionState, 'start' | 'item'>, items: number): Occurrences {
  const sessions = start.length - 1;
  const seen = new Int32Array(items).fill(-1);
  const counts = new Int32Array(items);
  const visit = (take: (i: number, n: number) => void): void => {
    seen.fill(-1);
    for (let n = sessions - 1; n >= 0; n--) for (let e = start[n]!; e < start[n + 1]!; e++) if (seen[item[e]!] !== n) take(item[e]!, (seen[item[e]!] = n));
  };
  visit((i) => (counts[i]! += 1));
  const at = new Int32Array(items + 1);
  for (let i = 0; i < items; i++) at[i + 1] = at[i]! + Math.min(MOST_PER_ITEM, counts[i]!);
  const fill = at.slice();
  const session = new Int32Array(at[items]!);
  visit((i, n) => {
    if (fill[i]! < at[i + 1]!) session[fill[i]!++] = n;
  });
  return { start: at, session, rarity: Float64Array.from(counts, (n) => Math.log1p(sessions / (1 + n))) };
}

type Asked = { event: number; weight: number };

/** Neighbours of a history: session, weight and the newest shared item of each. */
type Neighbours = { session: number[]; weight: number[]; anchor: number[]; /** weight of each item of the history, and its newest event */ asked: ReadonlyMap<number, Asked>; /** of those, what each session shares: made when first asked for */ shares: (readonly Asked[])[] };

export type SessionIndex = {
  /** Adds what neighbours of the history took near what they share with it. @shape into: [items] */
  score(history: History, settings: SessionSettings, into: Float32Array): void;
  /** what each event of the history adds to the score of one item @shape [events] */
  explain(history: History, settings: SessionSettings, item: number): Float64Array;
};

/**
 * Nearest sessions that know order and time: items late in the history count more, so do rare ones and recent sessions, and of a session what stands near the shared item.
 * Departs from STAN in weighing matches by rarity, as V-SKNN does, and in a smaller weight for what came before.
 * @source Garg et al. 2019 (STAN); Ludewig and Jannach 2018 (V-SKNN)
 */
export function sessionIndex(state: Omit<SessionState, 'settings'>, items: number): SessionIndex {
  const { start, item, minute } = state;
  const at = occurrencesOf(state, items);
  const sum = new Float64Array(minute.length);
  const anchor = new Int32Array(minute.length);
  // a list is scored, then each of its items is explained
  let before: { history: History; settings: SessionSettings; near: Neighbours } | null = null;
  const neighbours = (history: History, settings: SessionSettings): Neighbours => {
    if (before?.history !== history || before.settings !== settings) before = { history, settings, near: find(history, settings) };
    return before.near;
  };
  const find = (history: History, settings: SessionSettings): Neighbours => {
    const asked = new Map<number, Asked>();
    const last = history.items.length - 1;
    for (let p = last; p >= 0 && last - p < FADED * settings.itemDecay && asked.size < MOST_ITEMS; p--) {
      const i = history.items[p]!;
      if (!asked.has(i)) asked.set(i, { event: p, weight: Math.exp(-(last - p) / settings.itemDecay) * at.rarity[i]! });
    }
    const touched: number[] = [];
    for (const [i, { weight }] of asked) {
      for (let o = at.start[i]!; o < at.start[i + 1]!; o++) {
        const n = at.session[o]!;
        if (sum[n] === 0) {
          touched.push(n);
          anchor[n] = i;
        }
        sum[n]! += weight;
      }
    }
    const now = minuteOf(history.now);
    const fade = settings.ageDays === 0 ? 0 : MINUTE_MS / (settings.ageDays * DAY_MS);
    // against the newest of them: long after the training all would vanish
    const newest = touched.reduce((least, n) => Math.min(least, Math.abs(now - minute[n]!)), Number.POSITIVE_INFINITY);
    const weights = touched.map((n) => (sum[n]! / Math.sqrt(start[n + 1]! - start[n]!)) * Math.exp((newest - Math.abs(now - minute[n]!)) * fade));
    for (const n of touched) sum[n] = 0;
    const kept = touched.length <= MOST_NEIGHBOURS ? touched.keys() : largest(weights, MOST_NEIGHBOURS);
    const out: Neighbours = { session: [], weight: [], anchor: [], asked, shares: [] };
    for (const k of kept) {
      out.session.push(touched[k]!);
      out.weight.push(weights[k]!);
      out.anchor.push(anchor[touched[k]!]!);
    }
    return out;
  };
  /** What neighbour k says of the items near what it shares with the history. */
  const near = ({ session, weight, anchor: shared }: Neighbours, k: number, fade: number, backward: number, take: (i: number, worth: number) => void): void => {
    const [from, to] = [start[session[k]!]!, start[session[k]! + 1]!];
    let m = to - 1;
    while (item[m] !== shared[k]) m--;
    take(shared[k]!, weight[k]!);
    for (let e = m + 1, w = weight[k]!; e < to; e++, w *= fade) take(item[e]!, w);
    for (let e = m - 1, w = weight[k]! * backward; e >= from; e--, w *= fade) take(item[e]!, w);
  };
  const holds = (n: number, wanted: number): boolean => {
    for (let e = start[n]!; e < start[n + 1]!; e++) if (item[e] === wanted) return true;
    return false;
  };
  return {
    score(history, settings, into) {
      const found = neighbours(history, settings);
      const fade = Math.exp(-1 / settings.stepDecay);
      for (let k = 0; k < found.session.length; k++) near(found, k, fade, settings.backward, (i, worth) => (into[i]! += worth));
      if (!settings.again) for (const i of history.items) into[i] = 0;
    },
    explain(history, settings, wanted) {
      const out = new Float64Array(history.items.length);
      const found = neighbours(history, settings);
      if (!settings.again && found.asked.has(wanted)) return out;
      const fade = Math.exp(-1 / settings.stepDecay);
      found.session.forEach((n, k) => {
        // each item of a list is explained: most neighbours have nothing to say of it
        if (!holds(n, wanted)) return;
        let worth = 0;
        near(found, k, fade, settings.backward, (i, w) => (worth += i === wanted ? w : 0));
        const shared = (found.shares[k] ??= [...new Set(item.subarray(start[n]!, start[n + 1]!))].flatMap((i) => found.asked.get(i) ?? []));
        const total = shared.reduce((t, { weight }) => t + weight, 0);
        for (const { event, weight } of shared) out[event]! += (worth * weight) / total;
      });
      return out;
    },
  };
}
