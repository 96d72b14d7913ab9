import { AppError, EVENT_COLUMNS, type EntityKind } from '@bellwether/contracts';
import { ASPECTS, DERIVED_FIELDS, PRODUCT_FIELDS, rowFieldsOf, type RowFieldType } from '@bellwether/declare';
import { ident, text } from '../ingest/session';
import type { ZoneOffset } from '../time/zone';

export type FieldType = RowFieldType;
/** Missing is null, never NaN. Times are microseconds since 1970. */
export type Value = number | string | boolean | null;

/** What a field's SQL may need beside its own row: joined by whoever writes the query. */
export type FieldNeed = 'product' | 'review' | 'stock';

/** How names stand in a query. The row is `e`, the product as known at the moment `p`, scores of a review `v`, stock as it was shown `k`. */
export type FieldContext = { /** money in another currency does not count; null: nothing is known of currencies */ currency: string | null; zone: readonly ZoneOffset[] };

/** Reads cells of one kind's rows in memory, by position. */
export interface RowReader {
  column(kind: EntityKind, column: string): (row: number) => Value;
  /** a fact of the product that a row names, as known now */
  product(kind: EntityKind, field: string): (row: number) => Value;
  /** units on hand when the row happened, as known then */
  stock(kind: EntityKind): (row: number) => number | null;
  /** sentiment or an aspect of a review */
  review(part: string): (row: number) => number | null;
}

export type RowField = {
  name: string;
  type: FieldType;
  need: FieldNeed | null;
  /** `order_line.quantity`, for lineage */
  lineage: string[];
  sql: (context: FieldContext) => string;
  bind: (reader: RowReader, context: FieldContext) => (row: number) => Value;
};

const TYPE: Record<string, FieldType> = { VARCHAR: 'text', DOUBLE: 'number', BIGINT: 'number', BOOLEAN: 'boolean', TIMESTAMP: 'time', JSON: 'text' };

export const columnName = (field: string): string => field.replace(/[A-Z]/g, (c) => `_${c.toLowerCase()}`);
export const hasField = (kind: EntityKind, field: string): boolean => EVENT_COLUMNS[kind].some((c) => c.field === field);
const isMoney = (kind: EntityKind, field: string): boolean => hasField(kind, 'currency') && EVENT_COLUMNS[kind].find((c) => c.field === field)?.unit === 'money';

const inCurrency = (sql: string, c: FieldContext): string => (c.currency === null ? sql : `CASE WHEN e.currency IS NULL OR e.currency = ${text(c.currency)} THEN ${sql} END`);

/** A field of a kind by its name. @returns null when the kind has none of this name */
export function findField(kind: EntityKind, name: string): RowField | null {
  const [head, tail] = split(name);
  if (tail === null) return ownField(kind, head) ?? derivedField(kind, head);
  if (head === 'attributes') return attributeField(kind, tail);
  if (head === 'product') return productField(kind, tail);
  if (head === 'review' && kind === 'review') return scoreField(tail);
  return null;
}

/** @throws AppError COLUMN_NOT_FOUND naming what there is */
export function requireField(kind: EntityKind, name: string): RowField {
  const found = findField(kind, name);
  if (!found) throw new AppError({ code: 'COLUMN_NOT_FOUND', message: `Expected a field of ${kind}, received ${JSON.stringify(name)}.`, fix: `Choose from: ${fieldNames(kind).join(', ')}.`, context: { kind, field: name } });
  return found;
}

function split(name: string): [string, string | null] {
  const dot = name.indexOf('.');
  return dot < 0 ? [name, null] : [name.slice(0, dot), name.slice(dot + 1)];
}

/** Every field of a kind that can be named, without the free ones. */
export const fieldNames = (kind: EntityKind): string[] => rowFieldsOf(kind).map((f) => f.name);

function ownField(kind: EntityKind, name: string): RowField | null {
  const column = EVENT_COLUMNS[kind].find((c) => c.field === name);
  if (!column || column.type === 'JSON') return null;
  const type = TYPE[column.type]!;
  const raw = `e.${ident(column.column)}`;
  const money = isMoney(kind, name);
  return {
    name, type, need: null, lineage: [`${kind}.${name}`],
    sql: (c) => (type === 'time' ? `epoch_us(${raw})` : money ? inCurrency(raw, c) : raw),
    bind: (reader, c) => {
      const read = reader.column(kind, column.column);
      return money && c.currency !== null ? ownCurrency(kind, reader, c.currency, read) : read;
    },
  };
}

function ownCurrency(kind: EntityKind, reader: RowReader, own: string, read: (row: number) => Value): (row: number) => Value {
  const currency = reader.column(kind, 'currency');
  return (row) => {
    const code = currency(row);
    return code === null || code === own ? read(row) : null;
  };
}

function attributeField(kind: EntityKind, key: string): RowField | null {
  if (!hasField(kind, 'attributes')) return null;
  return {
    name: `attributes.${key}`, type: 'text', need: null, lineage: [`${kind}.attributes`],
    sql: () => `json_extract_string(e.attributes, ${text(`$."${key.replace(/"/g, '')}"`)})`,
    bind: (reader) => {
      const read = reader.column(kind, 'attributes');
      return (row) => attribute(read(row), key);
    },
  };
}

function attribute(json: Value, key: string): string | null {
  if (typeof json !== 'string') return null;
  const value = (JSON.parse(json) as Record<string, unknown> | null)?.[key];
  return value === undefined || value === null ? null : typeof value === 'object' ? JSON.stringify(value) : String(value);
}

function productField(kind: EntityKind, name: string): RowField | null {
  if (kind === 'product' || !hasField(kind, 'productId') || !(PRODUCT_FIELDS as readonly string[]).includes(name)) return null;
  const stored = name === 'topCategory' ? 'category' : name;
  const type = TYPE[EVENT_COLUMNS.product.find((c) => c.field === stored)!.type]!;
  return {
    name: `product.${name}`, type, need: 'product', lineage: [`${kind}.productId`, `product.${stored}`],
    sql: () => (name === 'topCategory' ? topCategorySql('p.category') : `p.${ident(stored)}`),
    bind: (reader) => {
      const read = reader.product(kind, stored);
      return name === 'topCategory' ? (row) => topCategory(read(row)) : read;
    },
  };
}

const topCategorySql = (column: string): string => `CASE WHEN contains(${column}, ' > ') THEN left(${column}, position(' > ' IN ${column})::INT - 1) ELSE ${column} END`;
const topCategory = (path: Value): Value => (typeof path === 'string' && path.includes(' > ') ? path.slice(0, path.indexOf(' > ')) : path);

function scoreField(part: string): RowField | null {
  if (part !== 'sentiment' && !(ASPECTS as readonly string[]).includes(part)) return null;
  return { name: `review.${part}`, type: 'number', need: 'review', lineage: ['review.title', 'review.text'], sql: () => `v.${ident(part)}`, bind: (reader) => reader.review(part) };
}

type DerivedName = keyof typeof DERIVED_FIELDS;
type Derived = { need: FieldNeed | null; lineage: (kind: EntityKind) => string[]; sql: RowField['sql']; bind: (kind: EntityKind, reader: RowReader, context: FieldContext) => (row: number) => Value };

const number = (value: Value): number | null => (typeof value === 'number' ? value : null);

/** Local clock time of a microsecond instant, as microseconds. */
const local = (us: number, zone: readonly ZoneOffset[]): number => us + (zone.findLast((z) => z.from * 1000 <= us) ?? zone[0]!).offset * 1000;
const localSql = (zone: readonly ZoneOffset[]): string => {
  const cases = zone.slice(1).toReversed().map((z) => `WHEN epoch_us(e.event_time) >= ${z.from * 1000} THEN ${z.offset * 1000}`).join(' ');
  return `(epoch_us(e.event_time) + ${cases ? `CASE ${cases} ELSE ${zone[0]!.offset * 1000} END` : zone[0]!.offset * 1000})`;
};
const HOUR = 3_600_000_000;
const DAY = 24 * HOUR;
const mod = (a: number, n: number): number => ((a % n) + n) % n;

const DERIVED: Record<DerivedName, Derived> = {
  amount: {
    need: null, lineage: () => ['order_line.quantity', 'order_line.unitPrice', 'order_line.discount'],
    sql: (c) => inCurrency('(e.quantity * e.unit_price - coalesce(e.discount, 0))', c),
    bind: (kind, reader, c) => {
      const [quantity, price, discount] = ['quantity', 'unit_price', 'discount'].map((column) => reader.column(kind, column)) as [RowRead, RowRead, RowRead];
      const amount = (row: number): Value => {
        const [q, p] = [number(quantity(row)), number(price(row))];
        return q === null || p === null ? null : q * p - (number(discount(row)) ?? 0);
      };
      return c.currency === null ? amount : ownCurrency(kind, reader, c.currency, amount);
    },
  },
  discountShare: {
    need: null, lineage: () => ['order_line.quantity', 'order_line.unitPrice', 'order_line.discount'],
    sql: () => 'CASE WHEN e.quantity * e.unit_price > 0 THEN coalesce(e.discount, 0) / (e.quantity * e.unit_price) END',
    bind: (kind, reader) => {
      const [quantity, price, discount] = ['quantity', 'unit_price', 'discount'].map((column) => reader.column(kind, column)) as [RowRead, RowRead, RowRead];
      return (row) => {
        const gross = (number(quantity(row)) ?? 0) * (number(price(row)) ?? 0);
        return gross > 0 ? (number(discount(row)) ?? 0) / gross : null;
      };
    },
  },
  priceLevel: {
    need: 'product', lineage: () => ['order_line.unitPrice', 'product.price'],
    sql: () => 'CASE WHEN p.price > 0 THEN e.unit_price / p.price END',
    bind: (kind, reader) => {
      const [paid, list] = [reader.column(kind, 'unit_price'), reader.product(kind, 'price')];
      return (row) => {
        const [a, b] = [number(paid(row)), number(list(row))];
        return a === null || b === null || b <= 0 ? null : a / b;
      };
    },
  },
  stockShown: {
    need: 'stock', lineage: (kind) => [`${kind}.productId`, 'stock_level.quantity'],
    sql: () => 'k.quantity', bind: (kind, reader) => reader.stock(kind),
  },
  localHour: {
    need: null, lineage: (kind) => [`${kind}.eventTime`],
    sql: (c) => `CAST(floor((((${localSql(c.zone)} % ${DAY}) + ${DAY}) % ${DAY}) / ${HOUR}) AS INT)`,
    bind: (kind, reader, c) => {
      const time = reader.column(kind, 'event_time');
      return (row) => Math.floor(mod(local(time(row) as number, c.zone), DAY) / HOUR);
    },
  },
  // 1 is Monday; 1 January 1970 was a Thursday
  localWeekday: {
    need: null, lineage: (kind) => [`${kind}.eventTime`],
    sql: (c) => `CAST(((floor(${localSql(c.zone)} / ${DAY}.0)::BIGINT + 3) % 7 + 7) % 7 + 1 AS INT)`,
    bind: (kind, reader, c) => {
      const time = reader.column(kind, 'event_time');
      return (row) => mod(Math.floor(local(time(row) as number, c.zone) / DAY) + 3, 7) + 1;
    },
  },
};
type RowRead = (row: number) => Value;

function derivedField(kind: EntityKind, name: string): RowField | null {
  const said = DERIVED_FIELDS[name as DerivedName] as { kinds: readonly EntityKind[]; type: FieldType } | undefined;
  if (!said?.kinds.includes(kind)) return null;
  const derived = DERIVED[name as DerivedName];
  return { name, type: said.type, need: derived.need, lineage: derived.lineage(kind), sql: derived.sql, bind: (reader, context) => derived.bind(kind, reader, context) };
}
