import type { TableColumn } from '../table';

const pair = new Float64Array(1);
const halves = new Int32Array(pair.buffer);
const NULL_TEXT = 0x5bd1e995;

function textHash(value: string, seed: number): number {
  let h = seed;
  for (let k = 0; k < value.length; k++) h = Math.imul(h ^ value.charCodeAt(k), 16777619);
  return h;
}

const mix = (h: number, v: number): number => {
  const t = Math.imul(h ^ v, 0x85ebca6b);
  return Math.imul(t ^ (t >>> 13), 0xc2b2ae35) ^ (t >>> 16);
};

/**
 * 53 bits for each row over all of the columns: equal rows have equal prints, and a million different rows collide with a chance of 1 in 20,000.
 * 16 bytes a row while it works, whatever the number of columns. @shape [rows of the table]
 */
export function rowPrints(columns: readonly TableColumn[], rows: number, extra: Float64Array | null): Float64Array {
  const a = new Int32Array(rows).fill(1);
  const b = new Int32Array(rows).fill(0x9e3779b9 | 0);
  const number = (values: Float64Array): void => {
    for (let i = 0; i < rows; i++) {
      // one zero, one missing
      pair[0] = values[i]! === 0 ? 0 : Number.isNaN(values[i]!) ? NaN : values[i]!;
      a[i] = mix(mix(a[i]!, halves[0]!), halves[1]!);
      b[i] = mix(mix(b[i]!, halves[1]!), halves[0]!);
    }
  };
  for (const column of columns) {
    if (column.type !== 'string') number(column.values);
    else
      for (let i = 0; i < rows; i++) {
        const value = column.values[i] ?? null;
        a[i] = mix(a[i]!, value === null ? NULL_TEXT : textHash(value, 0x811c9dc5 | 0));
        b[i] = mix(b[i]!, value === null ? NULL_TEXT : textHash(value, 0x1b873593));
      }
  }
  if (extra) number(extra);
  return Float64Array.from(a, (high, i) => (high >>> 11) * 0x100000000 + (b[i]! >>> 0));
}
