import { symmetricInverse } from '@bellwether/model';
import { customersOf, type Sequences } from '../sequences';
import { itemMatrixBuilder, type ItemMatrix } from './item-matrix';
import { pairSums } from './pair-counts';

const TOP = 400;

/**
 * Linear autoencoder in closed form: B = I − P·diag(1 / diag P) with P = (XᵀX + λI)⁻¹, its strongest weights a row.
 * Row j holds what item j of a history says for every other.
 * @source Steck, "Embarrassingly shallow autoencoders for sparse data", 2019
 */
export async function ease(s: Sequences, options: { lambda: number; signal?: AbortSignal; progress?(done: number, total: number): void }): Promise<ItemMatrix> {
  const once = distinctItems(s);
  const gram = lowerGram(once, options.lambda);
  const inverse = await symmetricInverse(s.items, { lowerRow: gram, ...(options.signal ? { signal: options.signal } : {}), ...(options.progress ? { progress: options.progress } : {}) });
  const row = new Float32Array(s.items);
  const diagonal = Float64Array.from({ length: s.items }, (_, i) => (inverse.row(i, row), row[i]!));
  const rows = itemMatrixBuilder(s.items, TOP);
  const all = Int32Array.from({ length: s.items }, (_, i) => i);
  for (let j = 0; j < s.items; j++) {
    inverse.row(j, row);
    const weights = row.map((p, i) => (i === j ? 0 : -p / diagonal[i]!)); // a copy: its bits are read below
    const kept = largest(weights, all);
    rows.add(j, kept, kept.length, (i) => weights[i]!);
  }
  return rows.build();
}

/** Each item of a customer once: X is of zeros and ones. */
function distinctItems(s: Sequences): Sequences {
  const start = [0];
  const item: number[] = [];
  for (let c = 0; c < customersOf(s); c++) {
    for (const i of new Set(s.item.subarray(s.start[c]!, s.start[c + 1]!))) item.push(i);
    start.push(item.length);
  }
  return { items: s.items, start: Int32Array.from(start), item: Int32Array.from(item), time: new Float64Array(item.length) };
}

function lowerGram(s: Sequences, lambda: number): (i: number, into: Float32Array) => void {
  const rows: { other: Int32Array; count: Float32Array }[] = [];
  const own = new Float64Array(s.items);
  for (const i of s.item) own[i]! += 1;
  pairSums(s, Number.MAX_SAFE_INTEGER, () => 1, (item, touched, count, sums) => {
    const lower = touched.slice(0, count).filter((o) => o < item);
    rows[item] = { other: lower, count: Float32Array.from(lower, (o) => sums[o]!) };
  });
  return (i, into) => {
    const { other, count } = rows[i]!;
    for (let k = 0; k < other.length; k++) into[other[k]!] = count[k]!;
    into[i] = own[i]! + lambda;
  };
}

/** Exponent and three bits of the fraction: fine enough to cut a row close to TOP, coarse enough to count in one pass. */
const SHIFT = 20;

/** Positions of the largest by size, TOP or a few more: sorting every row whole would take as long as the inverse. */
function largest(weights: Float32Array, all: Int32Array): Int32Array {
  if (weights.length <= 2 * TOP) return all;
  const bits = new Uint32Array(weights.buffer, weights.byteOffset, weights.length);
  const counts = new Int32Array(1 << (31 - SHIFT));
  for (const b of bits) counts[(b & 0x7fffffff) >>> SHIFT]! += 1;
  let bin = counts.length;
  for (let found = 0; bin > 0 && found < TOP; ) found += counts[--bin]!;
  return all.filter((i) => (bits[i]! & 0x7fffffff) >>> SHIFT >= bin);
}
