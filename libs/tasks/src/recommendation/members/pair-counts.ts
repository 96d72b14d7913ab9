import { customersOf, type Sequences } from '../sequences';

/** Newest events of a customer whose pairs are counted: pairs grow with the square, and a reseller of 10,000 orders is not 10,000 tastes. */
const MOST_EVENTS = 500;

/** For each item, where it occurs. */
type Occurrences = { start: Int32Array; event: Int32Array; customer: Int32Array };

function occurrences(s: Sequences): Occurrences {
  const start = new Int32Array(s.items + 1);
  for (const item of s.item) start[item + 1]! += 1;
  for (let i = 0; i < s.items; i++) start[i + 1]! += start[i]!;
  const fill = start.slice();
  const event = new Int32Array(s.item.length);
  const customer = new Int32Array(s.item.length);
  for (let c = 0; c < customersOf(s); c++) {
    for (let e = s.start[c]!; e < s.start[c + 1]!; e++) {
      const at = fill[s.item[e]!]!++;
      event[at] = e;
      customer[at] = c;
    }
  }
  return { start, event, customer };
}

/**
 * Walks the items in order and hands each one the weight of every item that shares a customer with it.
 * @param weight of a pair, by how many events and how much time the other lies after this one (negative: before); 0 leaves it out
 * @param take touched: the others, the first `count` entries; sums: their weights @shape sums: [items]
 */
export function pairSums(
  s: Sequences, reach: number, weight: (gap: number, ms: number) => number, take: (item: number, touched: Int32Array, count: number, sums: Float64Array) => void,
): void {
  const at = occurrences(s);
  const sums = new Float64Array(s.items);
  const touched = new Int32Array(s.items);
  for (let item = 0; item < s.items; item++) {
    let count = 0;
    for (let o = at.start[item]!; o < at.start[item + 1]!; o++) {
      const e = at.event[o]!;
      const c = at.customer[o]!;
      const first = Math.max(s.start[c]!, s.start[c + 1]! - MOST_EVENTS);
      if (e < first) continue;
      const to = Math.min(s.start[c + 1]!, e + reach + 1);
      for (let f = Math.max(first, e - reach); f < to; f++) {
        const other = s.item[f]!;
        if (other === item) continue;
        const w = weight(f - e, s.time[f]! - s.time[e]!);
        if (w === 0) continue;
        if (sums[other] === 0) touched[count++] = other;
        sums[other]! += w;
      }
    }
    take(item, touched, count, sums);
    for (let t = 0; t < count; t++) sums[touched[t]!] = 0;
  }
}
