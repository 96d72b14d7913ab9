import type { History, Sequences } from '../sequences';
import { customersOf } from '../sequences';
import { noPlaces, withPlaces } from './item-matrix';
import { DAY_MS, minuteOf, neighbourFinder, type Neighbours } from './session-neighbours';
import type { SessionSettings, SessionState } from './session-state';

export type { SessionSettings, SessionState } from './session-state';

/** Events of one session: a longer sequence is several. */
const LONGEST = 50;
/** Newest events that are kept: beyond them an artifact would weigh more than a dozen megabytes. */
const MOST_EVENTS = 3_000_000;

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

export type SessionIndex = {
  /** Adds what neighbours of the history took near what they share with it. @param touched where they stand @returns how many they are @shape into, touched: [items] */
  score(history: History, settings: SessionSettings, into: Float32Array, touched?: Int32Array): number;
  /** what each event of the history adds to the score of each of some items, all different @shape [items asked][events] */
  explain(history: History, settings: SessionSettings, items: readonly number[]): Float64Array[];
};

/**
 * Nearest sessions that know order and time: items late in the history count more, so do rare ones and recent sessions, and of a session what stands near the shared item.
 * Departs from STAN in weighing matches by rarity, as V-SKNN does, and in a smaller weight for what came before.
 * @source Garg et al. 2019 (STAN); Ludewig and Jannach 2018 (V-SKNN)
 */
export function sessionIndex(state: Omit<SessionState, 'settings'>, items: number): SessionIndex {
  const { start, item } = state;
  const find = neighbourFinder(state, items);
  const places = noPlaces(items);
  const asked = noPlaces(items);
  const marks = new Uint8Array(items);
  const unread = new Int32Array(items);
  // a list is scored, then explained; others are scored in between
  const known = new WeakMap<History, Neighbours>();
  const neighbours = (history: History, settings: SessionSettings): Neighbours => {
    const before = known.get(history);
    if (before?.settings === settings) return before;
    const found = find(history, settings);
    known.set(history, found);
    return found;
  };
  /** Where in session n the item stands last. */
  const lastPlace = (n: number, wanted: number): number => {
    let m = start[n + 1]! - 1;
    while (item[m] !== wanted) m--;
    return m;
  };
  /** What an event of session n is worth to the score, by its distance from the shared item at m. */
  const worthAt = (e: number, m: number, weight: number, settings: SessionSettings): number =>
    e === m ? weight : weight * (e < m ? settings.backward : 1) * Math.exp(-(Math.abs(e - m) - 1) / settings.stepDecay);
  return {
    score(history, settings, into, touched = unread) {
      const { session, weight, anchor: shared } = neighbours(history, settings);
      const fade = Math.exp(-1 / settings.stepDecay);
      let count = 0;
      const add = (i: number, w: number): void => {
        if (marks[i] === 0) {
          marks[i] = 1;
          touched[count++] = i;
        }
        into[i]! += w;
      };
      for (let k = 0; k < session.length; k++) {
        const [from, to] = [start[session[k]!]!, start[session[k]! + 1]!];
        const m = lastPlace(session[k]!, shared[k]!);
        add(shared[k]!, weight[k]!);
        for (let e = m + 1, w = weight[k]!; e < to; e++, w *= fade) add(item[e]!, w);
        for (let e = m - 1, w = weight[k]! * settings.backward; e >= from; e--, w *= fade) add(item[e]!, w);
      }
      if (!settings.again) for (const i of history.items) into[i] = 0;
      for (let t = 0; t < count; t++) marks[touched[t]!] = 0;
      return count;
    },
    explain(history, settings, wanted) {
      const out = wanted.map(() => new Float64Array(history.items.length));
      const found = neighbours(history, settings);
      withPlaces(asked, found.item, () => withPlaces(places, wanted, () => {
        if (!settings.again) for (const i of found.item) places[i] = -1;
        found.session.forEach((n, k) => {
          let m = -1;
          let shares: number[] = [];
          let total = 0;
          for (let e = start[n]!; e < start[n + 1]!; e++) {
            const place = places[item[e]!]!;
            if (place < 0) continue;
            if (m < 0) {
              // most neighbours have nothing to say of the list: what these share is looked up for the others alone
              m = lastPlace(n, found.anchor[k]!);
              shares = sharedBy(n);
              total = shares.reduce((t, s) => t + found.worth[s]!, 0);
            }
            const worth = worthAt(e, m, found.weight[k]!, settings);
            for (const s of shares) out[place]![found.event[s]!]! += (worth * found.worth[s]!) / total;
          }
        });
      }));
      return out;
    },
  };

  /** Which of the items looked for a session holds, each once. */
  function sharedBy(n: number): number[] {
    const shares: number[] = [];
    for (let e = start[n]!; e < start[n + 1]!; e++) {
      const s = asked[item[e]!]!;
      if (s >= 0 && !shares.includes(s)) shares.push(s);
    }
    return shares;
  }
}
