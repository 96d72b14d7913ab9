import type { EntityKind } from '@bellwether/contracts';
import type { RowReader, Value } from './row-field';

export type KeyColumn = 'customer_id' | 'product_id' | 'session_id';

/** The events that are known now, in memory: what the evaluator of features asks. Positions are those of one kind. */
export interface EventMemory extends RowReader {
  /** The moment that is asked about from here on: what is announced for later does not hold yet. @unit µs */
  at(moment: number): void;
  /** positions of an entity's rows, oldest first by event time; none: an empty list */
  rows(kind: EntityKind, key: KeyColumn, id: string): Int32Array;
}

/** The slow facts of the last local midnight: of products, and of everybody. */
export interface ReferenceFacts {
  /** @param key itemKey of the product feature */
  item(key: string, productId: string): Value;
  /** @param key of the shop measure: its canonical JSON */
  shop(key: string): number | null;
}

/** Byte order of UTF-8, which is how the compute engine orders text. */
export function compareText(a: string, b: string): number {
  if (a === b) return 0;
  const n = Math.min(a.length, b.length);
  for (let i = 0; i < n; i++) {
    const [x, y] = [a.charCodeAt(i), b.charCodeAt(i)];
    // a surrogate half stands for a character above all others
    if (x !== y) return x >= 0xd800 && x <= 0xdfff !== (y >= 0xd800 && y <= 0xdfff) ? (x >= 0xd800 && x <= 0xdfff ? 1 : -1) : x - y;
  }
  return a.length - b.length;
}

export function compareValues(a: Value, b: Value): number {
  if (typeof a === 'string' && typeof b === 'string') return compareText(a, b);
  return Number(a) - Number(b);
}
