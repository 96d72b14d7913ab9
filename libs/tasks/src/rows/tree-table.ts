import { levelOf, numberOf, type ColumnTable, type FittedView } from '@bellwether/features';
import type { GbdtColumn, GbdtTable } from '@bellwether/model';

/** The columns of the view as trees want them: numbers as they are, missing left missing, categories as codes of the view's levels. */
export function treeTable(view: FittedView, table: ColumnTable, rows?: Int32Array): GbdtTable {
  const n = rows?.length ?? table.rows;
  const at = (r: number): number => (rows === undefined ? r : rows[r]!);
  const byName = new Map(table.columns.map((c) => [c.name, c]));
  const columns = view.inputs.map((input): GbdtColumn => {
    const column = byName.get(input.name);
    if (input.kind === 'numeric') return { name: input.name, kind: 'numeric', values: Float64Array.from({ length: n }, (_, r) => (column === undefined ? Number.NaN : numberOf(column, at(r)))) };
    const codes = new Map(input.levels.map((level, code) => [level, code]));
    return { name: input.name, kind: 'category', levels: input.levels.length, codes: Int32Array.from({ length: n }, (_, r) => codes.get((column === undefined ? null : levelOf(column, at(r))) ?? '') ?? -1) };
  });
  return { rows: n, columns };
}
