import { customersOf, type Sequences } from './sequences';

const DAY_MS = 86_400_000;
/** Repeat purchases that the mean of all items counts for, for an item with few of its own. */
const PRIOR = 10;

/** How often each item is taken again by the same customer, and after how long. */
export type Repeats = {
  /** share of an item's takers that took it again, shrunk towards that of all items @shape [items] */
  share: Float32Array;
  /** geometric mean of the days between, shrunk alike @shape [items] @unit days */
  days: Float32Array;
  /** of all first events, how many were followed by another of the same item */
  overall: number;
};

export function repeatsOf(s: Sequences): Repeats {
  const takers = new Float64Array(s.items);
  const again = new Float64Array(s.items);
  const gaps = new Float64Array(s.items);
  const logDays = new Float64Array(s.items);
  for (let c = 0; c < customersOf(s); c++) {
    const last = new Map<number, number>();
    const counted = new Set<number>();
    for (let e = s.start[c]!; e < s.start[c + 1]!; e++) {
      const item = s.item[e]!;
      const before = last.get(item);
      last.set(item, s.time[e]!);
      if (before === undefined) takers[item]! += 1;
      else if (s.time[e]! > before) {
        gaps[item]! += 1;
        logDays[item]! += Math.log(Math.max(0.5, (s.time[e]! - before) / DAY_MS));
        if (!counted.has(item)) again[item]! += 1;
        counted.add(item);
      }
    }
  }
  const sum = (v: Float64Array): number => v.reduce((a, b) => a + b, 0);
  const overall = sum(takers) === 0 ? 0 : sum(again) / sum(takers);
  const overallLog = sum(gaps) === 0 ? Math.log(30) : sum(logDays) / sum(gaps);
  return {
    overall,
    share: Float32Array.from(takers, (n, i) => (again[i]! + PRIOR * overall) / (n + PRIOR)),
    days: Float32Array.from(gaps, (n, i) => Math.exp((logDays[i]! + PRIOR * overallLog) / (n + PRIOR))),
  };
}

/** Chance-like score that an item is due again: its share of repeats, highest when its usual time has passed and falling long after. */
export function dueScore(share: number, usualDays: number, daysSince: number): number {
  const z = Math.log(Math.max(0.1, daysSince) / Math.max(0.5, usualDays));
  // slow to rise before its time, slower to be forgotten after
  return share * Math.exp(-((z < 0 ? z / 0.8 : z / 1.5) ** 2) / 2);
}
