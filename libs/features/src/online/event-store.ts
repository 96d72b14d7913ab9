import type { EntityKind } from '@bellwether/contracts';
import { compareValues, type EventMemory, type KeyColumn } from '../feature/event-memory';
import type { MemoryNeeds } from '../feature/evaluate-features';
import { REVIEW_PARTS, scoreReview } from '../feature/review-score';
import type { Value } from '../feature/row-field';
import { IdIndex } from './id-index';
import { makeColumn, type RowColumn } from './row-columns';

/** A row as it is applied: stored columns by name, times in microseconds. */
export type StoreRow = { eventId: string; eventTime: number; knownTime: number; values: Readonly<Record<string, Value>> };

/** What the store needs of every row whatever the features are. */
const ALWAYS = ['event_time', 'known_time'] as const;
const EMPTY = new Int32Array(0);

class KindRows {
  readonly columns = new Map<string, RowColumn>();
  readonly lists = new Map<KeyColumn, Map<string, RowList>>();
  readonly ids = new IdIndex();
  private readonly free: number[] = [];
  private used = 0;
  count = 0;

  constructor(kind: EntityKind, columns: Iterable<string>, keys: Iterable<KeyColumn>) {
    for (const name of [...ALWAYS, ...columns]) this.columns.set(name, makeColumn(kind, name));
    for (const key of keys) this.lists.set(key, new Map());
  }

  take(): number {
    this.count++;
    return this.free.pop() ?? this.used++;
  }

  give(row: number): void {
    this.count--;
    this.free.push(row);
  }

  time = (row: number): number => this.columns.get('event_time')!.read(row) as number;
}

/** Positions of one entity's rows, oldest first, in an array that leaves room for the next ones. */
class RowList {
  rows = new Int32Array(4);
  length = 0;
  /** when it was last asked for */
  askedAt = 0;

  view = (): Int32Array => this.rows.subarray(0, this.length);

  insert(row: number, time: (row: number) => number): void {
    if (this.length === this.rows.length) {
      const next = new Int32Array(this.length * 2);
      next.set(this.rows);
      this.rows = next;
    }
    let at = this.length;
    // rows nearly always come in order: look from the end
    while (at > 0 && time(this.rows[at - 1]!) > time(row)) at--;
    this.rows.copyWithin(at + 1, at, this.length);
    this.rows[at] = row;
    this.length++;
  }

  remove(row: number): void {
    const at = this.view().indexOf(row);
    if (at < 0) return;
    this.rows.copyWithin(at, at + 1, this.length);
    this.length--;
  }
}

type Series = { at: number[]; total: number[]; places: Map<string, number> };

/**
 * The events that are known now, of the kinds and columns that the served features read: columns of numbers and of dictionary codes, and for each entity the positions of
 * its rows. A correction takes the place of what it corrects. Evaluators bound to it see every change at once.
 */
export class EventStore implements EventMemory {
  private readonly kinds = new Map<EntityKind, KindRows>();
  private readonly facts = new Map<string, { values: Map<string, Value>; /** µs; announced facts come into force then */ from: number; until: number }>();
  private moment = Number.POSITIVE_INFINITY;
  private readonly series = new Map<string, Series>();

  /** @param currency the log's own: prices in another do not count; null: nothing is known of currencies */
  constructor(private readonly needs: MemoryNeeds, private readonly currency: string | null) {
    for (const kind of new Set([...needs.columns.keys(), ...needs.keys.keys()])) {
      const columns = new Set(needs.columns.get(kind) ?? []);
      if (kind === 'review') needs.reviewParts.forEach((p) => columns.add(p));
      this.kinds.set(kind, new KindRows(kind, [...columns].filter((c) => !(ALWAYS as readonly string[]).includes(c)), needs.keys.get(kind) ?? []));
    }
  }

  /** Kinds whose rows are worth sending. */
  wanted = (kind: EntityKind): boolean => this.kinds.has(kind) || (kind === 'stock_level' && this.needs.stock);

  /** Adds a row, or puts it in the place of an earlier word on the same event. @returns whether anything changed */
  apply(kind: EntityKind, row: StoreRow): boolean {
    if (kind === 'stock_level' && this.needs.stock) this.applyStock(row);
    const rows = this.kinds.get(kind);
    if (!rows) return false;
    const before = rows.ids.get(row.eventId);
    if (before >= 0) {
      if ((rows.columns.get('known_time')!.read(before) as number) > row.knownTime) return false;
      this.detach(kind, rows, before);
    }
    const at = before >= 0 ? before : rows.take();
    rows.ids.set(row.eventId, at);
    rows.columns.get('event_time')!.write(at, row.eventTime);
    rows.columns.get('known_time')!.write(at, row.knownTime);
    for (const [name, column] of rows.columns) if (name in row.values) column.write(at, row.values[name]!);
      else if (name !== 'event_time' && name !== 'known_time') column.write(at, null);
    if (kind === 'review' && this.needs.reviewParts.size > 0) this.scoreReview(rows, at, row.values);
    this.attach(kind, rows, at);
    return true;
  }

  private attach(kind: EntityKind, rows: KindRows, at: number): void {
    for (const [key, lists] of rows.lists) {
      const id = rows.columns.get(key)!.read(at);
      if (typeof id !== 'string') continue;
      let list = lists.get(id);
      if (!list) lists.set(id, (list = new RowList()));
      list.insert(at, rows.time);
    }
    if (kind === 'product') this.forgetFacts(rows, at);
  }

  private detach(kind: EntityKind, rows: KindRows, at: number): void {
    for (const [key, lists] of rows.lists) {
      const id = rows.columns.get(key)!.read(at);
      if (typeof id === 'string') lists.get(id)?.remove(at);
    }
    if (kind === 'product') this.forgetFacts(rows, at);
  }

  private forgetFacts(rows: KindRows, at: number): void {
    this.facts.delete(String(rows.columns.get('product_id')?.read(at)));
  }

  private scoreReview(rows: KindRows, at: number, values: StoreRow['values']): void {
    const textOf = (name: string): string | null => (typeof values[name] === 'string' ? (values[name] as string) : null);
    const score = scoreReview({ title: textOf('title'), text: textOf('text'), language: textOf('language') });
    for (const part of REVIEW_PARTS) rows.columns.get(part)?.write(at, score[part]);
  }

  /** The same arithmetic as the stock series of the compute engine: steps of each place, in whole millionths. */
  private applyStock({ eventTime, knownTime, values }: StoreRow): void {
    const { product_id: product, location_id: place, quantity } = values;
    if (typeof product !== 'string' || typeof quantity !== 'number') return;
    let series = this.series.get(product);
    if (!series) this.series.set(product, (series = { at: [], total: [], places: new Map() }));
    const at = Math.max(eventTime, knownTime);
    const key = typeof place === 'string' ? `:${place}` : '';
    const step = Math.round((quantity - (series.places.get(key) ?? 0)) * 1e6);
    series.places.set(key, quantity);
    const total = (series.total.at(-1) ?? 0) + step;
    if (series.at.at(-1) === at) series.total[series.total.length - 1] = total;
    else {
      series.at.push(at);
      series.total.push(total);
    }
  }

  rows(kind: EntityKind, key: KeyColumn, id: string): Int32Array {
    return this.kinds.get(kind)?.lists.get(key)?.get(id)?.view() ?? EMPTY;
  }

  column(kind: EntityKind, column: string): (row: number) => Value {
    const found = this.kinds.get(kind)?.columns.get(column);
    if (!found) throw new Error(`the store holds no ${kind}.${column}`);
    return (row) => found.read(row);
  }

  review(part: string): (row: number) => number | null {
    return this.column('review', part) as (row: number) => number | null;
  }

  product(kind: EntityKind, field: string): (row: number) => Value {
    const id = this.column(kind, 'product_id');
    return (row) => {
      const product = id(row);
      return typeof product === 'string' ? (this.factsOf(product).get(field) ?? null) : null;
    };
  }

  at(moment: number): void {
    this.moment = moment;
  }

  private factsOf(product: string): Map<string, Value> {
    const known = this.facts.get(product);
    if (known && this.moment >= known.from && this.moment < known.until) return known.values;
    const values = new Map<string, Value>();
    const rows = this.kinds.get('product');
    const listed = rows ? [...this.rows('product', 'product_id', product)] : [];
    const inForce = listed.filter((row) => rows!.time(row) <= this.moment);
    for (const field of this.needs.productFields) values.set(field, newestFact(inForce, rows, field, this.currency));
    this.facts.set(product, { values, from: this.moment, until: Math.min(Number.POSITIVE_INFINITY, ...listed.map((row) => rows!.time(row)).filter((t) => t > this.moment)) });
    return values;
  }

  stock(kind: EntityKind): (row: number) => number | null {
    const id = this.column(kind, 'product_id');
    const time = this.column(kind, 'event_time');
    return (row) => {
      const product = id(row);
      const series = typeof product === 'string' ? this.series.get(product) : undefined;
      if (!series) return null;
      const moment = time(row) as number;
      const at = series.at.findLastIndex((t) => t <= moment);
      return at < 0 ? null : series.total[at]! / 1e6;
    };
  }

  /** Rows in memory, and about how many bytes they take. */
  usage(): { rows: number; bytes: number } {
    let [rows, bytes] = [0, 0];
    for (const kind of this.kinds.values()) {
      rows += kind.count;
      bytes += kind.ids.size() + [...kind.columns.values()].reduce((sum, c) => sum + c.size(), 0);
      for (const lists of kind.lists.values()) for (const list of lists.values()) bytes += list.rows.byteLength + 120;
    }
    return { rows, bytes };
  }
}

/** The newest value; of one moment the greatest. */
function newestFact(inForce: number[], rows: KindRows | undefined, field: string, own: string | null): Value {
  let best: { value: Value; time: number } | null = null;
  const column = rows?.columns.get(field);
  const currency = own !== null && (field === 'price' || field === 'cost') ? rows?.columns.get('currency') : undefined;
  for (const row of inForce) {
    const code = currency?.read(row) ?? null;
    const value = code === null || code === own ? (column?.read(row) ?? null) : null;
    const time = rows!.time(row);
    if (value !== null && (best === null || time > best.time || (time === best.time && compareValues(value, best.value) > 0))) best = { value, time };
  }
  return best?.value ?? null;
}
