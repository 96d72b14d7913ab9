import { AppError, type ColumnRoles } from '@bellwether/contracts';
import type { ColumnTable, TableColumn } from '@bellwether/features';

/** The target as 0/1 with the rows that have one. */
export type BinaryTarget = {
  column: string;
  /** as written in the data, for example `TRUE` */
  positiveValue: string;
  negativeValue: string;
  /** 1, 0, or NaN where the target is missing @shape [rows] */
  y: Float64Array;
  missing: number;
};

const YES = new Set(['true', 'yes', 'y', 't', '1', 'positive', 'pos', 'converted', 'bought', 'purchase', 'purchased', 'buyer', 'churned', 'fraud', 'success']);

export const columnOf = (table: ColumnTable, name: string): TableColumn | undefined => table.columns.find((c) => c.name === name);

/** @throws AppError TARGET_MISSING when no column, or more than one, has the role */
export function targetColumnOf(roles: ColumnRoles): string {
  const named = Object.entries(roles).filter(([, role]) => role === 'target').map(([name]) => name);
  if (named.length === 1) return named[0]!;
  const received = named.length === 0 ? 'none' : named.join(', ');
  throw new AppError({ code: 'TARGET_MISSING', message: `expected exactly one column with the role target, received ${received}`, fix: 'give the role target to the column that says what happened' });
}

/**
 * Which of two values means yes: a word for yes when one of them is one, else the greater number, else the later word.
 * @param values the two distinct values, as text
 */
export function positiveOf(values: readonly [string, string]): string {
  const yes = values.filter((v) => YES.has(v.trim().toLowerCase()));
  if (yes.length === 1) return yes[0]!;
  const [a, b] = values;
  const numeric = Number(a) - Number(b);
  if (!Number.isNaN(numeric)) return numeric > 0 ? a : b;
  return a > b ? a : b;
}

/**
 * Reads a target of two values from booleans, numbers or text.
 * @throws AppError TARGET_MISSING, COLUMN_NOT_FOUND, TARGET_NOT_BINARY or TARGET_ONE_CLASS, naming what was found
 */
export function readBinaryTarget(table: ColumnTable, roles: ColumnRoles): BinaryTarget {
  const name = targetColumnOf(roles);
  const column = columnOf(table, name);
  if (column === undefined) throw new AppError({ code: 'COLUMN_NOT_FOUND', message: `the target ${JSON.stringify(name)} is not a column of the table`, fix: 'choose a column of this dataset version as the target' });
  const texts = asTexts(column);
  const counts = new Map<string, number>();
  for (const t of texts) if (t !== null) counts.set(t, (counts.get(t) ?? 0) + 1);
  const values = [...counts.keys()];
  if (values.length > 2) throw notBinary(name, values);
  if (values.length < 2) throw oneClass(name, values);
  const positiveValue = positiveOf([values[0]!, values[1]!]);
  const y = Float64Array.from(texts, (t) => (t === null ? Number.NaN : t === positiveValue ? 1 : 0));
  return { column: name, positiveValue, negativeValue: values.find((v) => v !== positiveValue)!, y, missing: y.reduce((sum, v) => sum + (Number.isNaN(v) ? 1 : 0), 0) };
}

function asTexts(column: TableColumn): (string | null)[] {
  if (column.type === 'string') return column.values.map((v) => (v === null || v.trim() === '' ? null : v));
  if (column.type === 'boolean') return Array.from(column.values, (v) => (Number.isNaN(v) ? null : v !== 0 ? 'true' : 'false'));
  return Array.from(column.values, (v) => (Number.isNaN(v) ? null : String(v)));
}

const notBinary = (name: string, values: string[]): AppError =>
  new AppError({
    code: 'TARGET_NOT_BINARY', message: `expected two values in the target ${JSON.stringify(name)}, received ${values.length}: ${values.slice(0, 5).join(', ')}${values.length > 5 ? ', ...' : ''}`,
    fix: 'choose a yes/no column as the target, or derive one', context: { column: name, distinct: values.length },
  });

export const oneClass = (name: string, values: readonly string[]): AppError =>
  new AppError({
    code: 'TARGET_ONE_CLASS', message: `expected two values in the target ${JSON.stringify(name)}, received ${values.length === 0 ? 'none: it is missing in every row' : `only ${JSON.stringify(values[0])}`}`,
    fix: 'use data in which both outcomes happen: a model cannot learn a difference it never sees', context: { column: name },
  });
