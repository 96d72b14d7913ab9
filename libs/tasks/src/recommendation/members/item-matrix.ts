import type { History } from '../sequences';

/** For each item, those that go with it, strongest first. Row j lies at start[j] .. start[j + 1] - 1. */
export type ItemMatrix = {
  /** @shape [items + 1] */
  start: Int32Array;
  /** @shape [entries] */
  other: Int32Array;
  /** @shape [entries] */
  weight: Float32Array;
};

/** Events of a history that count: decayed further back than this, nothing would be left. */
const MOST_EVENTS = 200;

export type RowBuilder = { add(row: number, touched: Int32Array, count: number, value: (item: number) => number): void; build(): ItemMatrix };

/** Keeps the `top` largest of each row by size. Rows must come in order. */
export function itemMatrixBuilder(items: number, top: number): RowBuilder {
  const start = new Int32Array(items + 1);
  const others: Int32Array[] = [];
  const weights: Float32Array[] = [];
  let size = 0;
  return {
    add(row, touched, count, value) {
      const order = Array.from(touched.subarray(0, count)).filter((i) => value(i) !== 0);
      // equal weights in the order of the items: the same on every machine
      order.sort((a, b) => Math.abs(value(b)) - Math.abs(value(a)) || a - b);
      const kept = order.slice(0, top);
      others.push(Int32Array.from(kept));
      weights.push(Float32Array.from(kept, value));
      size += kept.length;
      start[row + 1] = size;
    },
    build() {
      const other = new Int32Array(size);
      const weight = new Float32Array(size);
      others.forEach((o, row) => {
        other.set(o, start[row]!);
        weight.set(weights[row]!, start[row]!);
      });
      return { start, other, weight };
    },
  };
}

/** Adds decay^age · row of each item of the history, age 0 the newest. @shape into: [items] */
export function addScores(matrix: ItemMatrix, history: History, decay: number, into: Float32Array | Float64Array): void {
  const { items } = history;
  let share = 1;
  for (let p = items.length - 1; p >= Math.max(0, items.length - MOST_EVENTS) && share > 1e-6; p--, share *= decay) {
    const row = items[p]!;
    for (let at = matrix.start[row]!; at < matrix.start[row + 1]!; at++) into[matrix.other[at]!]! += share * matrix.weight[at]!;
    if (decay === 0) return;
  }
}

/** The same, and which items got something. @param marks all 0, and again when it returns @returns how many they are @shape into, touched, marks: [items] */
export function addTouched(matrix: ItemMatrix, history: History, decay: number, into: Float32Array, touched: Int32Array, marks: Uint8Array): number {
  const { items } = history;
  const { start, other, weight } = matrix;
  let count = 0;
  let share = 1;
  for (let p = items.length - 1; p >= Math.max(0, items.length - MOST_EVENTS) && share > 1e-6; p--, share *= decay) {
    const row = items[p]!;
    for (let at = start[row]!; at < start[row + 1]!; at++) {
      const item = other[at]!;
      if (marks[item] === 0) {
        marks[item] = 1;
        touched[count++] = item;
      }
      into[item]! += share * weight[at]!;
    }
    if (decay === 0) break;
  }
  for (let t = 0; t < count; t++) marks[touched[t]!] = 0;
  return count;
}

/**
 * Where a few items stand in a list of them, looked up without hashing: of many thousand entries of rows, most are none of them.
 * @shape [items], −1: not among them
 */
export type ListPlaces = Int32Array;

export const noPlaces = (items: number): ListPlaces => new Int32Array(items).fill(-1);

/** Lends the places of these items to some work that does not wait. */
export function withPlaces<T>(places: ListPlaces, items: readonly number[], work: () => T): T {
  items.forEach((item, k) => (places[item] = k));
  const result = work();
  for (const item of items) places[item] = -1;
  return result;
}

/** What each event of the history adds to the score of each of some items. @param places all −1 @shape [items asked][events] */
export function contributions(matrix: ItemMatrix, history: History, decay: number, asked: readonly number[], places: ListPlaces = noPlaces(matrix.start.length - 1)): Float64Array[] {
  const { items } = history;
  const out = asked.map(() => new Float64Array(items.length));
  return withPlaces(places, asked, () => {
    let share = 1;
    for (let p = items.length - 1; p >= Math.max(0, items.length - MOST_EVENTS) && share > 1e-6; p--, share *= decay) {
      const row = items[p]!;
      for (let at = matrix.start[row]!; at < matrix.start[row + 1]!; at++) {
        const k = places[matrix.other[at]!]!;
        if (k >= 0) out[k]![p] = share * matrix.weight[at]!;
      }
      if (decay === 0) break;
    }
    return out;
  });
}
