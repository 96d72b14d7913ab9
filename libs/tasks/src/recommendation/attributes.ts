import type { ColumnRoles } from '@bellwether/contracts';
import { levelOf, numberOf, type ColumnTable, type TableColumn } from '@bellwether/features';

/** What is known of the items beside who took them: the content tower, the filters and the reasons read it. */
export type ItemAttributes = {
  /** columns that say the same of an item in nearly every row, broadest first */
  categories: { name: string; levels: string[]; /** -1: not known @shape [items] */ of: Int32Array }[];
  /** the newest price of each item, NaN where none is known @shape [items] */
  price: Float64Array;
  /** its name or description, the first that is not blank @shape [items] */
  text: (string | null)[];
};

/** Whether anything is known of an item beside who took it. */
export const isDescribed = ({ categories, price, text }: ItemAttributes, item: number): boolean => categories.some((c) => c.of[item]! >= 0) || !Number.isNaN(price[item]!) || text[item] !== null;

/** Share of an item's rows that must say the same for a column to be about the item, not about the event. */
const CONSTANT = 0.98;
const MOST_CATEGORIES = 4;

/**
 * @param rows positions in the table, by customer and time
 * @param item item of each of those rows @shape [rows]
 */
export function readAttributes(table: ColumnTable, roles: ColumnRoles, rows: readonly number[], item: ArrayLike<number>, items: number): ItemAttributes {
  const categories = table.columns.filter((c) => roles[c.name] === 'category').flatMap((c) => categoryOf(c, rows, item, items) ?? []);
  const priced = table.columns.find((c) => roles[c.name] === 'price');
  const named = table.columns.find((c) => roles[c.name] === 'text');
  const price = new Float64Array(items).fill(Number.NaN);
  const seen = new Int32Array(items).fill(-1);
  const text = new Array<string | null>(items).fill(null);
  const firstRow = new Int32Array(items).fill(0x7fffffff);
  rows.forEach((row, e) => {
    const i = item[e]!;
    const value = priced ? numberOf(priced, row) : Number.NaN;
    // of several customers, the greatest source row speaks last: rows of an export are in order of time
    if (!Number.isNaN(value) && table.rowIndex[row]! > seen[i]!) {
      seen[i] = table.rowIndex[row]!;
      price[i] = value;
    }
    const words = named ? levelOf(named, row)?.trim() : undefined;
    if (words && table.rowIndex[row]! < firstRow[i]!) {
      firstRow[i] = table.rowIndex[row]!;
      text[i] = words.slice(0, 500);
    }
  });
  return { categories: categories.sort((a, b) => a.levels.length - b.levels.length).slice(0, MOST_CATEGORIES), price, text };
}

function categoryOf(column: TableColumn, rows: readonly number[], item: ArrayLike<number>, items: number): ItemAttributes['categories'][number] | null {
  const counts = Array.from({ length: items }, () => new Map<string, number>());
  let known = 0;
  rows.forEach((row, e) => {
    const level = levelOf(column, row);
    if (level === null) return;
    known++;
    const own = counts[item[e]!]!;
    own.set(level, (own.get(level) ?? 0) + 1);
  });
  let agreeing = 0;
  const mode = counts.map((own): string | null => {
    const best = [...own].sort((a, b) => b[1] - a[1] || (a[0] < b[0] ? -1 : 1))[0];
    agreeing += best?.[1] ?? 0;
    return best?.[0] ?? null;
  });
  const levels = [...new Set(mode.filter((m): m is string => m !== null))].sort();
  if (known === 0 || agreeing / known < CONSTANT || levels.length < 2) return null;
  const place = new Map(levels.map((level, i) => [level, i]));
  return { name: column.name, levels, of: Int32Array.from(mode, (m) => (m === null ? -1 : place.get(m)!)) };
}
