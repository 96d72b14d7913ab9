import { levelOf, numberOf, type ColumnTable, type FittedView, type TableColumn } from '@bellwether/features';
import type { ColumnFeed, GraphComposer, Value } from '@bellwether/model';

/** A column that the file takes. */
export type RawColumn = { name: string; role: 'numeric' | 'category'; type: string };

/** Categories that are text come as text, everything else as a number: dates as milliseconds, yes/no as 1 and 0. */
export const isText = ({ role, type }: RawColumn): boolean => role === 'category' && type === 'string';

export const rawColumnsOf = (view: FittedView): RawColumn[] => view.inputs.map(({ name, kind, type }) => ({ name, role: kind, type }));

/** The number that a level of a column of numbers, dates or yes/no stands for. */
export const numberOfLevel = (type: string, level: string): number => (type === 'boolean' ? (level === 'true' ? 1 : level === 'false' ? 0 : Number.NaN) : type === 'date' || type === 'timestamp' ? Date.parse(level) : Number(level));

/** The inputs of the file: one a column, and all the numbers as one matrix. */
export type RawInputs = { /** @shape [rows, places.size] float64, NaN where missing */ numbers: Value | null; places: Map<string, number>; /** @shape [rows, 1] each, empty where missing */ texts: Map<string, Value> };

export function declareColumns(g: GraphComposer, columns: readonly RawColumn[]): RawInputs {
  const values = new Map(columns.map((c): [string, Value] => [c.name, g.input(c.name, isText(c) ? 'string' : 'float64', ['rows', 1])]));
  // numbers before categories: the part that is scaled is one run of columns
  const numeric = columns.filter((c) => c.role === 'numeric').map((c) => c.name);
  const coded = columns.filter((c) => c.role === 'category' && !isText(c)).map((c) => c.name);
  const block = (names: string[]): Value => g.concat(names.map((n) => values.get(n)!));
  const blocks = [...(numeric.length > 0 ? [finite(g, block(numeric), numeric.length)] : []), ...(coded.length > 0 ? [block(coded)] : [])];
  return {
    numbers: blocks.length === 0 ? null : g.concat(blocks),
    places: new Map([...numeric, ...coded].map((n, place) => [n, place])),
    texts: new Map(columns.filter(isText).map((c) => [c.name, values.get(c.name)!])),
  };
}

/** A number that is not finite is missing: x − x is 0 or NaN. */
function finite(g: GraphComposer, matrix: Value, width: number): Value {
  return g.node('Where', [g.node('IsNaN', [g.node('Sub', [matrix, matrix])]), g.doubles(new Array<number>(width).fill(Number.NaN), [1, width]), matrix]);
}

/**
 * Cells of a table as the file takes them.
 * @param rows positions, all when absent
 * A column that the table lacks is missing in every row.
 */
export function feedOf(columns: readonly RawColumn[], table: ColumnTable, rows?: Int32Array): ColumnFeed {
  const byName = new Map(table.columns.map((c) => [c.name, c]));
  return Object.fromEntries(columns.map((c) => [c.name, cellsOf(c, byName.get(c.name), rows?.length ?? table.rows, rows)]));
}

function cellsOf(wanted: RawColumn, column: TableColumn | undefined, n: number, rows: Int32Array | undefined): Float64Array | string[] {
  const at = (r: number): number => (rows === undefined ? r : rows[r]!);
  if (column === undefined) return isText(wanted) ? new Array<string>(n).fill('') : new Float64Array(n).fill(Number.NaN);
  if (isText(wanted)) return Array.from({ length: n }, (_, r) => levelOf(column, at(r)) ?? '');
  const asTheyAre = column.type !== 'string' && (wanted.role === 'numeric' || (column.type === wanted.type && column.type !== 'date'));
  if (asTheyAre) return rows === undefined ? column.values : Float64Array.from(rows, (i) => column.values[i]!);
  if (wanted.role === 'numeric') return Float64Array.from({ length: n }, (_, r) => numberOf(column, at(r)));
  // a category by another type than training saw: its level decides, as everywhere
  return Float64Array.from({ length: n }, (_, r) => numberOfLevel(wanted.type, levelOf(column, at(r)) ?? ''));
}
