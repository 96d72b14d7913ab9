import { EVENT_COLUMNS, type EntityKind, type EventColumn } from '@bellwether/contracts';

/**
 * How a column is held until it is written. Numbers of any meaning lie in one typed array, NaN where missing:
 * `id` a number with a prefix (session s17), `code` an index into a dictionary, `time` epoch milliseconds, `flag` 0 or 1. `empty`: the shop never fills it.
 */
export type ColumnForm = { form: 'id'; prefix: string } | { form: 'code'; words: readonly string[] } | { form: 'number' } | { form: 'flag' } | { form: 'time' } | { form: 'text' } | { form: 'empty' };

/** What a writer needs to know of a column. */
export type StoredColumn = Pick<EventColumn, 'field' | 'column' | 'type'>;

export type ShopColumn = { column: StoredColumn; form: ColumnForm; numbers: Float64Array | null; texts: (string | null)[] | null };

/** Some rows of one kind, column by column. @owns nothing: arrays are made anew for each chunk */
export type ShopChunk = { kind: EntityKind; rows: number; columns: ShopColumn[] };

export type Cell = number | string | null;

/** Gathers rows of one kind and hands on full chunks. */
export class RowTable {
  private readonly filled: { column: EventColumn; form: ColumnForm }[];
  private readonly all: { column: EventColumn; form: ColumnForm }[];
  private numbers: (Float64Array | null)[] = [];
  private texts: ((string | null)[] | null)[] = [];
  private rows = 0;
  /** rows so far: ids count up from it */
  total = 0;

  /** @param forms by field of the contract; a field not named stays empty */
  constructor(readonly kind: EntityKind, forms: Record<string, ColumnForm>, private readonly chunkRows: number, private readonly full: (chunk: ShopChunk) => void) {
    this.all = EVENT_COLUMNS[kind].map((column) => ({ column, form: forms[column.field] ?? { form: 'empty' } }));
    this.filled = this.all.filter((c) => c.form.form !== 'empty');
    this.open();
  }

  private open(): void {
    this.rows = 0;
    this.numbers = this.filled.map((c) => (c.form.form === 'text' ? null : new Float64Array(this.chunkRows)));
    this.texts = this.filled.map((c) => (c.form.form === 'text' ? new Array<string | null>(this.chunkRows).fill(null) : null));
  }

  /** One row: a value for each filled column, in the order of the contract's schema. */
  add(values: readonly Cell[]): void {
    const at = this.rows;
    for (let k = 0; k < values.length; k++) {
      const value = values[k]!;
      const numbers = this.numbers[k];
      if (numbers) numbers[at] = value === null ? NaN : (value as number);
      else this.texts[k]![at] = value as string | null;
    }
    this.total++;
    if (++this.rows === this.chunkRows) this.flush();
  }

  flush(): void {
    if (this.rows === 0) return;
    const rows = this.rows;
    let k = 0;
    const columns = this.all.map(({ column, form }): ShopColumn => {
      if (form.form === 'empty') return { column, form, numbers: null, texts: null };
      const at = k++;
      return { column, form, numbers: this.numbers[at]?.subarray(0, rows) ?? null, texts: this.texts[at]?.slice(0, rows) ?? null };
    });
    this.open();
    this.full({ kind: this.kind, rows, columns });
  }

  get fields(): readonly string[] {
    return this.filled.map((c) => c.column.field);
  }
}

/** A cell as the contract has it: text, number, boolean, ISO time, or null. */
export function cellOf({ form, numbers, texts }: ShopColumn, row: number): string | number | boolean | null {
  if (form.form === 'empty') return null;
  if (form.form === 'text') return texts![row]!;
  const value = numbers![row]!;
  if (Number.isNaN(value)) return null;
  switch (form.form) {
    case 'id': return `${form.prefix}${value}`;
    case 'code': return form.words[value]!;
    case 'time': return isoTime(value);
    case 'flag': return value === 1;
    case 'number': return value;
  }
}

let isoDay = NaN;
let isoPrefix = '';
const two = (n: number): string => (n < 10 ? `0${n}` : `${n}`);

/** ISO 8601 with milliseconds, several times as fast as Date's own. */
export function isoTime(ms: number): string {
  const day = Math.floor(ms / 86_400_000);
  if (day !== isoDay) {
    isoDay = day;
    isoPrefix = new Date(day * 86_400_000).toISOString().slice(0, 11);
  }
  const rest = ms - day * 86_400_000;
  const s = Math.floor(rest / 1000);
  const f = rest - s * 1000;
  return `${isoPrefix}${two(Math.floor(s / 3600))}:${two(Math.floor(s / 60) % 60)}:${two(s % 60)}.${f < 10 ? '00' : f < 100 ? '0' : ''}${f}Z`;
}
