/** What customers did, oldest first, as numbers. Events of customer c lie at start[c] .. start[c + 1] - 1. */
export type Sequences = {
  /** size of the catalogue: items are 0 .. items - 1 */
  items: number;
  /** @shape [customers + 1] */
  start: Int32Array;
  /** @shape [events] */
  item: Int32Array;
  /** @shape [events] @unit ms */
  time: Float64Array;
};

/** What was known of a customer when a list was made. */
export type History = {
  /** oldest first @shape [events] */
  items: Int32Array;
  /** @shape [events] @unit ms */
  times: Float64Array;
  /** when the list is made @unit ms */
  now: number;
};

export const customersOf = (s: Sequences): number => s.start.length - 1;

/** Interactions of each item. @shape [items] */
export function itemCounts(s: Sequences): Float64Array {
  const counts = new Float64Array(s.items);
  for (const item of s.item) counts[item]! += 1;
  return counts;
}

/** The first `keep(c)` events of every customer. */
export function prefixes(s: Sequences, keep: (customer: number, length: number) => number): Sequences {
  const n = customersOf(s);
  const start = new Int32Array(n + 1);
  for (let c = 0; c < n; c++) {
    const length = s.start[c + 1]! - s.start[c]!;
    start[c + 1] = start[c]! + Math.max(0, Math.min(length, keep(c, length)));
  }
  const item = new Int32Array(start[n]!);
  const time = new Float64Array(start[n]!);
  for (let c = 0; c < n; c++) {
    const length = start[c + 1]! - start[c]!;
    item.set(s.item.subarray(s.start[c]!, s.start[c]! + length), start[c]!);
    time.set(s.time.subarray(s.start[c]!, s.start[c]! + length), start[c]!);
  }
  return { items: s.items, start, item, time };
}

/** The newest events of a history, at most `most`. */
export function newest(history: History, most: number): History {
  const from = Math.max(0, history.items.length - most);
  return from === 0 ? history : { ...history, items: history.items.subarray(from), times: history.times.subarray(from) };
}
