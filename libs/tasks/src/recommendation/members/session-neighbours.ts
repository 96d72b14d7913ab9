import type { History } from '../sequences';
import { largest } from '../standardise';
import type { SessionSettings, SessionState } from './session-state';

/** What bounds the time of a list: newest items of a history that are looked for, newest sessions of each, and those that are listened to. */
const MOST_ITEMS = 20;
const MOST_PER_ITEM = 500;
const MOST_NEIGHBOURS = 500;
/** Events further back than this many decays weigh less than a billionth. */
const FADED = 20;

export const DAY_MS = 86_400_000;
const MINUTE_MS = 60_000;
const MOST_MINUTES = 2 ** 31 - 2;
/** Whole minutes since 1970, as far as they can be kept. */
export const minuteOf = (ms: number): number => Math.max(-MOST_MINUTES, Math.min(MOST_MINUTES, Math.floor(ms / MINUTE_MS)));

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

/** Neighbours of a history: session, weight and the newest shared item of each. */
export type Neighbours = { settings: SessionSettings; session: Int32Array; weight: Float64Array; anchor: Int32Array; /** different items of the history that are looked for, the newest event of each and what it weighs @shape [asked] */ item: number[]; event: number[]; worth: number[] };

/** Finds the sessions nearest to a history. The arrays that it works in are its own: a list leaves little to the collector. */
export function neighbourFinder(state: Omit<SessionState, 'settings'>, items: number): (history: History, settings: SessionSettings) => Neighbours {
  const { start, minute } = state;
  const at = occurrencesOf(state, items);
  const sum = new Float64Array(minute.length);
  const anchor = new Int32Array(minute.length);
  // of the sessions that a history touches, in the order in which they are found
  const touched = new Int32Array(minute.length);
  const weights = new Float64Array(minute.length);
  const root = Float64Array.from(minute, (_, n) => Math.sqrt(start[n + 1]! - start[n]!));
  const askedOf = (history: History, { itemDecay }: SessionSettings): Pick<Neighbours, 'item' | 'event' | 'worth'> => {
    const wanted: Pick<Neighbours, 'item' | 'event' | 'worth'> = { item: [], event: [], worth: [] };
    const last = history.items.length - 1;
    for (let p = last; p >= 0 && last - p < FADED * itemDecay && wanted.item.length < MOST_ITEMS; p--) {
      const i = history.items[p]!;
      if (wanted.item.includes(i)) continue;
      wanted.item.push(i);
      wanted.event.push(p);
      wanted.worth.push(Math.exp(-(last - p) / itemDecay) * at.rarity[i]!);
    }
    return wanted;
  };
  return (history, settings) => {
    const wanted = askedOf(history, settings);
    let count = 0;
    for (let k = 0; k < wanted.item.length; k++) {
      const [i, weight] = [wanted.item[k]!, wanted.worth[k]!];
      for (let o = at.start[i]!; o < at.start[i + 1]!; o++) {
        const n = at.session[o]!;
        if (sum[n] === 0) {
          touched[count++] = n;
          anchor[n] = i;
        }
        sum[n]! += weight;
      }
    }
    const now = minuteOf(history.now);
    // against the newest of them: long after the training all would vanish
    let newest = Number.POSITIVE_INFINITY;
    for (let k = 0; k < count; k++) newest = Math.min(newest, Math.abs(now - minute[touched[k]!]!));
    const fade = settings.ageDays === 0 ? 0 : MINUTE_MS / (settings.ageDays * DAY_MS);
    for (let k = 0; k < count; k++) {
      const n = touched[k]!;
      weights[k] = (sum[n]! / root[n]!) * (fade === 0 ? 1 : Math.exp((newest - Math.abs(now - minute[n]!)) * fade));
      sum[n] = 0;
    }
    const kept = count <= MOST_NEIGHBOURS ? null : largest(weights.subarray(0, count), MOST_NEIGHBOURS);
    const size = kept?.length ?? count;
    const out: Neighbours = { settings, ...wanted, session: new Int32Array(size), weight: new Float64Array(size), anchor: new Int32Array(size) };
    for (let j = 0; j < size; j++) {
      const k = kept === null ? j : kept[j]!;
      out.session[j] = touched[k]!;
      out.weight[j] = weights[k]!;
      out.anchor[j] = anchor[touched[k]!]!;
    }
    return out;
  };
}
