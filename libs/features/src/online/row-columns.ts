import { EVENT_COLUMNS, type EntityKind, type EventColumnType } from '@bellwether/contracts';
import type { Value } from '../feature/row-field';

/** One column of many rows, growing; text by a dictionary, so that a word is kept once. */
export interface RowColumn {
  read(row: number): Value;
  write(row: number, value: Value): void;
  /** @unit bytes */
  size(): number;
}

const grown = (length: number, row: number): number => Math.max(1024, row + 1, Math.ceil(length * 1.5));

class NumberColumn implements RowColumn {
  private values = new Float64Array(0);
  read = (row: number): Value => {
    const value = this.values[row]!;
    return Number.isNaN(value) ? null : value;
  };
  write(row: number, value: Value): void {
    if (row >= this.values.length) {
      const next = new Float64Array(grown(this.values.length, row));
      next.set(this.values);
      this.values = next;
    }
    this.values[row] = typeof value === 'number' ? value : Number.NaN;
  }
  size = (): number => this.values.byteLength;
}

class FlagColumn implements RowColumn {
  private values = new Int8Array(0);
  read = (row: number): Value => (this.values[row]! < 0 ? null : this.values[row] === 1);
  write(row: number, value: Value): void {
    if (row >= this.values.length) {
      const next = new Int8Array(grown(this.values.length, row));
      next.set(this.values);
      this.values = next;
    }
    this.values[row] = value === true ? 1 : value === false ? 0 : -1;
  }
  size = (): number => this.values.byteLength;
}

class TextColumn implements RowColumn {
  private codes = new Uint32Array(0);
  private readonly words: (string | null)[] = [null];
  private readonly codeOf = new Map<string, number>();
  private letters = 0;
  read = (row: number): Value => this.words[this.codes[row]!]!;
  write(row: number, value: Value): void {
    if (row >= this.codes.length) {
      const next = new Uint32Array(grown(this.codes.length, row));
      next.set(this.codes);
      this.codes = next;
    }
    this.codes[row] = typeof value === 'string' ? this.code(value) : 0;
  }
  private code(word: string): number {
    let code = this.codeOf.get(word);
    if (code === undefined) {
      code = this.words.push(word) - 1;
      this.codeOf.set(word, code);
      this.letters += word.length;
    }
    return code;
  }
  size = (): number => this.codes.byteLength + this.letters + this.words.length * 60;
}

const make = (type: EventColumnType): RowColumn => (type === 'BOOLEAN' ? new FlagColumn() : type === 'DOUBLE' || type === 'BIGINT' || type === 'TIMESTAMP' ? new NumberColumn() : new TextColumn());

/** A column for a stored field of a kind, or a number of our own (a review's score). */
export const makeColumn = (kind: EntityKind, column: string): RowColumn => make(EVENT_COLUMNS[kind].find((c) => c.column === column)?.type ?? 'DOUBLE');
