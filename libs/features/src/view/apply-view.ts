import type { ColumnTable, TableColumn } from '../table';
import { levelOf, numberOf } from './cell';
import { applyScale } from './scale';
import type { FittedCategory, FittedInput, FittedNumeric, FittedView } from './view-spec';

/** Inputs of a model. @shape x [rows, features], row-major */
export type FeatureMatrix = { x: Float32Array; rows: number; features: string[] };

/**
 * Turns rows into the numbers that training saw: one code for training, batches and single predictions.
 * @param rows positions in the table; all when absent
 * A column that the table lacks counts as missing in every row.
 */
export function applyView(view: FittedView, table: ColumnTable, rows?: Int32Array): FeatureMatrix {
  const n = rows ? rows.length : table.rows;
  const width = view.features.length;
  const x = new Float32Array(n * width);
  const byName = new Map(table.columns.map((c) => [c.name, c]));
  let offset = 0;
  for (const input of view.inputs) {
    const column = byName.get(input.name);
    const target: Target = { x, width, offset, rows, n };
    if (input.kind === 'numeric') writeNumeric(input, column, target);
    else writeCategory(input, column, target);
    offset += inputWidth(input);
  }
  return { x, rows: n, features: view.features };
}

/** How many inputs of the model a column makes. */
export function inputWidth(input: FittedInput): number {
  if (input.kind === 'numeric') return input.flag ? 2 : 1;
  return input.encoding === 'ordinal' ? 1 : input.levels.length + 1;
}

type Target = { x: Float32Array; width: number; offset: number; rows: Int32Array | undefined; n: number };

function writeNumeric(input: FittedNumeric, column: TableColumn | undefined, { x, width, offset, rows, n }: Target): void {
  for (let r = 0; r < n; r++) {
    const value = column ? numberOf(column, rows ? rows[r]! : r) : Number.NaN;
    const missing = Number.isNaN(value);
    x[r * width + offset] = applyScale(input.scale, missing ? input.fill : value);
    if (input.flag) x[r * width + offset + 1] = missing ? 1 : 0;
  }
}

function writeCategory(input: FittedCategory, column: TableColumn | undefined, { x, width, offset, rows, n }: Target): void {
  const slots = new Map(input.levels.map((level, k) => [level, k]));
  const unknown = input.levels.length;
  for (let r = 0; r < n; r++) {
    const level = (column ? levelOf(column, rows ? rows[r]! : r) : null) ?? input.fill;
    const slot = level === null ? unknown : (slots.get(level) ?? unknown);
    // ordinal: rank by frequency in (0, 1], 0 for what was never seen
    if (input.encoding === 'ordinal') x[r * width + offset] = slot === unknown ? 0 : 1 - slot / input.levels.length;
    else x[r * width + offset + slot] = 1;
  }
}
