import { Xoshiro128 } from '@bellwether/model';
import type { Cases } from '../cases';
import { historyOf } from '../cases';
import { customersOf, type History, type Sequences } from '../sequences';

/** Arrays as the network takes them, row after row. @shape each: [rows, length] unless said */
export type PackedRows = {
  rows: number;
  inputs: Record<'seq' | 'place' | 'segment' | 'next' | 'removed' | 'negative' | 'target', Int32Array> & { time: Float32Array };
};

export type PackOptions = { length: number; negativesPerRow: number; seed: number };

const NEGATIVE_STREAM = 11;

function emptyRows(rows: number, { length, negativesPerRow }: PackOptions): PackedRows {
  const ints = (width: number) => new Int32Array(rows * width);
  return { rows, inputs: { seq: ints(length), place: ints(length), segment: ints(length), next: ints(length), removed: ints(length), negative: ints(negativesPerRow), target: ints(1), time: new Float32Array(rows * length) } };
}

/** A run of events of one customer: inputs are events from .. to - 1, the last of them foresees event `to`. */
type Piece = { from: number; to: number };

/**
 * Training rows that hold several customers' sequences each: histories are short, and a row for each would be mostly padding.
 * @param counts 1 where an event is to be foreseen, null: all are @shape [events]
 */
export function packTraining(s: Sequences, counts: Uint8Array | null, options: PackOptions): PackedRows {
  const { length } = options;
  const pieces: Piece[] = [];
  for (let c = 0; c < customersOf(s); c++) {
    const first = s.start[c]!;
    // from the newest back, so that the piece cut short is the oldest
    for (let to = s.start[c + 1]! - 1; to > first; to -= length) pieces.push({ from: Math.max(first, to - length), to });
  }
  pieces.sort((a, b) => b.to - b.from - (a.to - a.from) || a.from - b.from);
  const rows = fillRows(pieces.map((p) => p.to - p.from), length);
  const out = emptyRows(rows.length, options);
  rows.forEach((members, r) => {
    let at = r * length;
    members.forEach((p, k) => {
      const { from, to } = pieces[p]!;
      for (let e = from; e < to; e++, at++) {
        out.inputs.seq[at] = s.item[e]! + 1;
        out.inputs.place[at] = e - from;
        out.inputs.segment[at] = k + 1;
        out.inputs.next[at] = counts === null || counts[e + 1] === 1 ? s.item[e + 1]! + 1 : 0;
        out.inputs.time[at] = (s.time[e]! - s.time[from]!) / 1000;
      }
    });
  });
  const random = Xoshiro128.fromSeed(options.seed, NEGATIVE_STREAM);
  for (let i = 0; i < out.inputs.negative.length; i++) out.inputs.negative[i] = 1 + random.below(s.items);
  return out;
}

/** First fit of the longest first: each piece into a row that has just enough room. @returns pieces of each row */
function fillRows(lengths: readonly number[], length: number): number[][] {
  const rows: number[][] = [];
  const byRoom = Array.from({ length: length + 1 }, (): number[] => []);
  lengths.forEach((size, p) => {
    let room = size;
    while (room <= length && byRoom[room]!.length === 0) room++;
    const r = room <= length ? byRoom[room]!.pop()! : rows.push([]) - 1;
    rows[r]!.push(p);
    const left = (room <= length ? room : length) - size;
    if (left > 0) byRoom[left]!.push(r);
  });
  return rows;
}

/** One row for each history, its newest event in the last position. */
export function packHistories(histories: readonly History[], length: number): PackedRows {
  const out = emptyRows(histories.length, { length, negativesPerRow: 0, seed: 0 });
  histories.forEach((history, h) => {
    const count = Math.min(length, history.items.length);
    const first = history.items.length - count;
    for (let p = 0; p < count; p++) {
      const at = h * length + length - count + p;
      out.inputs.seq[at] = history.items[first + p]! + 1;
      out.inputs.place[at] = p;
      out.inputs.segment[at] = 1;
      out.inputs.time[at] = (history.times[first + p]! - history.times[first]!) / 1000;
    }
  });
  return out;
}

/** Rows that measure: a history each, its next item as the target, and the items that are taken out of the ranking. */
export function packCases(log: Sequences, cases: Cases, chosen: readonly number[], removeHistory: boolean, options: PackOptions): PackedRows {
  const histories = chosen.map((l) => historyOf(log, cases, l));
  const packed = packHistories(histories, options.length);
  const out: PackedRows = { rows: packed.rows, inputs: { ...packed.inputs, negative: new Int32Array(packed.rows * options.negativesPerRow).fill(1) } };
  chosen.forEach((l, r) => {
    out.inputs.target[r] = log.item[cases.event[cases.targetStart[l]!]!]! + 1;
    if (!removeHistory) return;
    [...new Set(histories[r]!.items.slice(-options.length))].forEach((item, k) => (out.inputs.removed[r * options.length + k] = item + 1));
  });
  return out;
}
